"""The versions of a lesson: looked at, compared, and brought back."""

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.places import LessonPlace, lesson_place
from app.web.write.version_pages import (
    KeptFile,
    bring_version_back,
    compare_page,
    version_page,
    versions_page,
)


@blueprint.get("/<course>/<lesson>/versions/")
@for_instructors
def versions(course: str, lesson: str) -> ResponseReturnValue:
    """All versions that are kept, the newest first."""
    return versions_page(
        _file(lesson_place(course, lesson)),
        heading=_("Versions of this lesson"),
        nothing=_("Each time the lesson is saved here, what it was before stays in this list."),
    )


@blueprint.get("/<course>/<lesson>/versions/<int:version_id>")
@for_instructors
def version(course: str, lesson: str, version_id: int) -> ResponseReturnValue:
    """One version, and what changed since."""
    return version_page(
        _file(lesson_place(course, lesson)),
        version_id,
        lambda when: _("The lesson as it was on %(when)s", when=when),
    )


@blueprint.get("/<course>/<lesson>/compare")
@for_instructors
def compare(course: str, lesson: str) -> ResponseReturnValue:
    """Two versions beside each other."""
    return compare_page(_file(lesson_place(course, lesson)))


@blueprint.post("/<course>/<lesson>/versions/<int:version_id>")
@for_instructors
def bring_back(course: str, lesson: str, version_id: int) -> ResponseReturnValue:
    """Make a version the lesson's text again; what was there is a version too."""
    place = lesson_place(course, lesson)
    bring_version_back(place.source.key, version_id)
    return redirect(place.url("editor"), 303)


def _file(place: LessonPlace) -> KeptFile:
    return KeptFile(place, place.source.key, place.source.text, place.source.version)
