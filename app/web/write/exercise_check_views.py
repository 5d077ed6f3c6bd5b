"""The check of an exercise: asked for here, made by a worker, shown as far as it is."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.exercises import trials
from app.authoring.exercises.trials import Trial, TriedNotebook
from app.people import classes
from app.progress import regrading
from app.web.numbers import as_points, in_points, points_of
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.exercise_places import (
    ExercisePlace,
    copy_of,
    exercise_place,
    in_words,
    start_trial,
)


@dataclass(frozen=True)
class TestLine:
    """A test that did not give all its points, in words."""

    title: str
    score: float
    max_score: float
    said: str


@dataclass(frozen=True)
class NotebookLine:
    """A notebook of a check: what it is, what tests must give it (empty where there are none), and
    what it got (`tried` is None: nothing yet)."""

    title: str
    must: str
    tried: TriedNotebook | None
    got: tuple[str, ...]
    problem: str
    tests: tuple[TestLine, ...]


@blueprint.get("/exercises/<slug>/check")
@for_instructors
def exercise_check(slug: str) -> ResponseReturnValue:
    """The last check, or the one that is being made."""
    trial = trials.trial_of(services().workshop.own, slug)
    # A worker may have published it a moment ago, in another process.
    services().workshop.look()
    place = exercise_place(slug)
    now = trials.digest_of_files(place.exercise.folder)
    return render_template(
        "write/exercise_check.html",
        place=place,
        trial=trial,
        lines=_lines(place, trial) if trial else [],
        error=in_words(trial.error) if trial else "",
        is_old=trial is not None and trial.standing == "done" and trial.digest != now,
        unsaved=copy_of(place).at_ms is not None,
        again=_handed_in(place),
    )


@blueprint.post("/exercises/<slug>/check")
@for_instructors
def start_exercise_check(slug: str) -> ResponseReturnValue:
    """Have what is saved checked, and published if it holds and that is wanted."""
    place = exercise_place(slug)
    start_trial(place, publish=request.form.get("check") == "publish")
    return redirect(place.url("exercise_check"), 303)


def _lines(place: ExercisePlace, trial: Trial) -> list[NotebookLine]:
    done = {one.name or one.kind: one for one in trial.notebooks}
    planned = trial.planned or ("reference", "empty", *(path.name for path in place.exercise.wrong))
    return [_line(place, name, done.get(name)) for name in planned]


def _line(place: ExercisePlace, name: str, tried: TriedNotebook | None) -> NotebookLine:
    titles = {"reference": _("Your solution"), "empty": _("The empty exercise")}
    must = {"reference": _("must get full points"), "empty": _("must not get full points")}
    expected = place.exercise.wrong_expected.get(name)
    less = _("must get less than full points")
    if expected is not None and expected.score is not None:
        less = _("must get %(points)s", points=in_points(expected.score))
    # The empty exercise and wrong answers lose points because they should.
    tests = tried.tests if tried and not tried.ok else ()
    return NotebookLine(
        title=titles.get(name) or _("Wrong answer: %(name)s", name=name.removesuffix(".ipynb")),
        must=must.get(name, less) if place.exercise.points_of_tests else "",
        tried=tried,
        got=_got(tried) if tried and not tried.crashed else (),
        problem=in_words(tried.problem) if tried else "",
        tests=tuple(
            TestLine(
                one.title or one.name,
                one.score,
                one.max_score,
                in_words(one.remark) or one.message,
            )
            for one in tests
        ),
    )


def _got(tried: TriedNotebook) -> tuple[str, ...]:
    """The points of tests, and those that a person gives."""
    got = []
    if tried.max_score:
        got.append(points_of(tried.score, tried.max_score))
    if tried.by_hand:
        got.append(_("given by a person: %(points)s", points=as_points(tried.by_hand)))
    return tuple(got)


def _handed_in(place: ExercisePlace) -> list[tuple[str, str, int]]:
    """My classes that have handed in: the page that tests their work again, name and number."""
    if place.exercise.state != "published":
        return []
    found = []
    for one in classes.classes_taught_by(current_user):
        count = regrading.how_many(one.id, place.exercise.id)
        if count:
            address = url_for("teach.regrade", class_id=one.id, slug=place.slug)
            found.append((address, one.name, count))
    return found
