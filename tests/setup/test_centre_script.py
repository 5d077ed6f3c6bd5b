"""centre.py as a person meets it, with everything that needs no installation."""

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import centre as command
from scripts import centre_options
from scripts.environment import SetupError

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "centre.py"


def test_an_old_python_can_read_the_script() -> None:
    source = SCRIPT.read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source


def test_help_needs_no_environment() -> None:
    said = subprocess.run([sys.executable, SCRIPT, "--help"], capture_output=True, text=True)
    assert said.returncode == 0
    assert "--database-url" in said.stdout


def test_the_script_and_the_command_know_the_same_port() -> None:
    assert centre_options.DEFAULT_PORT == command.PORT


def test_what_was_asked_for_is_passed_on(tmp_path: Path) -> None:
    given = ["--port", "9001", "--data", str(tmp_path), "--database-url", "postgresql://x/y"]
    passed_on = centre_options.read_options(given).passed_on
    assert passed_on[passed_on.index("--database-url") + 1] == "postgresql://x/y"
    assert passed_on[passed_on.index("--port") + 1] == "9001"


def test_a_taken_port_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        options = centre_options.read_options(["--host", "127.0.0.1", "--port", port])
        with pytest.raises(SetupError, match=f"Port {port} is taken"):
            centre_options.check(options, tmp_path, {})
