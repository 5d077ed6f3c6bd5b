"""The versions of an exercise's notebook: looked at cell by cell, and brought back."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authoring.exercises import working_copy
from app.authoring.exercises.cell_editing import as_plain_text
from app.errors import KisimaError
from app.notebooks import read_notebook
from app.web.numbers import as_moment
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.difference_view import difference_view
from app.web.write.exercise_places import exercise_place, start_trial
from app.web.write.version_pages import bring_version_back, version_of, version_rows


@blueprint.get("/exercises/<slug>/versions/")
@for_instructors
def exercise_versions(slug: str) -> ResponseReturnValue:
    """All versions that are kept, the newest first."""
    place, key = exercise_place(slug), working_copy.key_of(slug)
    rows = version_rows(key, services().workshop.source(key).version)
    return render_template("write/exercise_versions.html", place=place, rows=rows)


@blueprint.get("/exercises/<slug>/versions/<int:version_id>")
@for_instructors
def exercise_version(slug: str, version_id: int) -> ResponseReturnValue:
    """One version, and what changed since."""
    place = exercise_place(slug)
    found, text = version_of(working_copy.key_of(slug), version_id)
    source = services().workshop.source(working_copy.key_of(slug))
    when = as_moment(found.at_ms)
    return render_template(
        "write/exercise_version.html",
        place=place,
        when=when,
        difference=difference_view(
            plain_text(text), plain_text(source.text), old=when, new=_("Now")
        ),
        bring_back=found.id if found.digest != source.version else None,
    )


@blueprint.post("/exercises/<slug>/versions/<int:version_id>")
@for_instructors
def bring_back_exercise(slug: str, version_id: int) -> ResponseReturnValue:
    """Make a version the exercise's notebook again; what was there is a version too."""
    place = exercise_place(slug)
    bring_version_back(working_copy.key_of(slug), version_id)
    if place.exercise.state == "published":
        start_trial(place, publish=False)
    return redirect(place.url(), 303)


def plain_text(text: str) -> str:
    """A notebook cell by cell; what is none, as it is."""
    try:
        return as_plain_text(read_notebook(text.encode()))
    except KisimaError:
        return text
