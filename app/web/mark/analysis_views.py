"""What a class's work says of its questions: how hard they are, whom they tell apart."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalog.markdown.plain_text import plain_text
from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import QuizPart
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.one_line import one_line
from app.progress.analysis.answers import answers_to_tests, first_in_finals, first_tries
from app.progress.analysis.items import FEWEST_DRAWN, Figures, Item, figures
from app.web.languages import language
from app.web.mark.analysis_words import as_correlation, hint_words, needs_a_look
from app.web.mark.area import blueprint
from app.web.mark.gradebook_table import exercises_of
from app.web.practice.area import NoSuchExercise
from app.web.practice.titles_of_tests import titles_of_tests
from app.web.services import services
from app.web.teach.area import courses_of_class, for_instructors, my_class
from app.web.teach.assessment_views import course_of_class

LONGEST_TITLE = 160
_CODE_BLOCK = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_END_OF_BLOCK = re.compile("</(?:p|pre|li|div|t[dh])>")


@blueprint.get("/classes/<int:class_id>/more/")
@for_instructors
def more(class_id: int) -> ResponseReturnValue:
    """What can be looked at and taken away, beside the gradebook: one list."""
    school_class, catalog = my_class(class_id), services().catalog
    courses = courses_of_class(class_id)
    return render_template(
        "mark/more.html",
        school_class=school_class,
        courses=[
            (
                course,
                [one for of, one in exercises_of(courses, catalog) if of is course],
                [lesson for lesson in course.lessons if lesson.question_ids],
            )
            for course in courses
        ],
        lang=language(),
    )


@blueprint.get("/classes/<int:class_id>/exercises/<slug>/items")
@for_instructors
def exercise_items(class_id: int, slug: str) -> ResponseReturnValue:
    """The tests of an exercise, by the submissions that count."""
    my_class(class_id)
    exercise = exercise_of_class(class_id, slug)
    found = answers_to_tests(class_id, exercise)
    titles = titles_of_tests(services().catalog, exercise, language())
    titled = [
        replace(
            item, title=titles.get(item.key) or item.title or _("Test %(number)s", number=number)
        )
        for number, item in enumerate(found.items, 1)
    ]
    return _page(class_id, exercise, figures(titled, found.shares), "tests")


@blueprint.get("/classes/<int:class_id>/lessons/<course>/<lesson>/items")
@for_instructors
def quiz_items(class_id: int, course: str, lesson: str) -> ResponseReturnValue:
    """The questions of a lesson, by each student's first try."""
    my_class(class_id)
    wanted = services().catalog.lesson(course, lesson)
    followed = [one.slug for one in courses_of_class(class_id)]
    if wanted is None or not wanted.question_ids or wanted.course_slug not in followed:
        raise NoSuchExercise()
    shares = first_tries(class_id, wanted.id)
    return _page(class_id, wanted, figures(_questions(wanted), shares), "quiz")


@blueprint.get("/classes/<int:class_id>/assessment/<course>/items")
@for_instructors
def final_items(class_id: int, course: str) -> ResponseReturnValue:
    """The questions of a course's bank, by the first final of each student that one stood in."""
    my_class(class_id)
    found = course_of_class(class_id, course)
    shares = first_in_finals(class_id, found.id)
    asked = {id for given in shares.values() for id in given}
    questions = services().catalog.bank_page(found, language()).questions
    items = [Item(one.id, _asked(one)) for one in questions if one.id in asked]
    # A bank is long: what asks for a look comes first.
    figured = sorted(figures(items, shares, FEWEST_DRAWN), key=lambda one: not needs_a_look(one))
    return _page(class_id, found, figured, "final", undrawn=len(questions) - len(items))


def exercise_of_class(class_id: int, slug: str) -> Exercise:
    """An exercise of a course that the class follows; raises NoSuchExercise."""
    courses: Iterable[Course] = courses_of_class(class_id)
    for _course, exercise in exercises_of(courses, services().catalog):
        if exercise.slug == slug:
            return exercise
    raise NoSuchExercise()


def _questions(lesson: Lesson) -> list[Item]:
    """The questions as items, called by what they ask."""
    parts = services().catalog.lesson_page(lesson, language()).parts
    asked = {
        part.question.id: _asked(part.question) for part in parts if isinstance(part, QuizPart)
    }
    return [Item(one, asked.get(one, one)) for one in lesson.question_ids]


def _asked(question: Question) -> str:
    """What a question asks, in one line of whole words; of a program the first line, since many
    questions ask what one prints."""
    code = _CODE_BLOCK.search(question.prompt_html)
    program = plain_text(code[0]).strip() if code else ""
    begins, more, _rest = program.partition("\n")
    words = _clipped(_line(_CODE_BLOCK.sub("", question.prompt_html)))
    return " · ".join(filter(None, (words, _clipped(begins) + (" …" if more else ""))))


def _line(markup: str) -> str:
    return one_line(plain_text(_END_OF_BLOCK.sub(r"\g<0> ", markup)))


def _clipped(line: str) -> str:
    """Its first words, with … where there are more."""
    if len(line) <= LONGEST_TITLE:
        return line
    # Scripts that part no words are cut at a letter.
    words = line[:LONGEST_TITLE].rpartition(" ")[0] or line[: LONGEST_TITLE - 1]
    return words.rstrip(" ,;:") + "…"


def _page(
    class_id: int,
    of: Exercise | Lesson | Course,
    found: Sequence[Figures],
    kind: Literal["tests", "quiz", "final"],
    undrawn: int = 0,
) -> ResponseReturnValue:
    return render_template(
        "mark/items.html",
        school_class=my_class(class_id),
        title=of.title(language()),
        rows=[
            (
                one,
                hint_words(one),
                needs_a_look(one),
                as_correlation(one.correlation),
                as_correlation(one.difference),
            )
            for one in found
        ],
        answered=any(one.students for one in found),
        kind=kind,
        undrawn=undrawn,
        few=any(one.hint == "few" for one in found),
        fewest=FEWEST_DRAWN,
        course=of if isinstance(of, Course) else None,
    )
