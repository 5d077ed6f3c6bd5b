"""Views: handing in, the result, and the notebook that was handed in."""

from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.errors import KisimaError
from app.grading import Grade
from app.progress import submissions
from app.progress.drafts import Draft, DraftConflict
from app.progress.marking.rules import Mark
from app.progress.standing import standing
from app.progress.submissions import Submission
from app.web.errors import wants_json
from app.web.languages import language
from app.web.numbers import in_points
from app.web.practice.area import (
    NoSuchExercise,
    Place,
    blueprint,
    my_exercise,
    my_submission,
    place_of,
)
from app.web.practice.drafts import conflict_answer, notebook_file, saved_only
from app.web.practice.given import given_for
from app.web.practice.leading_on import onward
from app.web.practice.posted import hand_in_key, save_posted
from app.web.practice.sheet import Slot
from app.web.practice.students_sheet import sheet_of
from app.web.practice.submitted import ShownCell, StoppedCell, shown_cells, stopped_cell
from app.web.practice.titles_of_tests import titles_for
from app.web.practice.wording import queue_words, test_view
from app.web.services import services
from app.web.word_lists import kept_apart

LONGEST_PAUSE = 30  # seconds between two looks of a page without JavaScript


@blueprint.post("/exercises/<slug>/hand-in")
@login_required
def hand_in(slug: str) -> ResponseReturnValue:
    """Save the form and hand it in; it is on disk before this answers."""
    place = my_exercise(slug)
    try:
        sheet = save_posted(place)
    except DraftConflict as conflict:
        return conflict_answer(place, conflict)
    notebook = sheet.notebook()
    try:
        made = submissions.submit(
            current_user.id,
            place.course.id,
            place.exercise.id,
            notebook,
            key=hand_in_key(notebook),
            lang=place.lang,
            attempts=place.exercise.attempts,
        )
    except KisimaError as error:
        return saved_only(sheet, error)
    services().wake_grader()
    address = url_for("practice.submission", public_id=made.public_id)
    if wants_json():
        return jsonify(revision=sheet.revision, url=address)
    return redirect(address, 303)


@blueprint.get("/submissions/<public_id>/")
@login_required
def submission(public_id: str) -> ResponseReturnValue:
    """The result, or how far it is; without JavaScript it looks again by itself."""
    found = my_submission(public_id)
    place = _place(found)
    exercise = place.exercise if place else None
    given = given_for(found, place)
    grade = None if given.mark.held else submissions.result(found)
    titles = titles_for(grade, services().catalog, exercise, language())
    n = request.args.get("n", 0, type=int)
    page = make_response(
        render_template(
            "practice/submission.html",
            submission=found,
            place=place,
            title=place.title if place else found.exercise_id,
            crumbs=_crumbs(place),
            done=not found.ungraded,
            waiting=_waiting(found),
            pause=min(LONGEST_PAUSE, 3 + 2 * n),
            n=n,
            result=grade,
            stopped=_stopped(found, place, grade),
            given=given,
            onward=onward(place, grade, given.by_hand),
            mark=given.mark,
            held=given.mark.held,
            tests=[
                test_view(cell, at, given.cells.get(cell.grade_id), exercise, language(), titles)
                for at, cell in enumerate(grade.cells, 1)
            ]
            if grade
            else [],
            notes=[_(note.sentence, **kept_apart(note.values)) for note in grade.notes]
            if grade
            else [],
            counted=_counted(found, place, given.mark),
            submissions=submissions.history(current_user.id, found.exercise_id),
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.get("/submissions/<public_id>/state")
@login_required
def submission_state(public_id: str) -> Response:
    """How far grading is, for the script, in less than a kilobyte."""
    found = my_submission(public_id)
    return jsonify(done=not found.ungraded, words=_waiting(found))


@blueprint.get("/submissions/<public_id>/notebook/")
@login_required
def handed_in(public_id: str) -> ResponseReturnValue:
    """The notebook that was handed in, with what it printed when it was tested."""
    found = my_submission(public_id)
    place = _place(found)
    if place is None:
        raise NoSuchExercise()
    return render_template(
        "practice/handed_in.html",
        submission=found,
        title=place.title,
        exercise=place.exercise,
        shown=_shown(found, place),
    )


def _shown(found: Submission, place: Place) -> list[ShownCell]:
    slots = _slots(place, submissions.handed_in_notebook(found))
    return shown_cells(slots, submissions.executed_notebook(found))


def _slots(place: Place, notebook: dict[str, Any]) -> tuple[Slot, ...]:
    return sheet_of(place, Draft(0, notebook, 0)).slots


def _stopped(found: Submission, place: Place | None, grade: Grade | None) -> StoppedCell | None:
    """The cell that stopped first, where tests did not pass."""
    if place is None or grade is None or all(one.status == "passed" for one in grade.cells):
        return None
    notebook = submissions.handed_in_notebook(found)
    return stopped_cell(_slots(place, notebook), submissions.executed_notebook(found))


@blueprint.get("/submissions/<public_id>/notebook.ipynb")
@login_required
def handed_in_file(public_id: str) -> Response:
    """The notebook exactly as it was handed in, as a file."""
    found = my_submission(public_id)
    name = f"{found.exercise_id}-{found.number}.ipynb"
    return notebook_file(submissions.handed_in_notebook(found), name)


def _waiting(found: Submission) -> str:
    """How far its grading is and when the result may be expected, while that is to come."""
    return queue_words(found, standing(found)) if found.ungraded else ""


def _place(found: Submission) -> Place | None:
    """Where the exercise is now; a result outlives a course that is taken away."""
    try:
        return place_of(services().catalog.exercise_by_id(found.exercise_id))
    except NoSuchExercise:
        return None


def _crumbs(place: Place | None) -> list[tuple[str, str]]:
    if place is None:
        return [(url_for("learn.home"), _("My courses"))]
    notebook = url_for("practice.notebook", slug=place.exercise.slug)
    return [*place.crumbs(), (notebook, place.title)]


def _counted(found: Submission, place: Place | None, mark: Mark) -> str:
    """Which of several results counts."""
    if mark.attempts < 2 or mark.points is None or mark.override is not None:
        return ""
    if mark.counted == found.public_id:
        return _("This is the result that counts.")
    if place is not None and place.exercise.counts == "last":
        return _("The last result counts: %(points)s.", points=in_points(mark.points))
    return _("Your best result counts: %(points)s.", points=in_points(mark.points))
