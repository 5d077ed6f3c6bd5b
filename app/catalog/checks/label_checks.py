"""Labels of figures that are wider than there is room for, in each language; for the command line.

Not among what `check_catalog` finds, because measuring letters takes memory that the pages' process
does not have.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.catalog.checks.letter_widths import width_of
from app.catalog.checks.po_checks import entry_lines
from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.model import Course, Lesson
from app.catalog.pages.figures import drawings_in, has_labels_by_hand
from app.catalog.text_files import read_text
from app.catalog.translation.drawing_parts import WIDER, Label
from app.catalog.translation.figure_text import figure_texts
from app.catalog.translation.po_words import read_po
from app.catalog.wordings import Wording

_TOO_WIDE = Wording(
    "The label “%(label)s” is about %(width)s wide, and the figure has room for %(room)s.",
    "Say it in fewer letters, or make room in the drawing (`data-room` says how much).",
    "warning",
)


def label_findings(course: Course) -> Iterator[Finding]:
    """The labels of a course's figures that are too wide, at their place in the drawing or in the
    PO file."""
    figures = [(lesson, name) for lesson in course.all_lessons for name in _shown(lesson)]
    for lesson, name in figures:
        path = lesson.files[name]
        for label in _labels(path):
            yield from _too_wide(path, label.line, label, label.text)
    for lang, paths in course.words.paths.items():
        for path in paths:
            po, problem = read_po(path)
            lines = {} if problem else entry_lines(path)
            for lesson, name in figures:
                if not has_labels_by_hand(lesson, name, lang):
                    yield from _translated(path, lesson.files[name], po.texts, lines)


def _translated(
    path: Path, drawing: Path, texts: Mapping[str, str], lines: Mapping[str, int]
) -> Iterator[Finding]:
    for label in _labels(drawing):
        words = " ".join(texts.get(label.text, "").split())
        if words:
            yield from _too_wide(path, lines.get(label.text, 1), label, words)


def _too_wide(path: Path, line: int, label: Label, words: str) -> Iterator[Finding]:
    width = width_of(words, label.size, is_bold=label.is_bold)
    room = label.room
    if room is None:
        room = WIDER * width_of(label.text, label.size, is_bold=label.is_bold)
    if width > room:
        values = {"label": words, "width": f"{width:.0f}", "room": f"{room:.0f}"}
        yield Finding(path, line, "label-too-wide", values, _TOO_WIDE)


def _shown(lesson: Lesson) -> list[str]:
    file = read_text(lesson.path)
    if isinstance(file, Finding):
        return []
    return drawings_in(lesson, split_front_matter(file.text).body)


def _labels(path: Path) -> list[Label]:
    try:
        return [label for label in figure_texts(path.read_bytes()) if label.kind == "text"]
    except OSError:
        return []
