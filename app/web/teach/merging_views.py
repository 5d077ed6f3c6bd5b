"""Two accounts of one student made one: shown side by side first, since it cannot be undone."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.errors import KisimaError
from app.people import accounts, classes, consent, merging
from app.progress import merging as progress_merging
from app.progress.marking.item import Item
from app.web.errors import sentence_of
from app.web.services import services
from app.web.teach.area import blueprint, for_instructors, my_student
from app.web.teach.merging_words import lines_of


@blueprint.get("/classes/<int:class_id>/students/<int:account_id>/merge")
@for_instructors
def merging_page(class_id: int, account_id: int) -> ResponseReturnValue:
    """What would become of both accounts; nothing happens yet."""
    return _page(class_id, account_id, request.args.get("username", ""))


@blueprint.post("/classes/<int:class_id>/students/<int:account_id>/merge")
@for_instructors
def merge(class_id: int, account_id: int) -> ResponseReturnValue:
    """Merge the other account into this student's."""
    kept = my_student(class_id, account_id)
    typed = request.form.get("username", "")
    if request.form.get("sure") != "yes":
        return _page(class_id, account_id, typed, _("Please tick that you are sure.")), 422
    try:
        other = _other(typed)
        items = {
            one.id: Item(one.id, one.counts, one.max_score)
            for one in services().catalog.all_exercises
        }
        progress_merging.merge(kept.id, other, current_user.id, items)
    except KisimaError as error:
        return _page(class_id, account_id, typed, sentence_of(error)), 422
    flash(_("The two accounts of %(name)s are one now.", name=kept.full_name))
    return redirect(url_for("teach.student", class_id=class_id, account_id=account_id), 303)


def _page(class_id: int, account_id: int, typed: str, trouble: str = "") -> str:
    kept = my_student(class_id, account_id)
    seen = None
    try:
        if typed:
            seen = merging.compare(kept.id, _other(typed))
    except KisimaError as error:
        trouble = trouble or sentence_of(error)
    return render_template(
        "teach/merging.html",
        class_id=class_id,
        kept=kept,
        seen=seen,
        lines=lines_of(seen.rows) if seen else [],
        consents=[consent.of(one.id).given for one in (seen.kept, seen.other)] if seen else [],
        typed=typed,
        trouble=trouble,
    )


def _other(typed: str) -> int:
    """The other student, who must be one of the reader's, too; raises NoSuchAccount."""
    found = accounts.by_username(typed)
    if not classes.teaches_student(current_user, found.id):
        raise accounts.NoSuchAccount()
    return found.id
