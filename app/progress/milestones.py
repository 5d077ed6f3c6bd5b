"""Passing an exercise and completing a course: told once, in the transaction that reaches it.

Both are for ever. A score that falls later, a lesson added to the course or a lower share needed
to pass take nothing back and tell nothing twice. Where fewer steps are needed than before, or the
journal did not tell of it yet, it is told with the student's next step in that course.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.catalog import Catalog
from app.catalog.model import Course
from app.clock import now_ms
from app.progress.completion import LessonLike, lesson_progress, passed
from app.progress.models import CourseCompleted, ExerciseState
from app.progress.overview import exercise_progress, overview


@dataclass(frozen=True)
class Goal:
    """What completing a course needs: its lessons, each with the id of its exercise if it has one,
    the share of the points, 0 to 1, that passes an exercise, and whether a final is to be passed.
    """

    course_id: str
    lessons: Sequence[tuple[LessonLike, str | None]]
    pass_share: float
    assessment: bool = False


def goal_of(course: Course, catalog: Catalog, pass_share: float) -> Goal:
    """What completing a course needs now."""
    lessons = []
    for lesson in course.lessons:
        exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
        lessons.append((lesson, exercise.id if exercise else None))
    return Goal(course.id, lessons, pass_share, course.assessment is not None)


def reach(session: Session, account_id: int, goal: Goal, exercise_id: str | None = None) -> None:
    """Tell what a student has newly passed and completed, inside the caller's transaction.

    `exercise_id` is looked at even where no lesson of the course has that exercise.
    """
    exercises = {exercise for _, exercise in goal.lessons} | {exercise_id}
    _passed(session, account_id, goal, {one for one in exercises if one is not None})
    _completed(session, account_id, goal)


def _passed(session: Session, account_id: int, goal: Goal, exercises: set[str]) -> None:
    query = select(ExerciseState).where(
        ExerciseState.account_id == account_id,
        ExerciseState.exercise_id.in_(exercises),
        ExerciseState.passed_ms.is_(None),
    )
    for state in session.scalars(query, execution_options={"populate_existing": True}).all():
        if passed(exercise_progress(state), goal.pass_share):
            state.passed_ms = now_ms()
            journal.append(
                session,
                "passed",
                account_id=account_id,
                item=state.exercise_id,
                payload={"course": goal.course_id},
            )


def _completed(session: Session, account_id: int, goal: Goal) -> None:
    mine = (account_id, goal.course_id)
    told = session.get(CourseCompleted, mine, populate_existing=True) is not None
    if told or not goal.lessons:
        return
    seen = overview(account_id)
    if goal.assessment and goal.course_id not in seen.finals:
        return
    if all(lesson_progress(*lesson, seen, goal.pass_share).done for lesson in goal.lessons):
        session.add(
            CourseCompleted(account_id=account_id, course_id=goal.course_id, completed_ms=now_ms())
        )
        journal.append(session, "completed", account_id=account_id, item=goal.course_id)
