"""Reading lessons and answering quizzes."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.people.accounts import touch
from app.progress.milestones import Goal, reach
from app.progress.models import LessonRead, QuizState, QuizTry

DAY_MS = 86_400_000
LONGEST_ANSWER = 500  # characters of one thing chosen or typed


@dataclass(frozen=True)
class Answered:
    """How far a student is with one question."""

    tries: int
    ever_right: bool
    last_right: bool
    last_given: tuple[str, ...]


def lesson_read(account_id: int, course_id: str, lesson_id: str, goal: Goal | None = None) -> bool:
    """Note that a student reads a lesson; once a day. Returns whether it was noted now.

    `goal` is what passing and completing the course needs; without it neither is looked at.
    """
    today = now_ms() // DAY_MS
    row = db.session.get(LessonRead, (account_id, lesson_id))
    if row is not None and row.last_day == today:
        return False
    with transaction() as session:
        row = session.get(LessonRead, (account_id, lesson_id), populate_existing=True)
        if row is not None and row.last_day == today:
            return False
        if row is None:
            row = LessonRead(
                account_id=account_id,
                lesson_id=lesson_id,
                course_id=course_id,
                first_ms=now_ms(),
                last_day=today,
                days=0,
            )
            session.add(row)
        row.days += 1
        row.last_day = today
        row.course_id = course_id
        touch(session, account_id)
        journal.append(
            session,
            "lesson-read",
            account_id=account_id,
            item=lesson_id,
            payload={"course": course_id},
        )
        if goal is not None:
            reach(session, account_id, goal)
    return True


def quiz_answered(
    account_id: int,
    course_id: str,
    lesson_id: str,
    question_id: str,
    given: Sequence[str],
    right: bool,
    *,
    chosen: bool = False,
    goal: Goal | None = None,
) -> Answered:
    """Keep one answer; earlier ones stay. `given` is what was typed, or the numbers of the options
    where it was `chosen`: those may leave the school, and what was typed may not.

    `goal` is what passing and completing the course needs; without it neither is looked at.
    """
    given = tuple(answer[:LONGEST_ANSWER] for answer in given)
    with transaction() as session:
        state = session.get(QuizState, (account_id, lesson_id, question_id), populate_existing=True)
        if state is None:
            state = QuizState(
                account_id=account_id,
                lesson_id=lesson_id,
                question_id=question_id,
                tries=0,
                ever_right=False,
            )
            session.add(state)
        first_right = right and not state.ever_right
        state.tries += 1
        state.last_right = right
        state.ever_right = state.ever_right or right
        state.last_given = json.dumps(given, ensure_ascii=False)
        session.add(
            QuizTry(
                account_id=account_id,
                lesson_id=lesson_id,
                question_id=question_id,
                given=state.last_given,
                right=right,
                at_ms=now_ms(),
            )
        )
        touch(session, account_id)
        journal.append(
            session,
            "quiz-answered",
            account_id=account_id,
            item=f"{lesson_id}/{question_id}",
            payload={"course": course_id, **options_chosen(given, chosen), "right": right},
        )
        if first_right and goal is not None:
            reach(session, account_id, goal)
        return _answered(state)


def quiz_states(account_id: int, lesson_id: str) -> dict[str, Answered]:
    """How far a student is with each question of a lesson that she has answered."""
    query = select(QuizState).where(
        QuizState.account_id == account_id, QuizState.lesson_id == lesson_id
    )
    return {row.question_id: _answered(row) for row in db.session.scalars(query)}


def _answered(row: QuizState) -> Answered:
    return Answered(
        tries=row.tries,
        ever_right=row.ever_right,
        last_right=row.last_right,
        last_given=tuple(json.loads(row.last_given)),
    )


def options_chosen(given: Sequence[str], chosen: bool) -> dict[str, list[int]]:
    """What the journal tells of an answer: the options chosen, from 0. Nothing that was typed, and
    nothing else that a made-up form may hold, comes into it."""
    if not chosen:
        return {}
    return {"chosen": sorted({int(one) for one in given if re.fullmatch("[0-9]{1,2}", one)})}
