"""What a lesson's page shows beside its text: neighbours, its exercise, answers given so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.markdown.quiz import Marking, Question, mark
from app.catalog.model import Course, Exercise, Lesson
from app.progress.learning import Answered
from app.progress.overview import ExerciseProgress


@dataclass(frozen=True)
class QuizView:
    """A question with what the reader gave last and what it was worth; both None before that."""

    question: Question
    answered: Answered | None
    marking: Marking | None


@dataclass(frozen=True)
class LessonView:
    """A lesson's place: its number from 1, None for a project; its neighbours, its exercise."""

    course: Course
    lesson: Lesson
    number: int | None
    previous: Lesson | None
    next: Lesson | None
    exercise: Exercise | None
    exercise_progress: ExerciseProgress | None


def lesson_view(
    course: Course,
    lesson: Lesson,
    catalog: Catalog,
    exercises: Mapping[str, ExerciseProgress],
) -> LessonView:
    """The lesson within its course."""
    place = course.lessons.index(lesson)
    exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
    return LessonView(
        course=course,
        lesson=lesson,
        number=course.number_of(lesson),
        previous=course.lessons[place - 1] if place else None,
        next=course.lessons[place + 1] if place + 1 < len(course.lessons) else None,
        exercise=exercise,
        exercise_progress=exercises.get(exercise.id) if exercise else None,
    )


def quiz_view(question: Question, answered: Answered | None) -> QuizView:
    """The question with its last answer marked again, so that its feedback can be shown."""
    marking = mark(question, answered.last_given) if answered else None
    return QuizView(question, answered, marking)
