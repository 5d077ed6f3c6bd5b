"""Lets these tests import the scripts, and gives each a project to start."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
# At the end, so that no script hides a module of the standard library.
sys.path += [str(HERE), str(HERE.parents[1] / "scripts")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder like a fresh copy of Kisima, small, with a wheelhouse and no `.venv`."""
    from tiny_project import make_project

    return make_project(tmp_path / "project")
