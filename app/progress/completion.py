"""The rules of being done: plain functions over what a student has achieved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.progress.overview import ExerciseProgress, Overview


class LessonLike(Protocol):
    """What these rules need to know of a lesson."""

    @property
    def id(self) -> str: ...
    @property
    def question_ids(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class LessonProgress:
    """How far a student is with one lesson."""

    read: bool
    questions_right: int
    questions: int
    exercise: ExerciseProgress | None
    exercise_passed: bool
    done_steps: int
    steps: int

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done_steps == self.steps

    @property
    def started(self) -> bool:
        """Whether anything has been done."""
        return self.read or self.done_steps > 0


def passed(progress: ExerciseProgress | None, pass_share: float) -> bool:
    """Whether the score that counts reaches the share of the points that passes."""
    if progress is None or progress.score is None:
        return False
    return progress.score >= pass_share * (progress.max_score or 0)


def lesson_progress(
    lesson: LessonLike, exercise_id: str | None, overview: Overview, pass_share: float
) -> LessonProgress:
    """A lesson has a step for reading it, one for each question, one for passing its exercise,
    unless the student is exempt from that."""
    right = min(overview.right.get(lesson.id, 0), len(lesson.question_ids))
    exercise = overview.exercises.get(exercise_id) if exercise_id else None
    exercise_passed = passed(exercise, pass_share)
    wanted = exercise_id is not None and not (exercise and exercise.exempt)
    read = lesson.id in overview.read
    return LessonProgress(
        read=read,
        questions_right=right,
        questions=len(lesson.question_ids),
        exercise=exercise,
        exercise_passed=exercise_passed,
        done_steps=int(read) + right + int(wanted and exercise_passed),
        steps=1 + len(lesson.question_ids) + int(wanted),
    )


def share_done(lessons: Iterable[LessonProgress], final: bool | None = None) -> float:
    """The share of a course's steps that are done, 0 to 1.

    `final` says whether its final was passed, which is one step; None: it has none.
    """
    listed = list(lessons)
    steps = sum(lesson.steps for lesson in listed) + (final is not None)
    done = sum(lesson.done_steps for lesson in listed) + (final is True)
    return done / steps if steps else 0.0
