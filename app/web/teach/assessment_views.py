"""A class's start quizzes and finals: how everybody stands, one student's, allowing another."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.catalog.model import Course
from app.clock import now_ms
from app.people import classes
from app.progress.assessing.allowing import allow
from app.progress.assessing.errors import NoAssessment, NothingToAllow
from app.progress.assessing.reading import sittings_of
from app.progress.assessing.resits import by_lesson
from app.progress.assigning.rules import status
from app.web.errors import sentence_of
from app.web.languages import language
from app.web.services import services
from app.web.teach.area import blueprint, courses_of_class, for_instructors, my_class, my_student
from app.web.teach.assessment_answers import answered
from app.web.teach.assessment_rows import rows_of


@blueprint.get("/classes/<int:class_id>/assessment/")
@for_instructors
def assessment(class_id: int) -> ResponseReturnValue:
    """How the class stands with a course's start quiz and final; `?course=` names the course."""
    school_class = my_class(class_id)
    courses = [one for one in courses_of_class(class_id) if one.assessment]
    wanted = request.args.get("course")
    course = next((one for one in courses if one.slug == wanted), courses[0] if courses else None)
    students = classes.students_of(class_id)
    shown = rows_of(class_id, course, students) if course else None
    assigned = shown.assigned if shown else None
    return render_template(
        "teach/assessment.html",
        school_class=school_class,
        courses=courses,
        course=course,
        shown=shown,
        students=len(students),
        assigned=assigned,
        opening=status(assigned.times, now_ms()) if assigned else None,
        lang=language(),
    )


@blueprint.get("/classes/<int:class_id>/assessment/<course>/students/<int:account_id>/")
@for_instructors
def assessment_student(class_id: int, course: str, account_id: int) -> ResponseReturnValue:
    """One student's start quiz and finals, with what she gave and what is right."""
    student, found = my_student(class_id, account_id), course_of_class(class_id, course)
    page, lang = services().catalog.bank_page(found, language()), language()
    row = rows_of(class_id, found, [student]).rows[0]
    return render_template(
        "teach/assessment_student.html",
        school_class=my_class(class_id),
        course=found,
        row=row,
        page=page,
        sittings=[
            (one, by_lesson(one), tuple(answered(one, page)))
            for one in reversed(sittings_of(student.id, found.id))
        ],
        lessons={lesson.id: lesson.title(lang) for lesson in found.lessons},
        lang=lang,
    )


@blueprint.post("/classes/<int:class_id>/assessment/<course>/students/<int:account_id>/allow")
@for_instructors
def allow_final(class_id: int, course: str, account_id: int) -> ResponseReturnValue:
    """Let a student begin another final now."""
    student, found = my_student(class_id, account_id), course_of_class(class_id, course)
    try:
        allow(current_user, student.id, found)
        flash(_("%(name)s can sit the final assessment again now.", name=student.full_name))
    except NothingToAllow as error:
        # She may have begun meanwhile; the page shows how it is.
        flash(sentence_of(error), "error")
    if request.form.get("back") == "student":
        address = {"class_id": class_id, "course": found.slug, "account_id": student.id}
        return redirect(url_for("teach.assessment_student", **address), 303)  # type: ignore[arg-type]
    return redirect(url_for("teach.assessment", class_id=class_id, course=found.slug), 303)


def course_of_class(class_id: int, slug: str) -> Course:
    """A course with an assessment that the class follows; raises NoAssessment."""
    for course in courses_of_class(class_id):
        if course.slug == slug and course.assessment:
            return course
    raise NoAssessment()
