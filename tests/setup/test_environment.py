"""Is `.venv` what the lock asks for? The stamp's rules, without an installation."""

from pathlib import Path

import pytest

from scripts import environment, installation


@pytest.fixture
def stamped(project: Path) -> Path:
    """A project whose stamp says that all is installed."""
    python = environment.venv_python(project)
    python.parent.mkdir(parents=True)
    python.touch()
    facts = environment.wanted_facts(project, environment.RUNTIME_LOCK)
    installation._stamp(project, facts)
    return project


def ready(root: Path) -> bool:
    return environment.is_ready(root, environment.RUNTIME_LOCK)


def test_nothing_is_ready_in_a_fresh_folder(project: Path) -> None:
    assert not ready(project)


def test_a_matching_stamp_is_ready_and_nothing_is_run(stamped: Path) -> None:
    assert ready(stamped)
    environment.prepare(stamped, environment.RUNTIME_LOCK)


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_is_installed_again(stamped: Path, name: str) -> None:
    (stamped / name).write_text("other\n")
    assert not ready(stamped)


def test_an_interrupted_installation_is_not_ready(stamped: Path) -> None:
    installation._unstamp(stamped)
    assert not ready(stamped)


def test_an_environment_without_its_python_is_not_ready(stamped: Path) -> None:
    environment.venv_python(stamped).unlink()
    assert not ready(stamped)


def test_a_moved_folder_is_not_ready(stamped: Path, tmp_path: Path) -> None:
    moved = stamped.rename(tmp_path / "elsewhere")
    assert not ready(moved)


def test_another_python_is_not_ready(stamped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.sys, "version_info", (3, 99, 0))
    assert not ready(stamped)


def test_the_runtime_stays_ready_when_the_tests_are_installed_too(stamped: Path) -> None:
    (stamped / environment.TEST_LOCK).write_text("tiny==1.0\n")
    assert not environment.is_ready(stamped, environment.TEST_LOCK)
    facts = environment.stamped_facts(stamped)
    facts |= environment.wanted_facts(stamped, environment.TEST_LOCK)
    installation._stamp(stamped, facts)
    assert ready(stamped)
    assert environment.is_ready(stamped, environment.TEST_LOCK)


def test_a_wheelhouse_counts_when_it_holds_wheels(tmp_path: Path) -> None:
    assert environment.wheelhouse(tmp_path) is None
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    assert environment.wheelhouse(tmp_path) is None
    (folder / "tiny-1.0-py3-none-any.whl").touch()
    assert environment.wheelhouse(tmp_path) == folder


def test_a_python_without_venv_names_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installation, "find_spec", lambda name: None)
    with pytest.raises(environment.SetupError, match=r"sudo apt install python3\.\d+-venv"):
        installation._check_python()


def test_a_full_disk_is_told_with_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "ROOM_MB", 10**9)
    with pytest.raises(environment.SetupError, match="disk is too full"):
        installation._check_room(tmp_path)


def test_two_installations_do_not_meet(tmp_path: Path) -> None:
    with (
        installation._alone(tmp_path / "lock"),
        pytest.raises(environment.SetupError, match="another window"),
        installation._alone(tmp_path / "lock"),
    ):
        pass


def test_a_venv_folder_that_cannot_be_made_is_told(project: Path) -> None:
    (project / ".venv").write_text("a file is in the way")
    with pytest.raises(environment.SetupError, match="Installing stopped"):
        environment.prepare(project, environment.RUNTIME_LOCK)
