"""What a translator typed and has not saved: kept under her account, text by text."""

from dataclasses import dataclass

from flask_login import current_user

from app.authoring.translating.entries import Entry, Work
from app.authoring.typed import Typed
from app.web.services import services


@dataclass(frozen=True)
class Unsaved:
    """A translation that is typed and not saved. `entry` is None where the original has changed so
    that no text of the course is the one that it was typed for."""

    id: str
    entry: Entry | None
    text: str
    at_ms: int


def key_of(course: str, lang: str, entry_id: str) -> str:
    """Under what a text's translation is kept."""
    return f"translations/{lang}/{course}/{entry_id}"


def kept(course: str, lang: str, entry_id: str) -> Typed | None:
    """What the reader typed for this text and did not save."""
    return services().workshop.typed(current_user.id, key_of(course, lang, entry_id))


def keep(course: str, lang: str, found: Entry, text: str, base: str) -> None:
    """Keep it; what was typed back to the saved translation is no work to be kept."""
    if text.strip() == found.translation.strip():
        drop(course, lang, found.id)
    else:
        key = key_of(course, lang, found.id)
        services().workshop.keep_typed(current_user.id, key, text, base)


def drop(course: str, lang: str, entry_id: str) -> None:
    """Forget it: it is saved, or given up."""
    services().workshop.drop_typed(current_user.id, key_of(course, lang, entry_id))


def all_kept(work: Work) -> list[Unsaved]:
    """Everything that the reader typed into a course's translation, the newest first."""
    place = key_of(work.course.slug, work.lang, "")
    found = []
    for one in services().workshop.all_typed(current_user.id):
        if one.key.startswith(place):
            id = one.key.removeprefix(place)
            found.append(Unsaved(id, work.by_id.get(id), one.text, one.at_ms))
    return found
