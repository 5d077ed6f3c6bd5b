"""A virtual environment for what is measured against, apart from the project's own.

The packages are those of the extra `bench` in pyproject.toml, with whatever they need today, as
anybody who installs them gets them. The folder is kept for the next run.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from scripts.environment import ROOT
from scripts.pip_run import pip_environ


class CannotInstall(Exception):
    """Its text is one sentence that says why, and what can be done."""


def wanted(pyproject: Path = ROOT / "pyproject.toml") -> list[str]:
    """The requirements of the extra."""
    project = tomllib.loads(pyproject.read_text("utf-8"))["project"]
    found: list[str] = project["optional-dependencies"]["bench"]
    return found


def bench_venv(folder: Path, requirements: list[str]) -> Path:
    """The folder of the environment's commands; made on the first call, which takes a minute.

    Raises CannotInstall.
    """
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    stamp = folder / "installed"
    facts = "\n".join([sys.version, str(folder), *requirements])
    try:
        if stamp.is_file() and stamp.read_text("utf-8") == facts:
            return commands
        stamp.unlink(missing_ok=True)
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(commands / "python"), "-m", "pip", "install", "--quiet", *requirements)
        stamp.write_text(facts, "utf-8")
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotInstall(
            f"{' '.join(requirements)} cannot be installed, so nothing is measured against it; "
            f"connect this computer to a package index and try again ({_last_words(error)})"
        ) from error
    return commands


def _run(*command: str) -> None:
    environ = pip_environ(offline=False)
    subprocess.run(command, check=True, capture_output=True, text=True, env=environ)


def _last_words(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        said = (error.stderr or error.stdout or "").strip().splitlines()
        return said[-1] if said else f"exit code {error.returncode}"
    return str(error)
