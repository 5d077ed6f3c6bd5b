"""The notebook's form: what it says, saving it, and the answer when somebody else saved first."""

import hashlib
import json
from typing import Any

from flask import request
from flask_login import current_user

from app.errors import N_, KisimaError
from app.progress import drafts
from app.web.practice.area import Place
from app.web.practice.sheet import plain_lines, typed_texts
from app.web.practice.students_sheet import Sheet, my_sheet

CELL = "cell-"


class OtherAccount(KisimaError):
    """The page was opened by one student, and another is signed in now."""

    sentence = N_(
        "This notebook page was opened by another student, so nothing of it was saved in your "
        "notebook. If it is yours, sign out, sign in with your own name and go back to the page."
    )


def posted_texts() -> dict[str, str]:
    """What the form holds for each cell, by id."""
    return {
        name.removeprefix(CELL): plain_lines(value)
        for name, value in request.form.items()
        if name.startswith(CELL)
    }


def save_posted(place: Place) -> Sheet:
    """Save the form as the reader's draft.

    Raises OtherAccount, and DraftConflict when another page has saved since this one was made;
    what the form holds is kept as a version then. A form with `over`, sent after she has seen
    both texts, takes the place of the other one, which is kept in its turn.
    """
    if request.form.get("account") != str(current_user.id):
        raise OtherAccount()
    before = my_sheet(place)
    texts = posted_texts()
    # Nothing was typed and nothing was saved: there is no draft to make.
    if before.revision == 0 and texts == typed_texts(before.slots):
        return before
    owner, exercise, notebook = current_user.id, place.exercise.id, before.notebook(texts)
    base = request.form.get("base", 0, type=int)
    if request.form.get("over") and base == before.revision:
        return before.at(drafts.replace_draft(owner, exercise, notebook, "conflict"))
    return before.at(drafts.save_draft(owner, exercise, notebook, base))


def hand_in_key(notebook: dict[str, Any]) -> str:
    """The idempotency key: of this form with this content.

    The form's own key alone would turn a changed notebook, sent from a page that the browser
    went back to, into the submission that was made before.
    """
    content = json.dumps(notebook["cells"], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    return f"{request.form.get('key', '')[:64]}-{digest}"
