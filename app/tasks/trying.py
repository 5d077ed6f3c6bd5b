"""Checks of exercises that authors asked for, made by a worker beside its grading."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask

from app.authoring.exercises import trials
from app.authoring.exercises.about import set_state
from app.authoring.exercises.trials import Said, Trial, TriedNotebook, TriedTest
from app.authoring.workshop import Workshop
from app.catalog import Catalog
from app.catalog.checks.trials import trials as catalog_trials
from app.catalog.model import Exercise
from app.errors import N_, KisimaError
from app.grading import CellGrade, CheckRow, Remark, check_exercise
from app.kernels import Engine, Limits

log = logging.getLogger(__name__)

GONE = N_("The exercise is no longer there.")
CHANGED = N_("The exercise was changed while it was checked. Please check it again.")
FAILED = N_("The check could not be made: %(reason)s")


class Trier:
    """Makes the checks that wait, one after another; safe in several threads and processes."""

    def __init__(
        self, app: Flask, own: Path, catalog: Catalog, engine: Engine, limits: Limits
    ) -> None:
        self._app = app
        self._own = own
        self._catalog = catalog
        self._engine = engine
        self._limits = limits
        self._workshop = Workshop(own, lambda: self._catalog, self._look)

    def waiting(self) -> bool:
        """Whether a check waits that nobody makes, one whose worker has died among them."""
        return any(self._is_free(slug) for slug in trials.waiting(self._own))

    def try_all(self, between: Callable[[], object] = lambda: None) -> None:
        """Make every check that waits. `between` is called before each notebook, so that what
        students have handed in need not wait for a whole check."""
        for slug in trials.waiting(self._own):
            with trials.held(self._own, slug) as mine:
                if not mine:
                    continue
                trial = trials.trial_of(self._own, slug)
                if trial is not None and trial.standing != "done":
                    self._try(trial, between)

    def _try(self, trial: Trial, between: Callable[[], object]) -> None:
        with self._app.app_context():
            try:
                trial = self._made(trial, between)
            except KisimaError as error:
                trial = replace(trial, error=Said(error.sentence, dict(error.values)))
            except Exception as error:
                log.exception("the check of %s could not be made", trial.slug)
                reason = f"{type(error).__name__}: {error}"
                trial = replace(trial, error=Said(FAILED, {"reason": reason}))
            if self._still_asked(trial):
                trials.write(self._own, replace(trial, standing="done"))

    def _made(self, trial: Trial, between: Callable[[], object]) -> Trial:
        exercise = self._look().any_exercise(trial.slug)
        if exercise is None:
            return replace(trial, error=Said(GONE, {}))
        catalog = self._catalog
        # In the language it is written in; `kisima check` looks at translations too.
        one = next(catalog_trials(catalog, exercise))
        trial = replace(
            trial,
            standing="running",
            digest=trials.digest_of_files(exercise.folder),
            planned=("reference", "empty", *(wrong.name for wrong in one.wrong)),
            notebooks=(),
        )
        trials.write(self._own, trial)
        between()
        for row in check_exercise(
            one.source,
            {wrong.name: wrong.notebook for wrong in one.wrong},
            engine=self._engine,
            limits=catalog.limits(exercise, self._limits),
            files=exercise.files,
            expected={wrong.name: wrong.expected for wrong in one.wrong},
        ):
            trial = replace(trial, notebooks=(*trial.notebooks, _notebook(row)))
            if not self._still_asked(trial):
                return trial
            trials.write(self._own, trial)
            between()
        return self._settled(trial, exercise)

    def _settled(self, trial: Trial, exercise: Exercise) -> Trial:
        """Publish what holds, if that was asked for; take back what is published and does not."""
        if trials.digest_of_files(exercise.folder) != trial.digest:
            return replace(trial, error=Said(CHANGED, {}))
        crashed = any(one.crashed for one in trial.notebooks)
        if replace(trial, standing="done").holds:
            if trial.publish and exercise.state != "published":
                set_state(self._workshop, exercise.slug, "published", by=trial.by)
                return replace(trial, outcome="published")
        elif exercise.state == "published" and not crashed:
            set_state(self._workshop, exercise.slug, "draft", by=trial.by)
            return replace(trial, outcome="withdrawn")
        return trial

    def _still_asked(self, trial: Trial) -> bool:
        """Whether no newer check of the exercise was asked for meanwhile."""
        now = trials.trial_of(self._own, trial.slug)
        return now is not None and now.id == trial.id

    def _is_free(self, slug: str) -> bool:
        with trials.held(self._own, slug) as mine:
            return mine

    def _look(self) -> Catalog:
        self._catalog = self._catalog.reloaded()
        return self._catalog


def _notebook(row: CheckRow) -> TriedNotebook:
    error = row.error
    lost = set(row.lost)
    return TriedNotebook(
        kind=row.kind,
        name="" if row.kind != "wrong" else row.name,
        ok=row.ok,
        score=row.score,
        max_score=row.max_score,
        by_hand=row.by_hand,
        seconds=row.seconds,
        problem=Said(error.sentence, dict(error.values)) if error else _said(row.problem),
        crashed=error is not None,
        tests=tuple(_test(cell) for cell in row.cells if cell.grade_id in lost),
    )


def _test(cell: CellGrade) -> TriedTest:
    return TriedTest(
        name=cell.grade_id,
        title=cell.title,
        score=cell.score,
        max_score=cell.max_score,
        message=cell.message,
        hidden=cell.hidden,
        remark=_said(cell.remark),
    )


def _said(remark: Remark | None) -> Said | None:
    return None if remark is None else Said(remark.sentence, dict(remark.values))
