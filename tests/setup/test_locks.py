"""The locks fit pyproject.toml, each other, and every platform."""

import re
import tomllib
from pathlib import Path

import pytest

from scripts.lock_file import Pin, read_pins
from scripts.pip_run import plain

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def pins(name: str) -> list[Pin]:
    return read_pins((ROOT / name).read_text("utf-8"))


def names(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def test_the_lock_names_every_dependency() -> None:
    assert names(PROJECT["dependencies"]) <= {pin.name for pin in pins("requirements.lock")}


def test_the_test_lock_names_every_test_tool() -> None:
    wanted = names(PROJECT["optional-dependencies"]["test"])
    assert wanted <= {pin.name for pin in pins("requirements-test.lock")}


def test_both_locks_agree_on_every_version() -> None:
    assert set(pins("requirements.lock")) <= set(pins("requirements-test.lock"))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_pin_has_a_hash(name: str) -> None:
    for pin in pins(name):
        assert pin.hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes), pin


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_names_no_host_and_no_folder(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "scripts/lock.py" in text.splitlines()[0]
    assert not re.search(r"://|index-url|find-links|/home|/tmp", text)
