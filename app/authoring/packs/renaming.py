"""A copy of a staged course under another name, with ids of its own.

Two courses, lessons or exercises of one id would share one record of progress, so an id that
is taken gets an ending by chance; quizzes keep theirs, since they are counted by lesson.
"""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from app.authoring.naming import new_id
from app.authoring.yaml_lines import with_front_settings, with_settings
from app.catalog.front_matter import read_yaml, split_front_matter
from app.catalog.settings_file import ID_PATTERN, id_from


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name itself, or with the first number behind it that makes it free."""
    folded = {name.casefold() for name in taken}
    if wanted.casefold() not in folded:
        return wanted
    stem = re.sub(r"-\d{1,3}$", "", wanted)[:90]
    return next(name for n in range(2, 10_000) if (name := f"{stem}-{n}").casefold() not in folded)


def rename_course(
    staged: Path, slug: str, new: str, exercises: dict[str, str], taken_ids: Collection[str]
) -> None:
    """Rename the course in a staged folder, and its exercises by old and new slug.

    Ids that are among `taken_ids` get some letters behind them.
    """
    ids = set(taken_ids)
    folder = staged / "courseware" / new
    if new != slug:
        (staged / "courseware" / slug).rename(folder)
    _new_id(folder / "course.yaml", slug, ids)
    for path in sorted(folder.glob("*/lesson.md")):
        _new_id(path, f"{new}-{path.parent.name}", ids)
    for path in sorted(folder.glob("*/lesson*.md")):
        _new_exercise(path, exercises)
    for old, name in exercises.items():
        place = staged / "exercises" / name
        if name != old:
            (staged / "exercises" / old).rename(place)
        _new_id(place / "exercise.yaml", name, ids)
    for path in sorted((staged / "translations").glob(f"*/{slug}.po")):
        path.rename(path.with_name(f"{new}.po"))


def _new_id(path: Path, otherwise: str, ids: set[str]) -> None:
    """Give a file's course, lesson or exercise an id that no other has."""
    text, values = _read(path)
    if values is None:
        return
    given = str(values.get("id") or "")
    old = given if ID_PATTERN.fullmatch(given) else id_from(otherwise)
    # Such an id that no other school makes: at a centre, both stand in one list.
    new = new_id(old) if old in ids else old
    ids.add(new)
    if new != given:
        _write(path, text, "id", new)


def _new_exercise(path: Path, exercises: dict[str, str]) -> None:
    text, values = _read(path)
    named = str((values or {}).get("exercise") or "")
    if exercises.get(named, named) != named:
        _write(path, text, "exercise", exercises[named])


def _read(path: Path) -> tuple[str, dict[str, Any] | None]:
    """A file's text and its settings; None for those that nobody can read (a finding says so)."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    if path.suffix == ".md":
        front = split_front_matter(text)
        return text, None if front.problem else front.values
    values, problem = read_yaml(text)
    return text, None if problem else values


def _write(path: Path, text: str, key: str, value: str) -> None:
    change = with_front_settings if path.suffix == ".md" else with_settings
    path.write_bytes(change(text, {key: value}).encode())
