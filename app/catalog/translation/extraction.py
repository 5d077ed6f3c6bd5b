"""A course's texts for translators: one PO template from its lessons, settings and exercises."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.bank_folder import QUESTIONS
from app.catalog.catalog import Catalog
from app.catalog.data_sheets import FILE as DATA_SHEET
from app.catalog.data_sheets import sheet_texts
from app.catalog.findings import Finding
from app.catalog.front_matter import line_of_key, lines_of_items, split_front_matter
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.figures import drawings_in
from app.catalog.rubric import row_lines
from app.catalog.text_files import read_text
from app.catalog.translation.figure_text import figure_texts
from app.catalog.translation.notebook_text import notebook_texts
from app.catalog.translation.number_texts import has_words
from app.catalog.translation.python_text import CodeText
from app.catalog.translation.segments import segments
from app.errors import KisimaError

if TYPE_CHECKING:
    import polib


@dataclass(frozen=True)
class SourceText:
    """One text to translate, and where it stands; `cell` counts from 1, 0 outside notebooks.

    `kind` is a segment's (see segments.Segment), "title", "rubric", "label", or "sheet" for what is
    said of data; `code` is set for comments and messages in programs.
    """

    text: str
    path: Path
    line: int
    comment: str = ""
    cell: int = 0
    code: CodeText | None = None
    kind: str = "title"


def extract(
    catalog: Catalog, course: Course, *, base: Path | None = None, drafts: bool = True
) -> "polib.POFile":
    """The PO template of a course; its references are paths from `base`.

    A text that stands in several places is one entry with several references. Without `drafts`
    only the texts of what students see.
    """
    texts = course_texts(catalog, course, drafts=drafts)
    return as_template(texts, name=course.slug, base=base or course.folder.parent.parent)


def course_texts(catalog: Catalog, course: Course, *, drafts: bool = True) -> Iterator[SourceText]:
    """Every text of a course: of its lessons in their order, of the questions about each in the
    bank, and of the lessons' exercises."""
    path = course.folder / "course.yaml"
    source = _text_of(path)
    yield SourceText(course.source_title, path, line_of_key(source, "title"), "Course title")
    if course.source_summary:
        line = line_of_key(source, "summary")
        yield SourceText(course.source_summary, path, line, "Course summary")
    for key, sentences in (
        ("outcomes", course.source_outcomes),
        ("prerequisites", course.source_prerequisites),
        ("materials", course.source_materials),
    ):
        lines = lines_of_items(source, key) if sentences else ()
        for line, sentence in zip(lines, sentences, strict=False):
            yield SourceText(sentence, path, line, _COMMENTS[key])
    for lesson in course.all_lessons if drafts else course.lessons:
        yield from lesson_texts(lesson)
        yield from bank_texts(course, lesson)
        exercise = catalog.any_exercise(lesson.exercise) if lesson.exercise else None
        if exercise is not None and exercise.course_slug == course.slug:
            yield from exercise_texts(catalog, exercise)


def lesson_texts(lesson: Lesson) -> Iterator[SourceText]:
    """The title and the blocks of one lesson, and the labels of the drawings that it shows."""
    source = _text_of(lesson.path)
    line = line_of_key(source, "title")
    yield SourceText(lesson.source_title, lesson.path, line, "Lesson title")
    body = split_front_matter(source).body
    yield from _blocks(body, lesson.path)
    for name in drawings_in(lesson, body):
        yield from label_texts(lesson.files[name])


def bank_texts(course: Course, lesson: Lesson) -> Iterator[SourceText]:
    """The questions about one lesson in the course's bank, and the labels of their drawings."""
    for file in course.bank.files:
        if file.lesson_slug == lesson.slug:
            body = split_front_matter(_text_of(file.path)).body
            yield from _blocks(body, file.path)
            for name in drawings_in(lesson, body):
                yield from label_texts(lesson.files[name])


