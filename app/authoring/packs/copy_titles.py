"""The title of a copy: numbered in every language, so that nobody takes it for the first."""

from pathlib import Path

from app.authoring.naming import NUMBERED, numbered_title
from app.authoring.yaml_lines import with_settings
from app.catalog.catalog import Catalog
from app.catalog.front_matter import read_yaml
from app.catalog.translation.translation_files import TranslationUnreadable, read_file


def titles_of(staged: Path, slug: str, otherwise: str, catalog: Catalog) -> tuple[str, str]:
    """The title of the staged course, and the one that its copy gets here."""
    text = _course_file(staged, slug).read_bytes().decode("utf-8-sig", "replace")
    given = read_yaml(text)[0].get("title")
    title = " ".join(str(given or otherwise).split())
    return title, numbered_title(title, {course.source_title for course in catalog.all_courses})


def number_titles(staged: Path, slug: str, old: str, new: str) -> None:
    """Give the staged course its new title, in its file and in its translations."""
    path = _course_file(staged, slug)
    text = path.read_bytes().decode("utf-8-sig", "replace")
    path.write_bytes(with_settings(text, {"title": new}).encode())
    for path in sorted((staged / "translations").glob(f"*/{slug}.po")):
        _number_translation(path, old, new)


def _number_translation(path: Path, old: str, new: str) -> None:
    import polib

    try:
        file = read_file(path)
    except TranslationUnreadable:
        return  # what the check says of it is on the preview
    entry = None if file is None else file.find(old)
    if file is None or entry is None or not entry.msgstr:
        return
    numbered = NUMBERED.fullmatch(entry.msgstr)
    was_numbered = numbered and NUMBERED.fullmatch(old)
    stem = numbered["stem"] if numbered and was_numbered else entry.msgstr
    words = f"{stem} ({new.rpartition('(')[2]}"
    places = [one for one in entry.occurrences if one[0].endswith("/course.yaml")]
    if places and len(places) == len(entry.occurrences):
        entry.msgid, entry.msgstr = new, words
    else:
        # A lesson may have the same title, and keeps it.
        file.append(polib.POEntry(msgid=new, msgstr=words, flags=entry.flags, occurrences=places))
    file.wrapwidth = 0
    path.write_bytes(f"{file}".encode())


def _course_file(staged: Path, slug: str) -> Path:
    return staged / "courseware" / slug / "course.yaml"
