"""What can be assigned to a class, as the form offers it, and what was, by its title."""

from collections.abc import Iterator

from flask import request
from flask_babel import gettext as _

from app.catalog import Catalog
from app.catalog.model import Course
from app.progress.assigning.assigning import NoSuchAssignment
from app.progress.assigning.rules import Assigned
from app.web.languages import language
from app.web.services import services
from app.web.teach.area import courses_of_class
from app.web.teach.assigning_forms import AssignForm
from app.web.teach.final_words import final_of


def assign_form(class_id: int) -> AssignForm:
    """The form with everything in the class's courses, course by course."""
    form, lang, catalog = AssignForm(), language(), services().catalog
    choices: dict[str, list[tuple[str, str]]] = {}
    for course in courses_of_class(class_id):
        offered = choices.setdefault(course.title(lang), [])
        offered += [(f"{kind}:{id}", words) for kind, id, words in _items(course, catalog, lang)]
    form.item.choices = choices
    if request.method == "GET" and (wanted := request.args.get("item")):
        form.item.data = wanted
    return form


def course_with(class_id: int, kind: str, item_id: str) -> Course:
    """The class's course with what was chosen; the form offers nothing else."""
    catalog, lang = services().catalog, language()
    for course in courses_of_class(class_id):
        if any((kind, item_id) == found[:2] for found in _items(course, catalog, lang)):
            return course
    raise NoSuchAssignment()


def title_of(one: Assigned) -> str:
    """What the assigned thing is called; its id where it is here no more."""
    catalog, lang = services().catalog, language()
    if one.kind == "assessment":
        course = next((found for found in catalog.courses if found.id == one.item_id), None)
        return final_of(course.title(lang)) if course else one.item_id
    by_id = catalog.lesson_by_id if one.kind == "lesson" else catalog.exercise_by_id
    found = by_id(one.item_id)
    return found.title(lang) if found else one.item_id


def _items(course: Course, catalog: Catalog, lang: str) -> Iterator[tuple[str, str, str]]:
    """Kind, id and words of each thing in a course."""
    for number, lesson in enumerate(course.lessons, 1):
        yield "lesson", lesson.id, f"{number}. {lesson.title(lang)}"
        exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
        if exercise is not None:
            title = _("Exercise: %(title)s", title=exercise.title(lang))
            yield "exercise", exercise.id, f"{number}. {title}"
    if course.assessment:
        yield "assessment", course.id, _("Final assessment")
