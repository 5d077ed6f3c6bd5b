"""A cell of the gradebook: looking at it, setting the mark, letting off, testing it again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.errors import KisimaError
from app.progress import regrading, submissions
from app.progress.marking import overriding
from app.progress.submissions import NoSuchSubmission
from app.web.errors import sentence_of
from app.web.mark.area import blueprint
from app.web.mark.cell_page import Cell, cell_page
from app.web.mark.forms import OverrideForm, ReasonForm
from app.web.practice.area import place_of
from app.web.services import services
from app.web.teach.area import for_instructors, my_class, my_student

CELL = "/classes/<int:class_id>/students/<int:account_id>/exercises/<slug>/"


@blueprint.get(CELL)
@for_instructors
def cell(class_id: int, account_id: int, slug: str) -> ResponseReturnValue:
    """All that a student handed in for an exercise, her mark, and who changed it."""
    return cell_page(_cell(class_id, account_id, slug))


@blueprint.post(f"{CELL}override")
@for_instructors
def override(class_id: int, account_id: int, slug: str) -> ResponseReturnValue:
    """Set the mark, with a reason."""
    found, form = _cell(class_id, account_id, slug), OverrideForm()
    if not form.validate_on_submit():
        return cell_page(found, setting=form), 422
    try:
        overriding.override(
            current_user,
            account_id,
            found.item,
            form.points.points or 0.0,
            form.reason.data or "",
        )
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return cell_page(found, setting=form), 422
    return _back(found, _("The mark is set."))


@blueprint.post(f"{CELL}exempt")
@for_instructors
def exempt(class_id: int, account_id: int, slug: str) -> ResponseReturnValue:
    """Let the student off the exercise, with a reason."""
    found, form = _cell(class_id, account_id, slug), ReasonForm(prefix="off-")
    if not form.validate_on_submit():
        return cell_page(found, letting_off=form), 422
    overriding.exempt(current_user, account_id, found.item, form.reason.data or "")
    return _back(found, _("This student need not do the exercise now."))


@blueprint.post(f"{CELL}take-back")
@for_instructors
def take_back(class_id: int, account_id: int, slug: str) -> ResponseReturnValue:
    """Let the mark be reckoned again."""
    found = _cell(class_id, account_id, slug)
    overriding.take_back(current_user, account_id, found.item)
    return _back(found, _("The mark is reckoned again from what was handed in."))


@blueprint.post(f"{CELL}<int:number>/again")
@for_instructors
def test_again(class_id: int, account_id: int, slug: str, number: int) -> ResponseReturnValue:
    """Test one submission once more."""
    found = _cell(class_id, account_id, slug)
    handed = submissions.history(account_id, found.place.exercise.id)
    wanted = next((one for one in handed if one.number == number), None)
    if wanted is None:
        raise NoSuchSubmission()
    if regrading.start_one(current_user, wanted):
        services().wake_grader()
    return _back(found, _("It is being tested again. The points stay until that is done."), number)


def _cell(class_id: int, account_id: int, slug: str) -> Cell:
    """The cell, for those who teach the class; raises as my_student and place_of do."""
    student = my_student(class_id, account_id)
    return Cell(my_class(class_id), student, place_of(services().catalog.exercise(slug)))


def _back(found: Cell, words: str, number: int | None = None) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("mark.cell", **found.address, number=number), 303)
