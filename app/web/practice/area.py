"""The practice area: its blueprint, and who may open which exercise."""

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask_login import current_user

from app.catalog.model import Course, Exercise, Lesson
from app.errors import N_, KisimaError
from app.people import classes
from app.progress.submissions import NoSuchSubmission, Submission, submission
from app.web.languages import language
from app.web.learn.opening import check_exercise, mine
from app.web.services import services

blueprint = Blueprint("practice", __name__)


class NoSuchExercise(KisimaError):
    sentence = N_("There is no such exercise, or it is not in one of your courses.")


@dataclass(frozen=True)
class Place:
    """An exercise where a student meets it: the course and the lesson that lead to it."""

    exercise: Exercise
    course: Course
    lesson: Lesson | None

    @property
    def title(self) -> str:
        """The exercise's title in the reader's language."""
        return self.exercise.title(language())

    @property
    def lang(self) -> str:
        """The language that the exercise is shown in to this reader."""
        return self.exercise.language_for(language())

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back: (address, words), the course first."""
        lang, slug = language(), self.course.slug
        pairs = [(url_for("learn.course", course=slug), self.course.title(lang))]
        if self.lesson is not None:
            address = url_for("learn.lesson", course=slug, lesson=self.lesson.slug)
            pairs.append((address, self.lesson.title(lang)))
        return pairs


def place_of(exercise: Exercise | None) -> Place:
    """The exercise's place, for those whose class follows its course; raises NoSuchExercise."""
    catalog = services().catalog
    course = catalog.course(exercise.course_slug or "") if exercise else None
    if exercise is None or course is None or catalog.exercise(exercise.slug) is None:
        raise NoSuchExercise()
    if not current_user.teaches and course.id not in classes.courses_of(current_user.id):
        raise NoSuchExercise()
    return Place(exercise, course, catalog.lesson_of(exercise))


def my_exercise(slug: str) -> Place:
    """The exercise at an address; raises NoSuchExercise or NotOpenYet."""
    place = place_of(services().catalog.exercise(slug))
    check_exercise(place.exercise, place.lesson, mine())
    return place


def my_submission(public_id: str) -> Submission:
    """A submission of the reader's own; raises NoSuchSubmission for everybody else's."""
    found = submission(public_id)
    if found.account_id != current_user.id:
        raise NoSuchSubmission()
    return found
