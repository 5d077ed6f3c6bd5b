"""Pages on the versions of any file of the school's own: the list, one of them, two compared."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.presence import names_of
from app.authoring.versions import NoSuchVersion, Version
from app.web.numbers import as_moment
from app.web.services import services
from app.web.write.difference_view import difference_view


@dataclass(frozen=True)
class KeptFile:
    """A file whose versions are shown, with its text as it is now and that text's digest; `place`
    is what the templates ask for titles and addresses."""

    place: object
    key: str
    text: str
    digest: str


@dataclass(frozen=True)
class VersionRow:
    """A version in the list: what happened and who did it; `size` is in bytes."""

    id: int
    at_ms: int
    words: str
    name: str
    size: int
    current: bool


def versions_page(file: KeptFile, *, heading: str, nothing: str) -> str:
    """All versions that are kept, the newest first; `nothing` is said where there are none."""
    return render_template(
        "write/versions.html",
        place=file.place,
        heading=heading,
        nothing=nothing,
        rows=version_rows(file.key, file.digest),
    )


def version_page(file: KeptFile, version_id: int, heading: Callable[[str], str]) -> str:
    """One version and what changed since; `heading` makes a title of its moment."""
    found, text = version_of(file.key, version_id)
    when = as_moment(found.at_ms)
    return render_template(
        "write/compare.html",
        place=file.place,
        heading=heading(when),
        difference=difference_view(text, file.text, old=when, new=_("Now")),
        bring_back=found.id if found.digest != file.digest else None,
        bring_back_label=_("Bring this version back"),
        text=text,
    )


def compare_page(file: KeptFile) -> str:
    """Two versions beside each other: `?old=` and `?new=`."""
    old, old_text = version_of(file.key, request.args.get("old", 0, int))
    new, new_text = version_of(file.key, request.args.get("new", 0, int))
    names = {"old": as_moment(old.at_ms), "new": as_moment(new.at_ms)}
    return render_template(
        "write/compare.html",
        place=file.place,
        heading=_("What changed between two versions"),
        difference=difference_view(old_text, new_text, **names),
        bring_back=old.id if old.digest != file.digest else None,
        bring_back_label=_("Bring back the version of %(when)s", when=names["old"]),
        text=None,
    )


def bring_version_back(key: str, version_id: int) -> None:
    """Make a version the file's text again, and say so; what was there is a version too."""
    found, _text = version_of(key, version_id)
    services().workshop.bring_back(found.id, by=current_user.id)
    flash(_("The version of %(when)s is back.", when=as_moment(found.at_ms)))


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
