"""The gradebook of a class: students by items, sorted and filtered by the address alone."""

from collections import Counter

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.people import classes
from app.progress.assessing.errors import NoAssessment
from app.progress.assessing.results import finals_of_class
from app.progress.gradebook import answers_right, lessons_read
from app.progress.marking.manual import waiting_counts
from app.progress.marking.marks import marks_of_class
from app.web.languages import language
from app.web.mark.area import blueprint
from app.web.mark.gradebook_asked import asked
from app.web.mark.gradebook_html import table_html
from app.web.mark.gradebook_table import Student, columns_of, exercises_of, table
from app.web.practice.area import NoSuchExercise
from app.web.services import services
from app.web.teach.area import courses_of_class, for_instructors, my_class, my_student


@blueprint.get("/classes/<int:class_id>/")
@for_instructors
def gradebook(class_id: int) -> ResponseReturnValue:
    """The class by its courses' exercises and finals; quizzes and lessons where asked for."""
    school_class, parts, wanted = my_class(class_id), services(), asked(request.args)
    courses = courses_of_class(class_id)
    columns = columns_of(courses, parts.catalog, wanted, language())
    ids = {column.id for column in columns if column.kind == "exercise"}
    exercises = [one for _, one in exercises_of(courses, parts.catalog) if one.id in ids]
    students = _students(class_id, wanted.quizzes, wanted.lessons)
    shown = table(
        students,
        columns,
        marks_of_class(class_id, exercises),
        finals_of_class(
            [one.account_id for one in students],
            [column.id for column in columns if column.kind == "final"],
        ),
        wanted,
        parts.pass_share,
    )
    return render_template(
        "mark/gradebook.html",
        school_class=school_class,
        courses=courses,
        asked=wanted,
        table=shown,
        rows=table_html(shown, wanted, parts.pass_share),
        waiting=sum(waiting_counts(class_id).values()),
        lang=language(),
    )


@blueprint.get("/classes/<int:class_id>/<int:account_id>/<int:number>")
@for_instructors
def short(class_id: int, account_id: int, number: int) -> ResponseReturnValue:
    """A cell by its exercise's place in the class's courses: the short address in the table."""
    student = my_student(class_id, account_id)
    found = exercises_of(courses_of_class(class_id), services().catalog)
    if not 1 <= number <= len(found):
        raise NoSuchExercise()
    _course, exercise = found[number - 1]
    return redirect(
        url_for("mark.cell", class_id=class_id, account_id=student.id, slug=exercise.slug)
    )


@blueprint.get("/classes/<int:class_id>/<int:account_id>/f<int:number>")
@for_instructors
def short_final(class_id: int, account_id: int, number: int) -> ResponseReturnValue:
    """A final's cell by its course's place among those of the class, from 1."""
    student, courses = my_student(class_id, account_id), courses_of_class(class_id)
    if not 1 <= number <= len(courses):
        raise NoAssessment()
    address = {"class_id": class_id, "course": courses[number - 1].slug, "account_id": student.id}
    return redirect(url_for("teach.assessment_student", **address))  # type: ignore[arg-type]


def _students(class_id: int, quizzes: bool, lessons: bool) -> list[Student]:
    read = lessons_read(class_id) if lessons else {}
    right = answers_right(class_id) if quizzes else {}
    members = classes.students_of(class_id)
    names = Counter(one.full_name for one in members)
    return [
        Student(
            one.id,
            one.full_name,
            one.username,
            one.active,
            read.get(one.id, frozenset()),
            right.get(one.id, {}),
            names[one.full_name] > 1,
        )
        for one in members
    ]
