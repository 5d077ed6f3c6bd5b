"""The final on paper, for a day without power: one for all, or others for each student."""

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.people import classes
from app.web.languages import language
from app.web.learn.answers import letter
from app.web.services import services
from app.web.teach.area import blueprint, for_instructors, my_class, my_student
from app.web.teach.assessment_paper import needed, sheets
from app.web.teach.assessment_views import course_of_class


@blueprint.get("/classes/<int:class_id>/assessment/<course>/paper")
@for_instructors
def final_on_paper(class_id: int, course: str) -> ResponseReturnValue:
    """One sheet to copy for the class; with `?each=1` a sheet for each student."""
    my_class(class_id)
    if not request.args.get("each"):
        # The reader's own draw: two instructors have two sheets, and each the same one again.
        return _page(class_id, course, {current_user.id: ""})
    people = {one.id: one.full_name for one in classes.students_of(class_id) if one.active}
    return _page(class_id, course, people, each=True)


@blueprint.get("/classes/<int:class_id>/assessment/<course>/students/<int:account_id>/paper")
@for_instructors
def final_of_student_on_paper(class_id: int, course: str, account_id: int) -> ResponseReturnValue:
    """One student's sheet."""
    student = my_student(class_id, account_id)
    return _page(class_id, course, {student.id: student.full_name}, of=student.id)


def _page(
    class_id: int,
    slug: str,
    people: Mapping[int, str],
    *,
    each: bool = False,
    of: int | None = None,
) -> str:
    course = course_of_class(class_id, slug)
    page = services().catalog.bank_page(course, language())
    return render_template(
        "teach/assessment_paper.html",
        school_class=my_class(class_id),
        course=course,
        page=page,
        sheets=sheets(course, page, people),
        each=each,
        of=of,
        letter=letter,
        needed=lambda questions: needed(course, questions),
    )
