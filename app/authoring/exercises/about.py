"""What exercise.yaml says, as a form has it, and an exercise's data files."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.authoring import arranging
from app.authoring.arranging import Values
from app.authoring.deleting import Deleted, Kind, put_away
from app.authoring.making import title_of
from app.authoring.saving import writing
from app.authoring.workshop import Workshop
from app.authoring.yaml_lines import Value
from app.catalog.cache import write_whole
from app.catalog.front_matter import read_yaml
from app.catalog.model import Exercise, State
from app.errors import N_, KisimaError

MOST_DATA_BYTES = 200_000
MOST_DATA_FILES = 30
LONGEST_SECONDS = 600
MOST_MEMORY = 4096  # MB
_NAME = re.compile(r"[^\W_][\w.-]{0,79}")


class SettingOutOfRange(KisimaError):
    sentence = N_("“%(value)s” cannot be used here: write a whole number from 1 to %(most)s.")


class DataFileRefused(KisimaError):
    sentence = N_(
        "“%(name)s” cannot be taken in. A data file has a plain name and up to %(kilobytes)s kB; "
        "an exercise has up to %(files)s of them."
    )


@dataclass(frozen=True)
class Settings:
    """The settings of a form. Times are in seconds, memory in MB; None leaves it to the server,
    and any number of attempts."""

    title: str
    time_limit: int | None
    memory_limit: int | None
    attempts: int | None
    counts: str


def key_of(slug: str) -> str:
    """The key of an exercise's settings."""
    return f"exercises/{slug}/exercise.yaml"


def whole_number(text: str, most: int) -> int | None:
    """A number out of a form's field, None for an empty one. Raises SettingOutOfRange."""
    text = text.strip()
    if not text:
        return None
    if not (text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise SettingOutOfRange(value=text[:40], most=most)
    return int(text)


def save_settings(workshop: Workshop, exercise: Exercise, new: Settings, *, by: int) -> None:
    """Write the settings that differ. Raises NoTitle and SettingsUneditable."""
    wanted: dict[str, tuple[object, Value]] = {
        "title": (exercise.source_title, title_of(new.title)),
        "time_limit": (exercise.time_limit, new.time_limit),
        "memory_limit": (exercise.memory_limit, new.memory_limit),
        "attempts": (exercise.attempts, new.attempts),
        "counts": (exercise.counts, "last" if new.counts == "last" else "best"),
    }
    changed: Values = {key: value for key, (old, value) in wanted.items() if old != value}
    if changed:
        workshop.set_values(key_of(exercise.slug), changed, by=by)


def set_state(workshop: Workshop, slug: str, state: State, *, by: int) -> None:
    """Who sees an exercise. What publishes is a check that was passed; see trials."""
    key = key_of(slug)
    workshop.set_values(key, {"state": None if state == "published" else state}, by=by)


def add_data(workshop: Workshop, exercise: Exercise, name: str, data: bytes, *, by: int) -> str:
    """Put a file into data/, in the place of one of the same name; its name. Raises
    DataFileRefused."""
    name = re.sub(r"\s+", "-", PurePosixPath(name.replace("\\", "/")).name.strip())
    there = set(exercise.files)
    refused = DataFileRefused(
        name=name[:80], kilobytes=MOST_DATA_BYTES // 1000, files=MOST_DATA_FILES
    )
    if not _NAME.fullmatch(name) or not 0 < len(data) <= MOST_DATA_BYTES:
        raise refused
    if f"data/{name}" not in there and len(there) >= MOST_DATA_FILES:
        raise refused
    key = f"exercises/{exercise.slug}/data/{name}"
    saver = workshop.saver
    with saver.alone():
        path = saver.folder.path(key)
        with writing(path):
            saver.folder.copy_exercise(exercise.slug)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data, durable=True)
        saver.change(key_of(exercise.slug), _with_data(name), by=by)
    workshop.look()
    return name


def delete_data(workshop: Workshop, exercise: Exercise, name: str, *, by: int) -> None:
    """Take a file out of data/; a name that is not there is no matter."""
    if f"data/{name}" not in exercise.files:
        return
    saver = workshop.saver
    with saver.alone():
        path = saver.folder.path(f"exercises/{exercise.slug}/data/{name}")
        with writing(path):
            saver.folder.copy_exercise(exercise.slug)
        saver.change(key_of(exercise.slug), _without_data(name), by=by)
        with writing(path):
            path.unlink(missing_ok=True)
    workshop.look()


def delete(workshop: Workshop, exercise: Exercise, *, by: int) -> Deleted:
    """Delete an exercise of the school's own; `Workshop.undelete` takes it back. Of a copy of a
    shipped one the shipped one shows again. Raises ShippedStays for what is only shipped."""
    key = f"exercises/{exercise.slug}"
    saver = workshop.saver
    with saver.alone():
        for name in ("exercise.yaml", "exercise.ipynb"):
            saver.keep_found(f"{key}/{name}")
        kind: Kind = "exercise" if saver.folder.shipped_path(key) is None else "copy"
        title = exercise.source_title
        gone = put_away(saver.folder, key, kind=kind, title=title, by=by, place=None)
    workshop.look()
    return gone


def _listed(text: str) -> list[str] | None:
    found = read_yaml(text)[0].get("data")
    return [str(name) for name in found] if isinstance(found, list) else None


def _with_data(name: str) -> arranging.Edit:
    """Where exercise.yaml lists its data, the file must stand there too."""

    def edit(text: str) -> str:
        names = _listed(text)
        if names is None or name in names or f"data/{name}" in names:
            return text
        return arranging.with_values("exercise.yaml", {"data": [*names, name]})(text)

    return edit


def _without_data(name: str) -> arranging.Edit:
    def edit(text: str) -> str:
        names = _listed(text)
        left = [one for one in names or () if one not in (name, f"data/{name}")]
        if names is None or len(left) == len(names):
            return text
        return arranging.with_values("exercise.yaml", {"data": left})(text)

    return edit
