"""Checks of exercises: asked for in the pages, made by a worker with a real engine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app.authoring.exercises import trials, working_copy, wrong_answers
from app.authoring.exercises.cell_editing import with_part
from app.authoring.exercises.making import new_exercise
from app.authoring.exercises.templates import TEMPLATES
from app.authoring.exercises.trials import Trial
from app.kernels import Engine, Limits
from app.kernels.engines import best_engine
from app.notebooks.expected import Expected
from app.tasks import Trier

Check = Callable[..., Trial]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = best_engine()
    yield made
    made.close()


@pytest.fixture
def check(store: Flask, desk: Any, teacher: int, engine: Engine) -> Check:
    """check(slug) asks for a check with publishing, lets a worker make it, and gives the result."""

    def make(slug: str, *, publish: bool = True) -> Trial:
        trials.ask(desk.own, slug, by=teacher, publish=publish)
        trier = Trier(store, desk.own, desk.catalog(), engine, Limits())
        assert trier.waiting()
        trier.try_all()
        assert not trier.waiting()
        trial = trials.trial_of(desk.own, slug)
        assert trial is not None
        return trial

    return make


def test_templates_hold_and_are_published(desk: Any, teacher: int, check: Check) -> None:
    for template in TEMPLATES:
        slug = new_exercise(
            desk.workshop, f"The {template}", template, language="en", by=teacher, say=str
        )
        assert desk.catalog().any_exercise(slug).state == "draft"
        trial = check(slug)
        assert trial.holds and trial.outcome == "published", trial
        assert desk.catalog().any_exercise(slug).state == "published"


def test_what_does_not_hold_is_taken_back(desk: Any, teacher: int, check: Check) -> None:
    slug = new_exercise(desk.workshop, "Mean", "function", language="en", by=teacher, say=str)
    assert check(slug).outcome == "published"
    copy = working_copy.open_copy(desk.workshop, slug, teacher)
    broken = [
        cell.__class__(**{**vars(cell), "source": cell.source.replace("== 110", "== 111")})
        for cell in copy.cells
    ]
    working_copy.save(desk.workshop, slug, tuple(broken), copy.base, teacher)
    trial = check(slug)
    assert not trial.holds and trial.outcome == "withdrawn"
    assert [(test.name, test.message) for test in trial.notebooks[0].tests] == [
        ("two_prices", "The mean of 100 and 120 is 110.")
    ]
    assert desk.catalog().any_exercise(slug).state == "draft"


def test_the_author_reads_what_a_hidden_test_says(desk: Any, teacher: int, check: Check) -> None:
    slug = new_exercise(desk.workshop, "Mean", "function", language="en", by=teacher, say=str)
    copy = working_copy.open_copy(desk.workshop, slug, teacher)
    hidden = "### BEGIN HIDDEN TESTS\nassert mean_price([1]) == 2, 'One is not two.'\n"
    cells = with_part(copy.cells, copy.cells[2].id, f"{hidden}### END HIDDEN TESTS")
    working_copy.save(desk.workshop, slug, cells, copy.base, teacher)
    assert [test.message for test in check(slug).notebooks[0].tests] == ["One is not two."]


def test_a_wrong_answer_must_score_what_was_said(desk: Any, teacher: int, check: Check) -> None:
    slug = new_exercise(desk.workshop, "Mean", "function", language="en", by=teacher, say=str)
    exercise = desk.catalog().any_exercise(slug)
    right = {cell.name: cell.source for cell in wrong_answers.reference(desk.catalog(), exercise)}
    name = wrong_answers.save(desk.workshop, exercise, "not wrong", right, Expected(3), by=teacher)
    trial = check(slug)
    assert [one.ok for one in trial.notebooks] == [True, True, True, False]
    assert trial.notebooks[-1].name == name and trial.outcome == ""
    wrong_answers.delete(desk.workshop, desk.catalog().any_exercise(slug), name, by=teacher)
    assert check(slug, publish=False).holds
    assert desk.catalog().any_exercise(slug).state == "draft"


def test_only_one_worker_checks_an_exercise(desk: Any, teacher: int, store: Flask) -> None:
    trials.ask(desk.own, "mean", by=teacher, publish=True)
    trier = Trier(store, desk.own, desk.catalog(), None, Limits())  # type: ignore[arg-type]
    with trials.held(desk.own, "mean") as mine:
        assert mine and not trier.waiting()
        trier.try_all()
    assert trials.waiting(desk.own) == ("mean",)
    trier.try_all()
    trial = trials.trial_of(desk.own, "mean")
    assert trial is not None and trial.error is not None and not trial.holds
