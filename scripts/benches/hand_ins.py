"""A class's hand-ins in a real store, graded by the real queue in this process."""

import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.benches.school import ROOT, fill

if TYPE_CHECKING:
    from flask import Flask

    from app.catalog import Catalog
    from app.tasks import Grader

STUDENTS = 4


class HandIns:
    """The queue: hand in as often as is wanted, then grade all that waits."""

    def __init__(self, store: "Flask", catalog: "Catalog", grader: "Grader") -> None:
        self.catalog = catalog
        self._store = store
        self._grader = grader
        self._numbers = itertools.count()

    def hand_in(self, exercise_id: str, notebook: dict[str, Any]) -> str:
        """Hand a notebook in for one of the students; gives the submission's public id."""
        from sqlalchemy import select

        from app.database import db
        from app.people.models import Account
        from app.progress.submissions import submit

        number = next(self._numbers)
        with self._store.app_context():
            username = f"s{number % STUDENTS + 1}"
            found = db.session.scalar(select(Account.id).where(Account.username == username))
            assert found is not None
            key = str(number)
            return submit(found, "none", exercise_id, notebook, key=key, lang="en").public_id

    def grade_all(self, graders: int) -> None:
        """Grade until nothing waits, with so many graders: threads, as a worker has them."""
        threads = [threading.Thread(target=self._grader.grade_all) for _ in range(graders)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def score(self, public_id: str) -> float:
        """What a submission scored; fails loudly where it was not graded."""
        from app.progress.submissions import submission

        with self._store.app_context():
            found = submission(public_id)
        assert found.score is not None, found.trouble
        return found.score


@contextmanager
def open_queue(data: Path, graders: int, exercises: Sequence[Path] = ()) -> Iterator[HandIns]:
    """A queue in the data folder, its engine warm: made as a worker makes its own.

    `exercises` are folders of exercises beside the repository's.
    """
    from app import create_store
    from app.catalog import load_catalog
    from app.kernels import Limits
    from app.kernels.engines import best_engine
    from app.settings import load_settings
    from app.tasks import Grader

    fill(data, STUDENTS)
    settings = load_settings({"data": data}, environ={})
    store = create_store(settings, connections=graders * 2 + 1)
    folders = [ROOT / "exercises", *exercises]
    catalog = load_catalog(settings.courseware, folders, settings.translations, settings.cache)
    limits = Limits(cell_seconds=settings.cell_seconds, memory_mb=settings.kernel_memory_mb)
    with closing(best_engine(sandbox=settings.sandbox)) as engine:
        engine.start(limits, {}).close()
        yield HandIns(store, catalog, Grader(store, catalog, engine, limits, 30))
