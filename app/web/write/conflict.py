"""When somebody else saved first: both texts, and a choice."""

from flask import render_template
from flask_babel import gettext as _

from app.authoring.joining import join
from app.authoring.presence import names_of
from app.authoring.saving import ChangedMeanwhile
from app.web.numbers import as_moment
from app.web.services import services
from app.web.write.difference_view import difference_view
from app.web.write.places import LessonPlace


def conflict_page(place: LessonPlace, conflict: ChangedMeanwhile, base: str) -> tuple[str, int]:
    """Both texts side by side and one joined from them, to be saved in the others' place."""
    theirs = conflict.theirs.text if conflict.theirs else ""
    joined = join(_text_of(place.source.key, base), theirs, conflict.yours)
    page = render_template(
        "write/conflict.html",
        place=place,
        who=_who_saved(place.source.key),
        difference=difference_view(
            theirs, conflict.yours, old=_("Saved meanwhile"), new=_("Your text")
        ),
        joined=joined,
        yours=conflict.yours,
        base=conflict.theirs.version if conflict.theirs else "",
    )
    return page, 409


def _text_of(key: str, digest: str) -> str:
    """The text that writing began with, or "" where no version has it any more."""
    workshop = services().workshop
    found = next((one for one in workshop.versions(key) if one.digest == digest), None)
    return workshop.version(found.id)[1] if found else ""


def _who_saved(key: str) -> str:
    """The newest version's writer and time, in a sentence."""
    newest = next(iter(services().workshop.versions(key)), None)
    if newest is None:
        return ""
    if newest.by is None:
        return _(
            "The file was changed by another program on %(when)s.", when=as_moment(newest.at_ms)
        )
    name = names_of([newest.by]).get(newest.by, "")
    return _("%(name)s saved on %(when)s.", name=name, when=as_moment(newest.at_ms))
