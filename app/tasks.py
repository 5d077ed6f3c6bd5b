"""Work done later: grading. Huey carries the wake-ups; the submissions' rows are the queue.

A wake-up that is lost costs nothing but time, since a sweep looks for waiting rows, and one that
comes twice finds nothing to lease.
"""

import logging
import os
import platform
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Literal

from flask import Flask
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey
from sqlalchemy.exc import InterfaceError, OperationalError

from app.catalog import Catalog
from app.database import DiskFull, StoreBusy
from app.errors import N_, KisimaError
from app.grading import Grade, grade
from app.kernels import Engine, Limits
from app.progress import queue
from app.progress.milestones import Goal, goal_of

log = logging.getLogger(__name__)

PATIENCE = 600  # seconds for which a grade waits for a store that is away


class ExerciseGone(KisimaError):
    sentence = N_("The exercise “%(exercise)s” is no longer on this computer.")


def make_huey(url: str, folder: Path) -> Huey:
    """The queue of wake-ups: a SQLite file in the folder, or PostgreSQL where a URL names it.

    A file that is damaged is made anew, and where that fails the sweep alone finds the work: the
    file holds nothing that the submissions' rows do not.
    """
    if url:
        return _queue_on(url)
    path = folder / "queue.db"
    try:
        return _queue_in(path)
    except sqlite3.DatabaseError as error:
        log.warning("the queue of wake-ups is made anew: %s", error)
    for name in ("queue.db", "queue.db-wal", "queue.db-shm"):
        with suppress(OSError):
            (folder / name).unlink()
    try:
        return _queue_in(path)
    except sqlite3.DatabaseError as error:
        log.warning("there is no queue of wake-ups, only the sweep: %s", error)
        return MemoryHuey("kisima", results=False)


def _queue_in(path: Path) -> Huey:
    return SqliteHuey("kisima", filename=str(path), results=False, timeout=15)


def _queue_on(url: str) -> Huey:
    """The queue on PostgreSQL, its tables made when they are missing.

    Two that make them at the same moment get in each other's way: "create table if not exists"
    fails for the one that comes second, and finds them when it is said again.
    """
    import psycopg

    dsn = re.sub(r"^postgresql\+\w+:", "postgresql:", url)  # SQLAlchemy's form will do too
    try:
        return PostgresHuey("kisima", dsn=dsn, results=False)
    except psycopg.errors.IntegrityError:
        return PostgresHuey("kisima", dsn=dsn, results=False)


def grading_task(huey: Huey, work: Callable[[], None]) -> Callable[[], bool]:
    """Register the one task there is and return the function that enqueues it (see `wake`).

    Where only wake-ups are sent, `work` is never called.
    """

    @huey.task(name="grade-waiting")
    def grade_waiting() -> None:
        work()

    return lambda: wake(grade_waiting)


def wake(send: Callable[[], object]) -> bool:
    """Send a wake-up; False when it was not sent, which is no reason to refuse a submission."""
    try:
        send()
    except Exception as error:
        log.warning("a wake-up was not sent, the sweep will find the submission: %s", error)
        return False
    return True


