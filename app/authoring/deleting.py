"""Deleting and taking it back: what is deleted moves into `own/.deleted`, with a note beside it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from app.authoring.naming import by_chance
from app.authoring.own_folder import OwnFolder
from app.authoring.saving import writing
from app.catalog.cache import write_whole
from app.clock import now_ms
from app.errors import N_, KisimaError

BIN = ".deleted"
NOTE = "what.json"
FILES = "files"

Kind = Literal["course", "lesson", "exercise", "copy", "file"]


class ShippedStays(KisimaError):
    sentence = N_(
        "This came with Kisima and cannot be deleted, since an update would bring it again. "
        "Archive it instead: then no student sees it."
    )


class NotDeleted(KisimaError):
    sentence = N_(
        "This is not among what was deleted. Perhaps somebody has already brought it back."
    )


class PlaceTaken(KisimaError):
    sentence = N_(
        "There is something of the same name again (%(key)s). Delete or rename that first, then "
        "bring this back."
    )


@dataclass(frozen=True)
class Deleted:
    """Something that was deleted and can be brought back.

    `key` names the folder or file that it was. A "copy" is a school's copy of something shipped,
    which then shows again. `place` is a lesson's place in its course's list, from 0, None where it
    stood in none. `by` is an account's id.
    """

    id: str
    kind: Kind
    key: str
    title: str
    at_ms: int
    by: int
    place: int | None = None


def put_away(
    folder: OwnFolder, key: str, *, kind: Kind, title: str, by: int, place: int | None
) -> Deleted:
    """Move a folder or file away, with what its copy remembers; for callers within `alone`.

    Raises ShippedStays where the own folder has nothing of that name.
    """
    path = folder.path(key)
    if not path.exists():
        raise ShippedStays()
    at_ms = now_ms()
    deleted = Deleted(f"{at_ms}-{by_chance(6)}", kind, key, title, at_ms, by, place)
    place_of = folder.own / BIN / deleted.id
    with writing(place_of):
        place_of.mkdir(parents=True)
        note = json.dumps(asdict(deleted), ensure_ascii=False, indent=1)
        write_whole(place_of / NOTE, note.encode(), durable=True)
        base = folder.base_path(key)
        if base.is_file():
            (place_of / "origin").mkdir()
            base.replace(place_of / "origin" / base.name)
        path.replace(place_of / FILES)
    return deleted


def bring_back(folder: OwnFolder, id: str) -> Deleted:
    """Move it back to where it was; for callers within `alone`. Raises NotDeleted, PlaceTaken."""
    place_of, deleted = _find(folder.own, id)
    path = folder.path(deleted.key)
    if path.exists():
        raise PlaceTaken(key=deleted.key)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for base in place_of.glob("origin/*"):
            target = folder.base_path(deleted.key)
            target.parent.mkdir(parents=True, exist_ok=True)
            base.replace(target)
        (place_of / FILES).replace(path)
    with suppress(OSError):
        shutil.rmtree(place_of)
    return deleted


def all_deleted(own: Path) -> tuple[Deleted, ...]:
    """What was deleted and can be brought back, the newest first."""
    return tuple(sorted(_notes(own), key=lambda one: one.at_ms, reverse=True))


def _notes(own: Path) -> Iterator[Deleted]:
    for note in (own / BIN).glob(f"*/{NOTE}"):
        with suppress(OSError, ValueError, TypeError, NotDeleted):
            yield _find(own, note.parent.name)[1]


def _find(own: Path, id: str) -> tuple[Path, Deleted]:
    place_of = own / BIN / id
    if place_of.parent != own / BIN or not (place_of / FILES).exists():
        raise NotDeleted()
    try:
        note: dict[str, Any] = json.loads((place_of / NOTE).read_text("utf-8"))
        return place_of, Deleted(**{**note, "id": id})
    except (OSError, ValueError, TypeError) as error:
        raise NotDeleted() from error
