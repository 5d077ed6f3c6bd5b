"""What tests of several rooms share: a store of its own in a temporary folder for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_store
from app.settings import Settings, load_settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with --long"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation in an empty folder, with the courses that are shipped."""
    return load_settings({"data": tmp_path / "data", "lease_seconds": 2}, environ={})


@pytest.fixture
def store(settings: Settings) -> Iterator[Flask]:
    """A store of its own, inside an app context."""
    app = create_store(settings, connections=4)
    with app.app_context():
        yield app
