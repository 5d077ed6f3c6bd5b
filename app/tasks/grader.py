"""Grading what waits: leased, judged and kept, one submission after another."""

import logging
import os
import platform
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Literal

from flask import Flask
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
        if result.doubtful:
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
