"""What a student was assigned, as her home page lists it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from app.catalog.catalog import Catalog
from app.catalog.model import Course
from app.progress.assigning.mine import Mine
from app.progress.assigning.rules import Kind, Status, Times
from app.progress.overview import Overview
from app.web.learn.assessment_steps import AssessmentSteps
from app.web.learn.opening import exercise_times

MOST = 12  # lines on the home page


@dataclass(frozen=True)
class Task:
    """One thing to do; a final has its course's title. `address` may not be gone to while it is
    closed."""

    title: str
    address: str
    kind: Kind
    status: Status
    times: Times


def tasks(
    courses: Iterable[tuple[Course, AssessmentSteps]],
    catalog: Catalog,
    seen: Overview,
    assigned: Mine,
    lang: str,
) -> list[Task]:
    """What was assigned and is not done, what is due first coming first; closed ones last.

    A lesson is done when it is read and its questions are answered right, an exercise when it is
    handed in, and a final too.
    """
    found = []
    for course, steps in courses:
        for lesson in course.lessons:
            if ("lesson", lesson.id) in assigned.times and not (
                lesson.id in seen.read and seen.right.get(lesson.id, 0) >= len(lesson.question_ids)
            ):
                address = url_for("learn.lesson", course=course.slug, lesson=lesson.slug)
                times = assigned.of("lesson", lesson.id)
                state = assigned.status("lesson", lesson.id)
                found.append(Task(lesson.title(lang), address, "lesson", state, times))
            exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
            if exercise is None or ("exercise", exercise.id) not in assigned.times:
                continue
            progress = seen.exercises.get(exercise.id)
            if progress is None or not (progress.submissions or progress.exempt):
                address = url_for("practice.notebook", slug=exercise.slug)
                times = exercise_times(exercise, lesson, assigned)
                state = assigned.status("exercise", exercise.id)
                found.append(Task(exercise.title(lang), address, "exercise", state, times))
        final = steps.final
        if final and ("assessment", course.id) in assigned.times and not final.next.best:
            address = url_for("learn.assessment", course=course.slug, kind="final")
            found.append(Task(course.title(lang), address, "assessment", final.status, final.times))
    found.sort(key=_order)
    return found[:MOST]


def _order(task: Task) -> tuple[bool, float]:
    closed = task.status == "closed"
    moment = task.times.opens_ms if closed else task.times.due_ms
    return closed, float("inf") if moment is None else moment
