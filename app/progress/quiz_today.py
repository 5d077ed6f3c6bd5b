"""What the students of a class answered to quizzes today, and which wrong options they chose."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select

from app.catalog.markdown.quiz import Question
from app.database import db
from app.progress.models import QuizTry

MOST_TRIES = 3000  # of a class in a day; older ones are left out


@dataclass(frozen=True)
class Try:
    """One answer; `given` are indexes of options, or what was typed."""

    account_id: int
    lesson_id: str
    question_id: str
    given: str  # a JSON list
    right: bool
    at_ms: int


@dataclass(frozen=True)
class WrongOption:
    """A wrong option, how many students chose it, and of how many that answered today."""

    lesson_id: str
    question: Question
    option: int  # from 0
    chosen: int
    students: int


def tries(account_ids: Collection[int], since_ms: int) -> list[Try]:
    """The answers of these students since then, the newest first."""
    return [Try(*row) for row in db.session.execute(tries_query(account_ids, since_ms))]


def tries_query(
    account_ids: Collection[int], since_ms: int
) -> Select[int, str, str, str, bool, int]:
    """The query of tries, apart so that a test can ask how it is answered."""
    return (
        select(
            QuizTry.account_id,
            QuizTry.lesson_id,
            QuizTry.question_id,
            QuizTry.given,
            QuizTry.right,
            QuizTry.at_ms,
        )
        .where(QuizTry.account_id.in_(list(account_ids)), QuizTry.at_ms >= since_ms)
        .order_by(QuizTry.at_ms.desc())
        .limit(MOST_TRIES)
    )


def wrong_options(
    answers: Collection[Try], question_of: Callable[[str, str], Question | None], most: int
) -> list[WrongOption]:
    """The wrong options that most students chose. `question_of` gives a lesson's question, or None
    where it is there no more; it is asked only for those that come into question."""
    answered: dict[tuple[str, str], set[int]] = {}
    chosen: dict[tuple[str, str, int], set[int]] = {}
    for one in answers:
        answered.setdefault((one.lesson_id, one.question_id), set()).add(one.account_id)
        if not one.right:
            for option in _indexes(one.given):
                key = one.lesson_id, one.question_id, option
                chosen.setdefault(key, set()).add(one.account_id)
    found: list[WrongOption] = []
    for lesson_id, question_id, option in sorted(chosen, key=lambda key: (-len(chosen[key]), key)):
        if len(found) == most:
            break
        question = question_of(lesson_id, question_id)
        if question is None or option >= len(question.options) or question.options[option].right:
            continue
        people = chosen[lesson_id, question_id, option]
        everybody = answered[lesson_id, question_id]
        found.append(WrongOption(lesson_id, question, option, len(people), len(everybody)))
    return found


def _indexes(given: str) -> Iterator[int]:
    for value in set(json.loads(given)):
        if value.isascii() and value.isdigit() and len(value) < 3:
            yield int(value)
