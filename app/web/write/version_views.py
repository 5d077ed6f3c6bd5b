"""The versions of a lesson: looked at, compared, and brought back."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.presence import names_of
from app.authoring.versions import NoSuchVersion, Version
from app.web.numbers import as_moment
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.difference_view import difference_view
from app.web.write.places import lesson_place


@dataclass(frozen=True)
class VersionRow:
    """A version in the list: what happened and who did it; `size` is in bytes."""

    id: int
    at_ms: int
    words: str
    name: str
    size: int
    current: bool


@blueprint.get("/<course>/<lesson>/versions/")
@for_instructors
def versions(course: str, lesson: str) -> ResponseReturnValue:
    """All versions that are kept, the newest first."""
    place = lesson_place(course, lesson)
    return render_template(
        "write/versions.html",
        place=place,
        heading=_("Versions of this lesson"),
        nothing=_("Each time the lesson is saved here, what it was before stays in this list."),
        rows=version_rows(place.source.key, place.source.version),
    )


@blueprint.get("/<course>/<lesson>/versions/<int:version_id>")
@for_instructors
def version(course: str, lesson: str, version_id: int) -> ResponseReturnValue:
    """One version, and what changed since."""
    place = lesson_place(course, lesson)
    found, text = version_of(place.source.key, version_id)
    when = as_moment(found.at_ms)
    return render_template(
        "write/compare.html",
        place=place,
        heading=_("The lesson as it was on %(when)s", when=when),
        difference=difference_view(text, place.source.text, old=when, new=_("Now")),
        bring_back=found.id if found.digest != place.source.version else None,
        text=text,
    )


@blueprint.get("/<course>/<lesson>/compare")
@for_instructors
def compare(course: str, lesson: str) -> ResponseReturnValue:
    """Two versions beside each other."""
    place = lesson_place(course, lesson)
    old, old_text = version_of(place.source.key, request.args.get("old", 0, int))
    new, new_text = version_of(place.source.key, request.args.get("new", 0, int))
    names = {"old": as_moment(old.at_ms), "new": as_moment(new.at_ms)}
    return render_template(
        "write/compare.html",
        place=place,
        heading=_("What changed between two versions"),
        difference=difference_view(old_text, new_text, **names),
        bring_back=old.id if old.digest != place.source.version else None,
        text=None,
    )


@blueprint.post("/<course>/<lesson>/versions/<int:version_id>")
@for_instructors
def bring_back(course: str, lesson: str, version_id: int) -> ResponseReturnValue:
    """Make a version the lesson's text again; what was there is a version too."""
    place = lesson_place(course, lesson)
    found, _text = version_of(place.source.key, version_id)
    services().workshop.bring_back(found.id, by=current_user.id)
    flash(_("The version of %(when)s is back.", when=as_moment(found.at_ms)))
    return redirect(place.url("editor"), 303)


def version_rows(key: str, now: str) -> list[VersionRow]:
    """The versions of a file, the newest first; `now` is the digest of what it is now."""
    found = services().workshop.versions(key)
    names = names_of({one.by for one in found if one.by is not None})
    return [
        VersionRow(
            id=one.id,
            at_ms=one.at_ms,
            words=happened(one),
            name=names.get(one.by or 0, ""),
            size=one.size,
            current=one.digest == now,
        )
        for one in found
    ]


def version_of(key: str, id: int) -> tuple[Version, str]:
    """A version of this file and its text; raises NoSuchVersion for those of others."""
    found, text = services().workshop.version(id)
    if found.key != key:
        raise NoSuchVersion()
    return found, text


def happened(version: Version) -> str:
    """What made a version, in words."""
    words = {
        "saved": _("saved"),
        "outside": _("changed by another program"),
        "found": _("as it was before the first change here"),
        "shipped": _("the original that came with Kisima"),
        "brought_back": _("an earlier version brought back"),
        "setting": _("a setting changed"),
        "imported": _("imported"),
    }
    return words.get(version.reason, version.reason)
