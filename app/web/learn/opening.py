"""Lessons, exercises and finals that are not open yet, for students who were assigned them."""

from flask_login import current_user

from app.catalog.bank import AssessmentKind
from app.catalog.model import Course, Exercise, Lesson
from app.errors import N_, KisimaError
from app.progress.assigning.mine import Mine, assigned_to
from app.progress.assigning.rules import Times
from app.web.numbers import as_minute


class NotOpenYet(KisimaError):
    sentence = N_(
        "This opens on %(when)s. Your instructor has set that time; until then, go on with "
        "something else."
    )


def mine() -> Mine:
    """What the reader was assigned; nothing is closed to those who teach."""
    return Mine(0) if current_user.teaches else assigned_to(current_user.id)


def check_lesson(lesson: Lesson, assigned: Mine) -> None:
    """Raises NotOpenYet."""
    _check(assigned, "lesson", lesson.id)


def check_exercise(exercise: Exercise, lesson: Lesson | None, assigned: Mine) -> None:
    """Raises NotOpenYet: by its own assignment, else by that of the lesson that leads to it."""
    if lesson is not None and ("exercise", exercise.id) not in assigned.times:
        check_lesson(lesson, assigned)
    _check(assigned, "exercise", exercise.id)


def check_assessment(course: Course, kind: AssessmentKind, assigned: Mine) -> None:
    """Raises NotOpenYet; a start quiz is assigned to nobody, and always open."""
    if kind == "final":
        _check(assigned, "assessment", course.id)


def exercise_times(exercise: Exercise, lesson: Lesson | None, assigned: Mine) -> Times:
    """When an exercise opens and is due for the reader."""
    own = assigned.of("exercise", exercise.id)
    if lesson is None or ("exercise", exercise.id) in assigned.times:
        return own
    return Times(assigned.of("lesson", lesson.id).opens_ms, None)


def _check(assigned: Mine, kind: str, id: str) -> None:
    if assigned.status(kind, id) == "closed":
        raise NotOpenYet(when=as_minute(assigned.of(kind, id).opens_ms or 0))
