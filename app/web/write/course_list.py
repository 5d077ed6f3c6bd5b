"""Courses and their lessons as their writers see them: states, and where they come from."""

from dataclasses import dataclass

from app.authoring.own_folder import Origin, OwnFolder
from app.catalog.model import Course, State
from app.web.services import services


@dataclass(frozen=True)
class LessonLine:
    """A lesson in the list. `moved_on`: it was changed here, and the original has changed too.
    `readable` is False where its file cannot be read as a lesson."""

    slug: str
    title: str
    state: State
    origin: Origin
    moved_on: bool
    readable: bool = True


@dataclass(frozen=True)
class CourseLine:
    """A course with its lessons in their order."""

    course: Course
    origin: Origin
    moved_on: bool
    lessons: tuple[LessonLine, ...]

    @property
    def drafts(self) -> int:
        """How many lessons are not published yet."""
        return sum(line.state == "draft" for line in self.lessons)


def all_courses() -> list[CourseLine]:
    """Every course in whatever state: the school's own first, then by title."""
    folder = services().workshop.folder
    lines = [course_line(course, folder) for course in services().catalog.all_courses]
    ranks = {"own": 0, "copied": 1, "shipped": 2}
    return sorted(lines, key=lambda line: (ranks[line.origin], line.course.source_title))


def course_line(course: Course, folder: OwnFolder | None = None) -> CourseLine:
    """One course with its lessons."""
    workshop = services().workshop
    folder = folder or workshop.folder
    origin, moved_on, _gone = folder.origin(workshop.course_key(course.slug))
    lessons = []
    for lesson in course.all_lessons:
        own, moved, _gone = folder.origin(workshop.lesson_key(course.slug, lesson.slug))
        lessons.append(LessonLine(lesson.slug, lesson.source_title, lesson.state, own, moved))
    for slug in course.unread:
        own, moved, _gone = folder.origin(workshop.lesson_key(course.slug, slug))
        lessons.append(LessonLine(slug, slug, "draft", own, moved, readable=False))
    copied = origin == "shipped" and any(line.origin != "shipped" for line in lessons)
    return CourseLine(course, "copied" if copied else origin, moved_on, tuple(lessons))
