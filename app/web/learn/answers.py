"""The answers to a lesson's questions, for instructors: on paper and on the wall."""

from dataclasses import dataclass

from flask_babel import format_decimal

from app.catalog.markdown.quiz import NumberAnswer, Question, TextAnswers
from app.catalog.markdown.rendered import Part, QuizPart
from app.web.word_lists import comma


@dataclass(frozen=True)
class Answer:
    """What is right for the question of this number: option letters, a number or texts."""

    number: int
    words: str
    feedback_html: str


def letter(at: int) -> str:
    """The letter of an option, from 0."""
    return chr(ord("A") + at) if at < 26 else str(at + 1)


def answers(parts: tuple[Part, ...]) -> list[Answer]:
    """The answers in the order of the text, numbered from 1."""
    questions = [part.question for part in parts if isinstance(part, QuizPart)]
    return [
        Answer(number, right_words(question), question.feedback_html)
        for number, question in enumerate(questions, 1)
    ]


def right_words(question: Question, *, with_slack: bool = True) -> str:
    """What is right: the letters of options, a number with its tolerance, or texts.

    Without `with_slack` the number stands alone: a student would take ± for a part of the answer.
    """
    if isinstance(question.answer, NumberAnswer):
        value = format_decimal(question.answer.value)
        slack = question.answer.tolerance if with_slack else 0
        return f"{value} ± {format_decimal(slack)}" if slack else str(value)
    if isinstance(question.answer, TextAnswers):
        return " / ".join(question.answer.accepted)
    return comma().join(letter(at) for at, one in enumerate(question.options) if one.right)
