"""What the pages of a sitting show: its questions as they were drawn, and what came out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.markdown.quiz import Option, Question
from app.catalog.model import Course, Lesson
from app.catalog.pages.pages import BankPage
from app.progress.assessing.drawing import Drawn, shown_options
from app.progress.assessing.reading import Sitting
from app.progress.assessing.resits import by_lesson
from app.web.learn.answers import right_words


@dataclass(frozen=True)
class Asked:
    """A question in its place, from 1; `question` is None where it has left the bank.

    `options` are in the order drawn for this sitting, each with the value that its field sends.
    """

    number: int
    id: str
    question: Question | None
    options: tuple[tuple[str, Option], ...]
    given: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What is said about an answer. `choices` are the options that may be shown with whether each
    was chosen, `typed` is what was typed, `would_be` what might have been. `feedback_html` explains
    the question as a whole. Both are empty while they would tell what is right. `right` is None
    where it did not count."""

    asked: Asked
    right: bool | None
    lesson: Lesson | None
    choices: tuple[tuple[Option, bool], ...]
    typed: str
    would_be: str
    feedback_html: str
    all_told: bool

    def verdict_of(self, option: Option, chosen: bool) -> bool | None:
        """Whether to call this option right or wrong; None: neither, since what is right about an
        answer that was not is what she would like to know."""
        if self.all_told or self.right:
            return option.right
        return None if option.right or not chosen else False


@dataclass(frozen=True)
class LessonCount:
    """How many of a lesson's questions were right; `lesson` is None where it is here no more."""

    lesson: Lesson | None
    right: int
    of: int


def asked_in(sitting: Sitting, page: BankPage) -> tuple[Asked, ...]:
    """The questions of a sitting in the order that was drawn, in the page's language."""
    return tuple(
        _asked(number, drawn, page, sitting) for number, drawn in enumerate(sitting.questions, 1)
    )


def told(sitting: Sitting, page: BankPage, course: Course, *, all_told: bool) -> tuple[Told, ...]:
    """What came out, question by question. Only with `all_told` it says what would have been
    right; otherwise only what each of her own answers was worth, and why."""
    lessons = _lessons(course)
    return tuple(
        _told(
            asked,
            sitting.answers[drawn.question_id].right,
            lessons.get(drawn.lesson_id),
            all_told=all_told,
        )
        for asked, drawn in zip(asked_in(sitting, page), sitting.questions, strict=True)
    )


def lesson_counts(sitting: Sitting, course: Course) -> tuple[LessonCount, ...]:
    """What came out lesson by lesson: of a final the lessons with the most wrong answers first,
    of a start quiz in the course's order."""
    lessons = _lessons(course)
    counts = [
        LessonCount(lessons.get(one.lesson_id), one.right, one.of) for one in by_lesson(sitting)
    ]
    if sitting.kind == "start":
        order = {lesson.id: place for place, lesson in enumerate(course.lessons)}
        counts.sort(key=lambda one: order[one.lesson.id] if one.lesson else len(order))
    return tuple(counts)


def where_to_begin(counts: Sequence[LessonCount]) -> Lesson | None:
    """The first lesson of which not everything was known; None: there is none."""
    return next((one.lesson for one in counts if one.lesson and one.right < one.of), None)


def _asked(number: int, drawn: Drawn, page: BankPage, sitting: Sitting) -> Asked:
    question, given = page.by_id.get(drawn.question_id), sitting.answers.get(drawn.question_id)
    options = shown_options(drawn, question) if question else ()
    return Asked(
        number,
        drawn.question_id,
        question,
        tuple((str(place), option) for place, option in options),
        given.values if given else (),
    )


def _told(asked: Asked, right: bool | None, lesson: Lesson | None, *, all_told: bool) -> Told:
    chosen = [(option, value in asked.given) for value, option in asked.options]
    question = asked.question
    may_know = all_told or right is True
    tell = question is not None and all_told and not (right or asked.options)
    return Told(
        asked,
        right,
        lesson,
        tuple((one, was) for one, was in chosen if was or (all_told and one.right)),
        asked.given[0] if asked.given and not asked.options else "",
        right_words(question, with_slack=False) if question and tell else "",
        question.feedback_html if question and may_know else "",
        all_told,
    )


def _lessons(course: Course) -> dict[str, Lesson]:
    return {lesson.id: lesson for lesson in course.lessons}
