"""Marking by hand: what waits in a class, one answer after another, and showing the marks."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.errors import KisimaError
from app.people import accounts, classes
from app.progress import submissions
from app.progress.marking import comments, releasing
from app.progress.marking.manual import (
    MarkedMeanwhile,
    NotMarkedByHand,
    cells_by_hand,
    give,
)
from app.progress.marking.pieces import Piece, waits_of
from app.progress.submissions import NoSuchSubmission, Submission
from app.web.errors import sentence_of
from app.web.languages import language
from app.web.mark.area import blueprint
from app.web.mark.by_hand_form import Typed, offered_rows, points_of, sent
from app.web.mark.by_hand_page import Desk, desk_of, list_page, piece_page
from app.web.practice.area import place_of
from app.web.services import services
from app.web.teach.area import for_instructors, my_class

EXERCISE = "/classes/<int:class_id>/exercises/<slug>/"


@blueprint.get("/classes/<int:class_id>/waiting/")
@for_instructors
def waiting(class_id: int) -> ResponseReturnValue:
    """The exercises of a class that have something for a person, and how much of it waits."""
    school_class, catalog = my_class(class_id), services().catalog
    found = [
        (exercise, one)
        for one in waits_of([class_id])
        if (exercise := catalog.exercise_by_id(one.exercise_id)) is not None
        and exercise.course_slug
    ]
    return render_template(
        "mark/waiting.html", school_class=school_class, found=found, lang=language()
    )


@blueprint.get(EXERCISE)
@for_instructors
def by_hand(class_id: int, slug: str) -> ResponseReturnValue:
    """The answer that the address names, all answers, or on to the next one that waits."""
    desk = _desk(class_id, slug, bool(request.args.get("anonymous")))
    if request.args.get("all"):
        return list_page(desk)
    if "work" not in request.args:
        return redirect(desk.next_address())
    return piece_page(desk, _piece(desk, request.args["work"], request.args.get("cell", "")))


@blueprint.post(EXERCISE)
@for_instructors
def give_points(class_id: int, slug: str) -> ResponseReturnValue:
    """Save what was given for an answer and go on; or put in or drop a kept comment."""
    desk = _desk(class_id, slug, bool(request.form.get("anonymous")))
    piece = _piece(desk, request.form.get("work", ""), request.form.get("cell", ""))
    typed = sent(request.form, offered_rows(desk.place.exercise.rubric, piece.cell))
    if "forget" in request.form:
        comments.forget(current_user, request.form.get("forget", 0, type=int))
        return piece_page(desk, piece, typed)
    if "insert" in request.form:
        wanted = request.form.get("insert", type=int)
        for kept in comments.saved(current_user, desk.place.exercise.id):
            if kept.id == wanted:
                typed = typed.with_comment(kept.text, kept.points)
        return piece_page(desk, piece, typed)
    of = submissions.submission(piece.public_id)
    try:
        _save(desk, piece, of, typed)
    except MarkedMeanwhile as error:
        again = typed.based_on(error.theirs)
        return piece_page(desk, piece, again, sentence_of(error), error.theirs), 409
    except KisimaError as error:
        return piece_page(desk, piece, typed, sentence_of(error)), 422
    _tell_of_newer(of)
    now = desk_of(desk.school_class, desk.place, desk.anonymous)
    return redirect(now.next_address(piece.key), 303)


@blueprint.post(f"{EXERCISE}showing")
@for_instructors
def set_showing(class_id: int, slug: str) -> ResponseReturnValue:
    """Show the class its marks of an exercise, or hide them again; hold automatic results back."""
    desk = _desk(class_id, slug, bool(request.form.get("anonymous")))
    wanted = request.form.get("do")
    if wanted == "release":
        releasing.release(current_user, class_id, desk.item)
        flash(_("The class sees its marks of this exercise now."))
    elif wanted == "withhold":
        releasing.withhold(current_user, class_id, desk.item)
        flash(_("What people gave is hidden from the class again."))
    elif wanted in ("hold", "let"):
        releasing.set_held(current_user, class_id, desk.item, wanted == "hold")
    return redirect(desk.address(all=1), 303)


def _desk(class_id: int, slug: str, anonymous: bool) -> Desk:
    """The answers, for those who teach the class; raises as my_class and place_of do."""
    school_class = my_class(class_id)
    return desk_of(school_class, place_of(services().catalog.exercise(slug)), anonymous)


def _piece(desk: Desk, public_id: str, cell: str) -> Piece:
    """An answer by its address, one of an older hand-in too. Raises NoSuchSubmission for other
    classes' and other exercises', NotMarkedByHand where no person marks that cell."""
    for piece in desk.pieces:
        if piece.key == (public_id, cell):
            return piece
    of = submissions.submission(public_id)
    of_class = classes.is_student_of(desk.school_class.id, of.account_id)
    if not of_class or of.exercise_id != desk.place.exercise.id:
        raise NoSuchSubmission()
    found = next((one for one in cells_by_hand(of) if one.cell == cell), None)
    if found is None:
        raise NotMarkedByHand()
    name = accounts.account(of.account_id).full_name
    return Piece(of.public_id, of.account_id, name, of.number, of.handed_in_ms, found, 0)


def _save(desk: Desk, piece: Piece, of: Submission, typed: Typed) -> None:
    give(
        current_user,
        of,
        piece.cell.cell,
        points_of(typed, piece.cell),
        typed.comment,
        desk.item,
        rows=typed.rows,
        base=typed.base,
    )
    if typed.keep:
        comments.save(current_user, of.exercise_id, typed.comment)


def _tell_of_newer(of: Submission) -> None:
    newest = submissions.history(of.account_id, of.exercise_id, limit=1)
    if newest and newest[0].number > of.number:
        flash(
            _(
                "Saved. Meanwhile this work was handed in again: what you gave belongs to "
                "hand-in %(older)s, and hand-in %(newer)s waits as soon as it is tested.",
                older=of.number,
                newer=newest[0].number,
            )
        )
