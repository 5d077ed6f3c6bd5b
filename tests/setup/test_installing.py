"""The whole of start.py with one tiny package from a wheelhouse, and no network."""

import shutil
from pathlib import Path

import pytest
from tiny_project import make_project, make_wheel, run_start

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny project that was started once."""
    root = make_project(tmp_path_factory.mktemp("installed") / "project")
    result = run_start(root, "--demo", "--data", str(root / "data"))
    assert result.returncode == 0, result.stderr
    assert "the network is not used" in result.stdout
    assert "Fetching 1/1 tiny" in result.stdout
    assert "Installed 1 packages" in result.stdout
    assert f"serving ['serve', '--demo', '--data', {str(root / 'data')!r}]" in result.stdout
    return root


def test_a_second_start_goes_straight_to_the_server(installed: Path) -> None:
    result = run_start(installed)
    assert result.stdout == "serving ['serve']\n"


def test_a_moved_folder_needs_no_packages_again(installed: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(installed, moved, symlinks=True)
    shutil.rmtree(moved / "wheelhouse")
    backend = moved / "backend.py"
    backend.write_text(backend.read_text().replace(repr(str(installed)), repr(str(moved))))
    result = run_start(moved)
    assert result.stdout.splitlines()[-1] == "serving ['serve']", result.stderr
    assert str(moved) in (moved / ".venv" / "kisima-stamp").read_text("utf-8")


def test_an_interrupted_installation_is_made_anew(installed: Path) -> None:
    (installed / ".venv" / "kisima-stamp").write_text("unfinished\n")
    result = run_start(installed)
    assert "Making a place" in result.stdout
    assert result.stdout.splitlines()[-1] == "serving ['serve']"


def test_a_damaged_wheel_is_not_installed(project: Path) -> None:
    wheel = make_wheel(project / "wheelhouse")
    wheel.write_bytes(wheel.read_bytes() + b"damage")
    result = run_start(project)
    assert result.returncode == 1
    assert "is not the one that Kisima was tested with" in result.stderr


def test_an_incomplete_wheelhouse_names_what_is_missing(project: Path) -> None:
    make_wheel(project / "wheelhouse", name="other")
    (project / "wheelhouse" / "tiny-1.0-py3-none-any.whl").unlink()
    result = run_start(project)
    assert result.returncode == 1
    assert "does not hold tiny==1.0" in result.stderr
