"""A sitting's questions with what was given, for those who teach."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.catalog.markdown.quiz import Option, Question
from app.catalog.pages.pages import BankPage
from app.progress.assessing.drawing import Drawn, shown_options
from app.progress.assessing.reading import Given, Sitting
from app.web.learn.answers import letter, right_words


@dataclass(frozen=True)
class Choice:
    """An option as it was shown: its letter, and whether it was chosen."""

    letter: str
    option: Option
    chosen: bool


@dataclass(frozen=True)
class Answered:
    """A question of a sitting, numbered from 1. `question` is None where it has left the bank;
    `typed` is what was written, empty where there are `choices`; `right` is None where the
    question did not count. `right_words` says what is right."""

    number: int
    lesson_id: str
    question: Question | None
    choices: tuple[Choice, ...]
    typed: str
    right: bool | None
    right_words: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return not self.typed and not any(one.chosen for one in self.choices)


def answered(sitting: Sitting, page: BankPage) -> Iterator[Answered]:
    """The questions of a sitting in the order in which they were shown."""
    for number, drawn in enumerate(sitting.questions, 1):
        given = sitting.answers.get(drawn.question_id, Given((), None, 0))
        question = page.by_id.get(drawn.question_id)
        if question is None:
            yield Answered(number, drawn.lesson_id, None, (), "", given.right, "")
            continue
        shown = as_shown(drawn, question)
        choices = tuple(
            Choice(letter(at), option, str(place) in given.values)
            for at, (place, option) in enumerate(shown_options(drawn, question))
        )
        typed = "" if choices else "".join(given.values[:1])
        words = right_words(shown)
        yield Answered(number, drawn.lesson_id, shown, choices, typed, given.right, words)


def as_shown(drawn: Drawn, question: Question) -> Question:
    """The question with its options in the order in which they are shown."""
    options = tuple(option for _place, option in shown_options(drawn, question))
    return replace(question, options=options)
