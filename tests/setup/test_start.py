"""start.py as a person meets it, with everything that needs no installation."""

import ast
import socket
from pathlib import Path

import pytest
from tiny_project import SCRIPTS, run_start

from app.settings import Settings
from scripts import start, start_options
from scripts.environment import SetupError


def test_an_old_python_is_told_which_one_is_needed() -> None:
    sentence = start.too_old((3, 8, 10))
    assert "This is Python 3.8" in sentence
    assert "3.11 or newer" in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_new_enough_python_is_not_refused(version: tuple[int, ...]) -> None:
    assert start.too_old(version) == ""


@pytest.mark.parametrize("name", ["start.py", "test.py"])
def test_an_old_python_can_read_the_script(name: str) -> None:
    source = (SCRIPTS / name).read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source


def test_help_needs_no_environment(project: Path) -> None:
    result = run_start(project, "--help")
    assert result.returncode == 0
    assert "--demo" in result.stdout
    assert not (project / ".venv").exists()


def test_a_taken_port_is_told_before_anything_is_installed(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = run_start(project, "--host", "127.0.0.1", "--port", port)
    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stderr
    assert not (project / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "²"])
def test_what_is_no_port_is_refused(project: Path, port: str) -> None:
    result = run_start(project, "--port", port)
    assert result.returncode == 2
    assert "is not a number from 1 to 65535" in result.stderr


def test_a_file_is_no_data_folder(project: Path) -> None:
    (project / "notes").write_text("x")
    result = run_start(project, "--data", str(project / "notes"))
    assert result.returncode == 1
    assert "there is a file of that name" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_below_a_file_is_no_data_folder(project: Path) -> None:
    (project / "notes").write_text("x")
    result = run_start(project, "--data", str(project / "notes" / "data"))
    assert result.returncode == 1
    assert "--data" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_address_of_another_computer_is_refused(project: Path) -> None:
    result = run_start(project, "--host", "203.0.113.9", "--port", "8099")
    assert result.returncode == 1
    assert "is not an address of this computer" in result.stderr


def test_a_missing_lock_is_told_in_a_sentence(project: Path) -> None:
    (project / "requirements.lock").unlink()
    result = run_start(project)
    assert result.returncode == 1
    assert "Copy Kisima's folder again" in result.stderr


def test_the_servers_defaults_are_known_here() -> None:
    assert Settings.host == start_options.DEFAULT_HOST
    assert Settings.port == start_options.DEFAULT_PORT


def test_a_port_in_the_schools_settings_is_left_to_the_server(tmp_path: Path) -> None:
    options = start_options.read_options(["--host", "203.0.113.9"])
    with pytest.raises(SetupError):
        start_options.check_address(options, tmp_path, {})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.toml").write_text("port = 8123")
    start_options.check_address(options, tmp_path, {})


def test_a_console_without_the_character_still_gets_the_sentence(project: Path) -> None:
    (project / "caf\u00e9…").write_text("x")
    result = run_start(project, "--data", str(project / "caf\u00e9…"), encoding="ascii")
    assert result.returncode == 1
    assert "there is a file of that name" in result.stderr
