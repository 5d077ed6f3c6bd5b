"""Reading lessons and answering quizzes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.people.accounts import touch
from app.progress.models import ExerciseState, LessonRead, QuizState, QuizTry

DAY_MS = 86_400_000
LONGEST_ANSWER = 500  # characters of one thing chosen or typed


@dataclass(frozen=True)
class Answered:
    """How far a student is with one question."""

    tries: int
    ever_right: bool
    last_right: bool
    last_given: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseProgress:
    """How far a student is with one exercise; scores in points."""

    submissions: int
    graded: int
    score: float | None
    max_score: float | None
    last_public_id: str | None
    counted_public_id: str | None


@dataclass(frozen=True)
class Overview:
    """All that home and course pages show of a student, by lesson and exercise id."""

    read: frozenset[str]
    right: dict[str, int]  # lesson id -> questions answered right
    exercises: dict[str, ExerciseProgress]
    last_lesson: str | None  # the lesson read last


def lesson_read(account_id: int, course_id: str, lesson_id: str) -> bool:
    """Note that a student reads a lesson; once a day. Returns whether it was noted now."""
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
    return True


def quiz_answered(
    account_id: int,
    course_id: str,
    lesson_id: str,
    question_id: str,
    given: Sequence[str],
    right: bool,
) -> Answered:
    """Keep one answer; earlier ones stay. `given` is what was chosen (option numbers) or typed."""
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
            payload={"course": course_id, "given": list(given), "right": right},
        )
        return _answered(state)


def quiz_states(account_id: int, lesson_id: str) -> dict[str, Answered]:
    """How far a student is with each question of a lesson that she has answered."""
    query = select(QuizState).where(
        QuizState.account_id == account_id, QuizState.lesson_id == lesson_id
    )
    return {row.question_id: _answered(row) for row in db.session.scalars(query)}


def overview(account_id: int) -> Overview:
    """What home and course pages show; its cost grows with the lessons, not with history."""
    reads = db.session.execute(
        select(LessonRead.lesson_id, LessonRead.last_day, LessonRead.first_ms).where(
            LessonRead.account_id == account_id
        )
    ).all()
    right: dict[str, int] = {}
    for lesson_id in db.session.scalars(
        select(QuizState.lesson_id).where(
            QuizState.account_id == account_id, QuizState.ever_right.is_(True)
        )
    ):
        right[lesson_id] = right.get(lesson_id, 0) + 1
    exercises = {
        row.exercise_id: exercise_progress(row)
        for row in db.session.scalars(
            select(ExerciseState).where(ExerciseState.account_id == account_id)
        )
    }
    last = max(reads, key=lambda row: (row.last_day, row.first_ms), default=None)
    return Overview(
        read=frozenset(row.lesson_id for row in reads),
        right=right,
        exercises=exercises,
        last_lesson=last.lesson_id if last else None,
    )


def exercise_progress(row: ExerciseState) -> ExerciseProgress:
    """The row as a plain value."""
    return ExerciseProgress(
        submissions=row.submissions,
        graded=row.graded,
        score=row.score,
        max_score=row.max_score,
        last_public_id=row.last_public_id,
        counted_public_id=row.counted_public_id,
    )


def _answered(row: QuizState) -> Answered:
    return Answered(
        tries=row.tries,
        ever_right=row.ever_right,
        last_right=row.last_right,
        last_given=tuple(json.loads(row.last_given)),
    )
