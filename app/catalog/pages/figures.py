"""A lesson's drawings, and those whose labels are translated by PO files.

`figure.svg` in French is `figure.fr.svg`: a file of that name, or what is made of the drawing and
the French texts.
"""

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from app.catalog.model import Lesson


def drawings(lesson: Lesson) -> Iterator[str]:
    """The names of the drawings beside a lesson, from its folder, without those made by hand for a
    language."""
    for name in sorted(lesson.files):
        if _is_drawing(name) and _parts(lesson, name) is None:
            yield name


def drawings_in(lesson: Lesson, text: str) -> list[str]:
    """The drawings that a lesson's text names, in its order."""
    places = {name: max(text.find(name), text.find(quote(name))) for name in drawings(lesson)}
    return sorted((name for name in places if places[name] >= 0), key=lambda name: places[name])


def made_name(name: str, lang: str) -> str:
    """The name of a drawing in a language."""
    stem, suffix = posixpath.splitext(name)
    return f"{stem}.{lang}{suffix}"


def made_from(lesson: Lesson, path: str) -> tuple[str, str] | None:
    """The drawing and the language that a path stands for which names no file; else None."""
    name = posixpath.normpath(path)
    if name in lesson.files or not _is_drawing(name):
        return None
    found = _parts(lesson, name)
    return found if found is not None and found[1] in lesson.words.languages else None


def has_labels_by_hand(lesson: Lesson, name: str, lang: str) -> bool:
    """Whether a drawing has a file of its own in a language."""
    return made_name(name, lang) in lesson.files


def make_figure(data: bytes, texts: Mapping[str, str], lang: str) -> bytes:
    """The drawing with its labels in a language."""
    # Reading drawings is for those who make pages.
    from app.catalog.translation.figure_text import translated_figure

    return translated_figure(data, texts.get, lang)


def _is_drawing(name: str) -> bool:
    return posixpath.splitext(name)[1].lower() == ".svg"


def _parts(lesson: Lesson, name: str) -> tuple[str, str] | None:
    """The drawing that `name` is in a language, and the language; None where there is none."""
    stem, suffix = posixpath.splitext(name)
    first, dot, lang = stem.rpartition(".")
    return (first + suffix, lang) if dot and first + suffix in lesson.files else None
