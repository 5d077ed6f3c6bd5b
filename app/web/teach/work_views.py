"""A student's submissions of an exercise, as her instructor sees them."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.grading import Grade
from app.people.classes import teaches_student
from app.progress import submissions
from app.progress.drafts import Draft
from app.progress.flagged import flagged_of
from app.progress.submissions import Attempt, NoSuchSubmission, Submission
from app.web.languages import language
from app.web.practice.area import Place, place_of
from app.web.practice.drafts import notebook_file
from app.web.practice.students_sheet import sheet_of
from app.web.practice.submitted import ShownCell, shown_cells
from app.web.practice.wording import test_view
from app.web.services import services
from app.web.teach.area import blueprint, for_instructors, my_class, my_student


@blueprint.get("/classes/<int:class_id>/students/<int:account_id>/exercises/<slug>/")
@for_instructors
def work(class_id: int, account_id: int, slug: str) -> ResponseReturnValue:
    """All that a student handed in for an exercise.

    `?number=` chooses one, else the newest; `?attempt=` an earlier grading of it.
    """
    student = my_student(class_id, account_id)
    place = place_of(services().catalog.exercise(slug))
    history = submissions.history(account_id, place.exercise.id)
    wanted = request.args.get("number", type=int)
    shown = next((one for one in history if one.number == wanted), history[0] if history else None)
    attempts = submissions.attempts(shown) if shown else []
    attempt = _chosen(attempts, request.args.get("attempt", type=int))
    number = attempt.number if attempt else None
    grade = submissions.result(shown, number) if shown else None
    return render_template(
        "teach/work.html",
        school_class=my_class(class_id),
        student=student,
        place=place,
        history=history,
        flagged=flagged_of(history),
        shown=shown,
        attempts=attempts,
        attempt=attempt,
        grade=grade,
        tests=[test_view(cell, at) for at, cell in enumerate(grade.cells, 1)] if grade else [],
        notes=[_(note.sentence, **note.values) for note in grade.notes] if grade else [],
        flags=_flags(grade) if grade else [],
        cells=_cells(shown, place, number) if shown else [],
        lang=language(),
    )


@blueprint.get("/submissions/<public_id>/notebook.ipynb")
@for_instructors
def work_file(public_id: str) -> Response:
    """A submission exactly as it was handed in, as a file."""
    found = submissions.submission(public_id)
    if not teaches_student(current_user, found.account_id):
        raise NoSuchSubmission()
    name = f"{found.exercise_id}-{found.account_id}-{found.number}.ipynb"
    return notebook_file(submissions.handed_in_notebook(found), name)


def _flags(grade: Grade) -> list[str]:
    """What grading noticed, in sentences that call each test by the title it has on the page."""
    titles = {cell.grade_id: cell.title or cell.grade_id for cell in grade.cells}
    sentences = []
    for flag in grade.flags:
        cell = str(flag.values.get("cell", ""))
        sentences.append(_(flag.sentence, **(dict(flag.values) | {"cell": titles.get(cell, cell)})))
    return sentences


def _chosen(attempts: list[Attempt], wanted: int | None) -> Attempt | None:
    """The grading with this number, else the present one."""
    present = attempts[0] if attempts else None
    return next((one for one in attempts if one.number == wanted), present)


def _cells(shown: Submission, place: Place, number: int | None) -> list[ShownCell]:
    notebook = submissions.handed_in_notebook(shown)
    slots = sheet_of(place, Draft(0, notebook, 0)).slots
    return shown_cells(slots, submissions.executed_notebook(shown, number))
