"""A final on paper as values: the questions of each sheet, and what is right for those who mark."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalog.markdown.quiz import Question
from app.catalog.model import Course
from app.catalog.pages.pages import BankPage
from app.progress.assessing.sittings import paper
from app.web.learn.answers import Answer, right_words
from app.web.teach.assessment_answers import as_shown


@dataclass(frozen=True)
class Sheet:
    """A paper: whose it is, empty where she writes her name, and its questions as shown."""

    name: str
    questions: tuple[Question, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What is right, by the letters on this sheet."""
        return tuple(
            Answer(number, right_words(question), question.feedback_html)
            for number, question in enumerate(self.questions, 1)
        )


def sheets(course: Course, page: BankPage, people: Mapping[int, str]) -> Sequence[Sheet]:
    """A sheet for each account id, under the name given for it; each time the same."""
    return [
        Sheet(
            name,
            tuple(
                as_shown(drawn, page.by_id[drawn.question_id])
                for drawn in paper(account_id, course, page)
            ),
        )
        for account_id, name in people.items()
    ]


def needed(course: Course, questions: int) -> int:
    """How many right answers of so many pass."""
    share = course.assessment.pass_share if course.assessment else 1.0
    # The share may be no exact fraction of two, such as 0.7.
    return math.ceil(share * questions - 1e-9)
