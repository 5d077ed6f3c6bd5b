"""What exactly leaves the school: the kinds, the next batch row by row, and all that has left."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.errors import N_
from app.journal import LEAVING
from app.sync.departures import PAGE, departures
from app.sync.sample import sample
from app.web.languages import language
from app.web.services import services
from app.web.teach.area import blueprint, for_instructors

SHOWN = 60  # rows of the sample
NEVER = (
    N_("names and user names of students and instructors, and the names of classes"),
    N_("passwords and PINs, not even scrambled"),
    N_("notebooks, code, and the files that were made with them"),
    N_("what students type as an answer, in words or numbers"),
    N_("who signed in when, and from which device"),
)


@blueprint.get("/sync/leaving")
@for_instructors
def leaving() -> ResponseReturnValue:
    """The kinds that may leave, what never does, and the next batch in readable form."""
    return render_template(
        "teach/leaving.html",
        kinds=LEAVING.values(),
        never=NEVER,
        sample=sample(SHOWN),
        titles=_titles(),
    )


@blueprint.get("/sync/departures")
@for_instructors
def departed() -> ResponseReturnValue:
    """The audit log: every batch that has left, the newest first."""
    typed = request.args.get("before", "")
    before = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    rows = departures(before)
    return render_template(
        "teach/departures.html",
        rows=rows,
        older=rows[-1].id if len(rows) == PAGE else None,
        newest=before is None,
    )


def _titles() -> dict[str, str]:
    """The titles of what there is to learn, by id."""
    lang, catalog = language(), services().catalog
    found = {one.id: one.title(lang) for one in catalog.all_exercises}
    for course in catalog.all_courses:
        found[course.id] = course.title(lang)
        found |= {one.id: one.title(lang) for one in course.all_lessons}
    return found
