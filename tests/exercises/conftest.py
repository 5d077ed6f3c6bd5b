"""The exercises of this repository and one real engine for all of them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.catalog import Catalog, load_catalog
from app.kernels import Engine
from app.kernels.engines import best_engine

ROOT = Path(__file__).resolve().parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Exercises and languages are found in the folders: new ones are tested without a change."""
    if "slug" in metafunc.fixturenames:
        slugs = sorted(path.parent.name for path in (ROOT / "exercises").glob("*/exercise.yaml"))
        metafunc.parametrize("slug", slugs)
    if "lang" in metafunc.fixturenames:
        found = {path.parent.name for path in (ROOT / "translations").glob("*/*.po")}
        metafunc.parametrize("lang", ["en", *sorted(found - {"en"})])


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalogue of this repository, with a cache of its own."""
    cache = tmp_path_factory.mktemp("cache")
    return load_catalog(ROOT / "courseware", ROOT / "exercises", ROOT / "translations", cache)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """An engine that grades as a worker's does, in a fresh kernel for each notebook."""
    with closing(best_engine()) as made:
        yield made