class Grader:
    """Grades what waits, one submission after another; safe in several threads at once."""

    def __init__(
        self,
        app: Flask,
        catalog: Catalog,
        engine: Engine,
        limits: Limits,
        lease_seconds: int,
        pass_share: float | None = None,
    ) -> None:
        """Without a `pass_share`, 0 to 1, nobody is told to have passed or completed anything."""
        self._app = app
        self._catalog = catalog
        self._engine = engine
        self._limits = limits
        self._lease_seconds = lease_seconds
        self._pass_share = pass_share
        self._name = f"{platform.node()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._busy = 0

    @property
    def busy(self) -> int:
        """How many threads are grading."""
        return self._busy

    def grade_all(self) -> None:
        """Grade until nothing waits."""
        with self._app.app_context(), self._counted():
            holder = f"{self._name}:{threading.get_ident()}"
            while work := queue.lease(holder, self._lease_seconds):
                self._grade(work)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1

    def waiting(self) -> bool:
        """Whether anything waits, or is held by a grader that has died."""
        with self._app.app_context():
            return queue.waiting(self._lease_seconds)

    def _grade(self, work: queue.Work) -> None:
        with Renewer(self._app, work, self._lease_seconds):
            try:
                result, counts = self._judged(work)
            except KisimaError as error:
                log.warning("submission %s could not be graded: %s", work.submission_id, error)
                reason = str(error)
                self._keep(lambda: queue.give_back(work, reason))
            except Exception as error:
                log.exception("submission %s could not be graded", work.submission_id)
                reason = f"{type(error).__name__}: {error}"
                self._keep(lambda: queue.give_back(work, reason))
            else:
                goal = self._goal(work)
                self._keep(lambda: queue.finish(work, result, counts, goal))

    def _judged(self, work: queue.Work) -> tuple[Grade, Literal["best", "last"]]:
        catalog = self._catalog_now()
        exercise = catalog.exercise_by_id(work.exercise_id)
        if exercise is None:
            raise ExerciseGone(exercise=work.exercise_id)
        once = partial(
            grade,
            catalog.source(exercise, work.lang),
            work.notebook,
            engine=self._engine,
            limits=catalog.limits(exercise, self._limits),
            files=exercise.files,
        )
        result = once()
        if _died(result):
            # The system may have killed it for want of memory that others took. That is not the
            # student's fault, and code that ends its own kernel does so again.
            result = once()
        return result, exercise.counts

    def _goal(self, work: queue.Work) -> Goal | None:
        """What completing the course needs; of a course that is gone, only the share to pass."""
        if self._pass_share is None:
            return None
        course = self._catalog.course_by_id(work.course_id)
        if course is None:
            return Goal(work.course_id, (), self._pass_share)
        return goal_of(course, self._catalog, self._pass_share)

    def _catalog_now(self) -> Catalog:
        """The exercises as they are now, so that a test that was put right counts at once."""
        with self._lock:
            self._catalog = self._catalog.reloaded()
            return self._catalog

    def _keep(self, write: Callable[[], object]) -> None:
        """Write what became of the work, waiting for as long as the store is busy or away, or its
        disk is full. If that is so long that others take the work over, theirs counts."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                write()
                return
            except (StoreBusy, DiskFull, OperationalError, InterfaceError) as error:
                if not isinstance(error, KisimaError) and time.monotonic() > until:
                    raise
                log.warning("a grade waits to be kept: %s", error)
                time.sleep(min(self._lease_seconds / 2, 5))


def _died(result: Grade) -> bool:
    """Whether the kernel ended before all tests had run."""
    remarks = {cell.remark.id for cell in result.cells if cell.remark}
    return "not-run-died" in remarks or any(cell.status == "died" for cell in result.cells)


class Renewer:
    """Renews a lease in the background for as long as the block under `with` runs."""

    def __init__(self, app: Flask, work: queue.Work, seconds: int) -> None:
        self._app = app
        self._work = work
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *failure: object) -> None:
        self._over.set()
        self._thread.join()

    def _renew(self) -> None:
        while not self._over.wait(self._seconds / 3):
            try:
                with self._app.app_context():
                    queue.renew(self._work, self._seconds)
            except Exception as error:
                log.warning("a lease was not renewed: %s", error)


def make_pages(catalog: Catalog) -> None:
    """Render whatever is not in the cache yet, so that the pages' process seldom has to."""
    for lang in (language.code for language in catalog.languages):
        for course in catalog.courses:
            for lesson in course.lessons:
                catalog.lesson_page(lesson, lang)
        for exercise in catalog.exercises:
            try:
                catalog.exercise_page(exercise, lang)
            except KisimaError as error:
                log.warning("%s cannot be shown: %s", exercise.path, error)


def sweep(
    grader: Grader,
    wake_up: Callable[[], bool],
    graders: int,
    every: float,
    over: threading.Event,
) -> None:
    """Until `over`: wake graders when something waits that no message may tell of any more.

    Without a queue that takes the wake-up, the work is done here.
    """
    while not over.is_set():
        try:
            if grader.waiting():
                # One wake-up for each of ours that is idle; if all are busy, for others' machines.
                sent = [wake_up() for _ in range(max(1, graders - grader.busy))]
                if not any(sent):
                    grader.grade_all()
        except OperationalError as error:
            log.warning("the store does not answer, the sweep goes on: %s", error.orig)
        except Exception:
            log.exception("the sweep failed and goes on")
        over.wait(every)


def run_worker(
    catalog: Catalog,
    huey: Huey,
    grader: Grader,
    wake_up: Callable[[], bool],
    graders: int,
    every: float,
) -> None:
    """Grade until the process is told to stop."""
    over = threading.Event()
    threading.Thread(target=make_pages, args=(catalog,), daemon=True).start()
    sweeping = (grader, wake_up, graders, every, over)
    threading.Thread(target=sweep, args=sweeping, daemon=True).start()
    consumer = huey.create_consumer(
        workers=graders,
        worker_type="thread",
        periodic=False,
        initial_delay=0.05,
        backoff=1.3,
        # A look into the SQLite file costs 6 µs of CPU, so that ten a second are no burden. A
        # queue that waits for messages by itself sleeps only while the store does not answer.
        max_delay=5 if huey.storage.blocking else 0.1,
        check_worker_health=True,
        health_check_interval=10,
    )
    try:
        consumer.run()
    finally:
        over.set()
