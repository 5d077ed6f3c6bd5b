"""Wrong answers of an exercise: written cell by cell, with the points that they are to get."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.exercises import wrong_answers as answers
from app.authoring.exercises.typed_numbers import typed_number
from app.errors import N_, KisimaError
from app.notebooks.expected import Expected
from app.web.errors import sentence_of
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.exercise_places import ExercisePlace, copy_of, exercise_place

_CELL = "answer-"


class ScoreUnreadable(KisimaError):
    sentence = N_("Please write the points as a number from 0 to %(most)s, or leave them empty.")


@blueprint.get("/exercises/<slug>/wrong/")
@for_instructors
def wrong_answers(slug: str) -> ResponseReturnValue:
    """The wrong answers, and a form for one more or for one of them."""
    place, name = exercise_place(slug), request.args.get("name", "")
    problem = ""
    try:
        if name:
            cells = answers.answers(place.exercise, name)
        else:
            cells = answers.reference(services().catalog, place.exercise)
        tests = answers.tests(services().catalog, place.exercise)
    except answers.NoSuchWrongAnswer:
        raise
    except KisimaError as error:
        cells, tests, problem = (), (), sentence_of(error)
    return render_template(
        "write/wrong_answers.html",
        place=place,
        name=name,
        expected=place.exercise.wrong_expected.get(name, Expected()),
        tests=tests,
        cells=cells,
        problem=problem,
        unsaved=copy_of(place).at_ms is not None,
    )


@blueprint.post("/exercises/<slug>/wrong/")
@for_instructors
def save_wrong_answer(slug: str) -> ResponseReturnValue:
    """Keep a wrong answer."""
    place = exercise_place(slug)
    texts = {
        key.removeprefix(_CELL): value.replace("\r\n", "\n").replace("\r", "\n")
        for key, value in request.form.items()
        if key.startswith(_CELL)
    }
    answers.save(
        services().workshop,
        place.exercise,
        request.form.get("title", ""),
        texts,
        _expected(place),
        by=current_user.id,
        instead_of=request.form.get("name", ""),
    )
    flash(_("The wrong answer is kept. The next check tries it."))
    return redirect(place.url("wrong_answers"), 303)


@blueprint.post("/exercises/<slug>/wrong/delete")
@for_instructors
def delete_wrong_answer(slug: str) -> ResponseReturnValue:
    """Take a wrong answer away."""
    place = exercise_place(slug)
    name = request.form.get("name", "")
    answers.delete(services().workshop, place.exercise, name, by=current_user.id)
    flash(_("The wrong answer was taken away."))
    return redirect(place.url("wrong_answers"), 303)


def _expected(place: ExercisePlace) -> Expected:
    """What was typed and marked; no test marked says nothing of tests."""
    loses = frozenset(request.form.getlist("loses"))
    return Expected(_score(place), loses or None)


def _score(place: ExercisePlace) -> float | None:
    text = request.form.get("score", "")
    if not text.strip():
        return None
    score, most = typed_number(text), place.exercise.points_of_tests
    if score is None or not 0 <= score <= most:
        raise ScoreUnreadable(most=most)
    return score
