"""What a lesson holds, in numbers: words, questions, minutes, bytes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from gzip import compress
from typing import TYPE_CHECKING

from app.catalog.markdown.plain_text import plain_text
from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import GlossaryPart, Html, InstructorPart, QuizPart
from app.catalog.model import Exercise, Lesson
from app.catalog.pages.pages import LessonPage

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# Our own choice, for careful reading in a second language. Adults read English non-fiction of
# their own language at 238 words a minute (M. Brysbaert, "How many words do we read per minute?",
# Journal of Memory and Language 109, 2019).
WORDS_A_MINUTE = 110
# Minutes for looking at a figure, reading a line of code, answering a question, trying a challenge,
# and for one answer in an exercise: our own choice too.
A_FIGURE, A_LINE_OF_CODE, A_QUESTION, A_CHALLENGE, AN_ANSWER = 0.5, 0.1, 0.7, 5.0, 6.0

BOXES = ("objectives", "keypoints", "challenge", "solution")
_WORD = re.compile(r"[\w’'-]*[^\W\d_][\w’'-]*")
_NO_PROSE = re.compile(r"<(pre|code|math|svg)\b.*?</\1>", re.DOTALL)
_NOT_READ = re.compile(r"<(pre|math|svg)\b.*?</\1>", re.DOTALL)
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)


@dataclass(frozen=True)
class LessonFigures:
    """What one lesson holds, in its source language.

    `prose` are words without code blocks, formulas, questions, notes and glossary; `quiz` those of
    questions and options, `notes` those for instructors. `unexplained` are the ids of questions
    with an answer that nobody is told about. `boxes` counts boxes by kind (challenge, solution…).
    `reading` (with questions and challenges) and `exercise` are estimated minutes. `packed` is, by
    language, the size in bytes of the page's text and questions when sent.
    """

    prose: int
    quiz: int
    notes: int
    glossary: int
    code_lines: int
    pictures: int
    picture_bytes: int
    questions: int
    kinds: tuple[str, ...]
    unexplained: tuple[str, ...]
    boxes: Mapping[str, int]
    reading: float
    exercise: float
    packed: Mapping[str, int]

    @property
    def heaviest(self) -> tuple[str, int]:
        """The language in which the page is largest, and how many bytes that are."""
        return max(self.packed.items(), key=lambda item: item[1])


def lesson_figures(catalog: "Catalog", lesson: Lesson) -> LessonFigures:
    """Count a lesson. Raises LessonGone."""
    page = catalog.lesson_page(lesson, lesson.source_lang)
    text = prose_html(page)
    quiz = [part.question for part in page.parts if isinstance(part, QuizPart)]
    asked = [html for question in quiz for html in _asked(question)]
    prose, pictures = words_in(text), text.count("<img ")
    code_lines = sum(_lines(block) for block in (found[0] for found in _CODE.finditer(text)))
    reading = prose / WORDS_A_MINUTE + A_FIGURE * pictures
    boxes = {kind: text.count(f'class="{kind}"') for kind in BOXES}
    reading += A_LINE_OF_CODE * code_lines + A_QUESTION * len(quiz)
    reading += A_CHALLENGE * boxes["challenge"]
    named = {name for name in lesson.files if f"/files/{name}?" in text}
    exercise = catalog.any_exercise(lesson.exercise) if lesson.exercise else None
    return LessonFigures(
        prose=prose,
        quiz=words_in(" ".join(asked)),
        notes=words_in(notes_html(page)),
        glossary=sum(len(one.words) for one in page.parts if isinstance(one, GlossaryPart)),
        code_lines=code_lines,
        pictures=pictures,
        picture_bytes=sum(lesson.files[name].stat().st_size for name in named),
        questions=len(quiz),
        kinds=tuple(sorted({question.kind for question in quiz})),
        unexplained=tuple(question.id for question in quiz if not question.is_explained),
        boxes=boxes,
        reading=reading,
        exercise=exercise_minutes(catalog, exercise) if exercise else 0.0,
        packed={
            code: _packed(catalog.lesson_page(lesson, code)) for code in sorted(lesson.languages)
        },
    )


def prose_html(page: LessonPage) -> str:
    """What everybody reads of a lesson, but for its questions."""
    return " ".join(part.html for part in page.parts if isinstance(part, Html))


def notes_html(page: LessonPage) -> str:
    """What instructors read besides."""
    return " ".join(part.html for part in page.parts if isinstance(part, InstructorPart))


def words_in(html: str) -> int:
    """How many words there are to be read, without blocks of code and formulas."""
    return len(_WORD.findall(plain(_NOT_READ.sub(" ", html))))


def without_code(html: str) -> str:
    """The text of prose, without code, in a line or by itself, and formulas."""
    return plain(_NO_PROSE.sub(" ", html))


def plain(html: str) -> str:
    """The text of HTML in one line."""
    return " ".join(plain_text(html, " ").split())


def exercise_minutes(catalog: "Catalog", exercise: Exercise) -> float:
    """About how long an exercise takes: so many minutes for each answer."""
    cells = catalog.exercise_page(exercise, exercise.source_lang).cells
    return AN_ANSWER * sum(cell.solution for cell in cells)


def _asked(question: Question) -> Iterable[str]:
    yield question.prompt_html
    yield from (option.html for option in question.options)


def _lines(block: str) -> int:
    return len([line for line in plain_text(block).split("\n") if line.strip()])


def _packed(page: LessonPage) -> int:
    pieces: list[str] = []
    for part in page.parts:
        if isinstance(part, Html):
            pieces.append(part.html)
        elif isinstance(part, QuizPart):
            pieces += _asked(part.question)
    return len(compress("".join(pieces).encode(), 6))
