"""Finding what an address names, for those who may read it."""

from app.catalog.catalog import Catalog
from app.catalog.model import Course, Lesson
from app.errors import N_, KisimaError
from app.people.models import Account
from app.web.learn.overview import courses_for


class NoSuchCourse(KisimaError):
    sentence = N_("There is no such course here, or none of your classes follows it.")


class NoSuchLesson(KisimaError):
    sentence = N_("There is no such lesson in this course. Perhaps it has moved.")


class NoSuchQuestion(KisimaError):
    sentence = N_("This question is no longer in the lesson. Please load the lesson again.")


def course_for(account: Account, catalog: Catalog, slug: str) -> Course:
    """The course of this slug; raises NoSuchCourse when the account does not follow it."""
    for course in courses_for(account, catalog):
        if course.slug == slug:
            return course
    raise NoSuchCourse()


def lesson_of(course: Course, slug: str) -> Lesson:
    """The course's lesson of this slug; raises NoSuchLesson."""
    for lesson in course.lessons:
        if lesson.slug == slug:
            return lesson
    raise NoSuchLesson()
