"""Lets these tests import the scripts, and gives each a project to start."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1])]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder like a fresh copy of Kisima, small, with a wheelhouse and no `.venv`."""
    from tiny_project import make_project

    return make_project(tmp_path / "project")