def _blocks(body: str, path: Path) -> Iterator[SourceText]:
    for segment in segments(body):
        comment = _comment(segment.kind, segment.text)
        line, code = segment.start_line, segment.code
        yield SourceText(segment.text, path, line, comment, 0, code, segment.kind)


def label_texts(path: Path) -> Iterator[SourceText]:
    """The labels of one drawing."""
    try:
        labels = figure_texts(path.read_bytes())
    except OSError:
        return
    for label in labels:
        comment = (
            _COMMENTS["label"] % label.letters if label.kind == "text" else _COMMENTS["figure"]
        )
        yield SourceText(label.text, path, label.line, comment, kind="label")


def exercise_texts(catalog: Catalog, exercise: Exercise) -> Iterator[SourceText]:
    """The title of one exercise, its rubric and data sheets, and what its students see."""
    path = exercise.folder / "exercise.yaml"
    settings = _text_of(path)
    line = line_of_key(settings, "title")
    yield SourceText(exercise.source_title, path, line, "Exercise title")
    lines = row_lines(settings) if exercise.rubric else {}
    for cell, rows in exercise.rubric.items():
        for row in rows:
            line = lines.get((cell, row.text), 1)
            yield SourceText(row.text, path, line, _COMMENTS["rubric"], kind="rubric")
    for said in sheet_texts(exercise.folder):
        comment = _COMMENTS["sheet"] % said.about
        yield SourceText(said.text, exercise.folder / DATA_SHEET, said.line, comment, kind="sheet")
    try:
        source = catalog.source(exercise, exercise.source_lang)
    except KisimaError:
        # `check` says what is wrong with a notebook that cannot be read.
        return
    for text in notebook_texts(source):
        comment = _comment(text.kind, text.text)
        yield SourceText(
            text.text, exercise.path, text.line, comment, text.cell, text.code, text.kind
        )


_COMMENTS = {
    "answer": "An answer to a quiz question: what a student would type",
    "option": "An option of a quiz question",
    "feedback": "What a student reads who chose the option before",
    "comment": "A comment in code; a line break starts a new line of it",
    "rubric": "A row of a rubric: what an answer may have; who marks it and the student read it",
    "sheet": "What is said of a data file; one line (%s)",
    "label": "A label in a figure; room for about %d letters",
    "figure": "The title of a figure, which is read aloud and not seen",
    "outcomes": "What students will be able to do after the course",
    "prerequisites": "What students should know before the course",
    "materials": "What a class needs for the course",
    "message": "A message of a test; keep {…} and %… as they are",
    "number": "A number; write it as your language does",
}


def _comment(kind: str, text: str) -> str:
    return _COMMENTS.get(kind) or ("" if has_words(text) else _COMMENTS["number"])


def as_template(texts: Iterator[SourceText], *, name: str, base: Path) -> "polib.POFile":
    """The texts as a PO file without translations."""
    import polib

    file = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    file.metadata = {
        "Project-Id-Version": name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Reviewed-By": "",
    }
    entries: dict[str, polib.POEntry] = {}
    for text in texts:
        if not text.text.strip():
            continue
        entry = entries.get(text.text)
        if entry is None:
            entry = entries[text.text] = polib.POEntry(msgid=text.text, comment=text.comment)
            file.append(entry)
        cell = f"#cell-{text.cell}" if text.cell else ""
        reference = (_shown(text.path, base) + cell, str(text.line))
        if reference not in entry.occurrences:
            entry.occurrences.append(reference)
    return file


def _shown(path: Path, base: Path) -> str:
    """The path from `base`; for what lies in another folder, from that folder's."""
    if path.is_relative_to(base):
        return path.relative_to(base).as_posix()
    deep = path.name.startswith("lesson.") or path.suffix.lower() == ".svg"
    deep = deep or path.parent.name == QUESTIONS
    return "/".join(path.parts[-4 if deep else -3 :])


def _text_of(path: Path) -> str:
    file = read_text(path)
    return "" if isinstance(file, Finding) else file.text
