"""What home and course pages show: each course's lessons with how far the reader is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.model import Course, Exercise, Lesson
from app.people import classes
from app.people.models import Account
from app.progress.assigning.mine import Mine
from app.progress.assigning.rules import Status, Times, status
from app.progress.completion import LessonProgress, lesson_progress, share_done
from app.progress.overview import Overview
from app.web.learn.assessment_steps import AssessmentStep, AssessmentSteps
from app.web.learn.opening import exercise_times


@dataclass(frozen=True)
class LessonRow:
    """A lesson in a list; `number` counts from 1, and is None for a project. `times` and
    `status` are of its assignment, `exercise_times` of its exercise's."""

    number: int | None
    lesson: Lesson
    exercise: Exercise | None
    progress: LessonProgress
    times: Times = Times()
    status: Status = "open"
    exercise_times: Times = Times()
    exercise_status: Status = "open"


@dataclass(frozen=True)
class CourseView:
    """A course as one reader sees it. `share` is of its steps done, 0 to 1; `next` is the lesson
    to go on with, None when all that are open are done. `final` says whether its final was passed;
    None: it has none. `steps` is how the reader stands with its quizzes."""

    course: Course
    rows: tuple[LessonRow, ...]
    share: float
    next: LessonRow | None
    final: bool | None = None
    steps: AssessmentSteps = AssessmentSteps()

    @property
    def has_project(self) -> bool:
        """Whether something that has no number as a lesson counts too."""
        return any(row.number is None for row in self.rows)

    @property
    def to_sit(self) -> AssessmentStep | None:
        """The final, where it is all that is left to do; perhaps not at once."""
        left = self.final is False and self.lessons_done == len(self.rows)
        return self.steps.final if left else None

    @property
    def to_go_on(self) -> bool:
        """Whether there is something to do now."""
        return self.to_sit.can_sit if self.to_sit else self.next is not None

    @property
    def lessons_done(self) -> int:
        """How many lessons have nothing left to do."""
        return sum(row.progress.done for row in self.rows)

    @property
    def finished(self) -> bool:
        """Whether every lesson has nothing left to do, and the final was passed if there is one."""
        return self.lessons_done == len(self.rows) and self.final is not False

    @property
    def started(self) -> bool:
        """Whether any of its lessons has been started."""
        return any(row.progress.started for row in self.rows)

    @property
    def names_words(self) -> bool:
        """Whether a lesson that is open explains words."""
        return any(row.lesson.has_words and row.status != "closed" for row in self.rows)

    @property
    def minutes(self) -> int:
        """The lessons' minutes together, as far as they are known."""
        return sum(row.lesson.minutes or 0 for row in self.rows)


def courses_for(account: Account, catalog: Catalog) -> list[Course]:
    """The courses an account may read: those of her classes; every one for those who teach."""
    followed = classes.courses_of(account.id)
    by_id = {course.id: course for course in catalog.courses}
    mine = [by_id[course_id] for course_id in followed if course_id in by_id]
    if account.teaches:
        mine += [course for course in catalog.courses if course not in mine]
    return mine


def course_view(
    course: Course,
    catalog: Catalog,
    overview: Overview,
    pass_share: float,
    assigned: Mine,
    steps: AssessmentSteps,
) -> CourseView:
    """The course with how far the reader is in it; `steps` are hers in it."""
    rows = tuple(
        _row(course.number_of(lesson), lesson, catalog, overview, pass_share, assigned)
        for lesson in course.lessons
    )
    final = course.id in overview.finals if course.assessment else None
    share = share_done((row.progress for row in rows), final)
    next = next_row(rows, overview.last_lesson)
    return CourseView(course, rows, share, next, final, steps)


def next_row(rows: Sequence[LessonRow], last_lesson: str | None) -> LessonRow | None:
    """The lesson to go on with: the one read last or the first after it that is not done, else
    the first that is not done; what is not open yet is passed over."""
    ids = [row.lesson.id for row in rows]
    at = ids.index(last_lesson) if last_lesson in ids else 0
    ahead = [*rows[at:], *rows[:at]]
    return next((row for row in ahead if not row.progress.done and row.status != "closed"), None)


def to_continue(views: Sequence[CourseView], last_lesson: str | None) -> CourseView | None:
    """The course for the one clear button: that of the lesson read last, else the first one.

    Where there is nothing to do now, it is one whose final comes later."""
    open_ones = [view for view in views if view.to_go_on]
    open_ones = open_ones or [view for view in views if view.to_sit]
    for view in open_ones:
        if any(row.lesson.id == last_lesson for row in view.rows):
            return view
    return next(iter(open_ones), None)


def _row(
    number: int | None,
    lesson: Lesson,
    catalog: Catalog,
    overview: Overview,
    pass_share: float,
    assigned: Mine,
) -> LessonRow:
    exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
    progress = lesson_progress(lesson, exercise.id if exercise else None, overview, pass_share)
    own = exercise_times(exercise, lesson, assigned) if exercise else Times()
    return LessonRow(
        number,
        lesson,
        exercise,
        progress,
        assigned.of("lesson", lesson.id),
        assigned.status("lesson", lesson.id),
        own,
        status(own, assigned.at_ms),
    )
