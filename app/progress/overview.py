"""All that home and course pages show of a student, and what completing a course is judged by."""

from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.progress.assessing.passing import finals_passed
from app.progress.models import ExerciseState, LessonRead, QuizState


@dataclass(frozen=True)
class ExerciseProgress:
    """How far a student is with one exercise; scores in points."""

    submissions: int
    graded: int
    score: float | None
    max_score: float | None
    last_public_id: str | None
    counted_public_id: str | None
    exempt: bool = False  # she need not do it


@dataclass(frozen=True)
class Overview:
    """How far a student is, by lesson and exercise id."""

    read: frozenset[str]
    right: dict[str, int]  # lesson id -> questions answered right
    exercises: dict[str, ExerciseProgress]
    last_lesson: str | None  # the lesson read last
    finals: frozenset[str] = frozenset()  # ids of the courses whose final was passed


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
        finals=finals_passed([account_id]).get(account_id, frozenset()),
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
        exempt=row.exempt,
    )
