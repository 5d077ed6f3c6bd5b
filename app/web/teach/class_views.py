"""Classes: the list, a new one, one at a glance, its marks, its courses."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import journal
from app.database import db
from app.people import classes
from app.people.rosters import imports
from app.progress import parked
from app.progress.assessing.results import finals_of_class
from app.progress.gradebook import class_grid
from app.progress.marking.marks import marks_of_class
from app.progress.marking.pieces import answers_by_class
from app.web.downloads import as_download
from app.web.languages import language
from app.web.once import counts_once
from app.web.services import services
from app.web.teach.area import blueprint, courses_of_class, for_instructors, my_class
from app.web.teach.forms import ClassForm, CourseChoice, CoursesForm
from app.web.teach.grid import table
from app.web.teach.marks import marks_csv
from app.web.teach.roster_running import runs
from app.web.teach.sync_words import happened_said


@blueprint.get("/")
@for_instructors
def home() -> ResponseReturnValue:
    """The classes that the reader teaches."""
    return _home(_class_form())


@blueprint.post("/classes/")
@for_instructors
@counts_once
def new_class() -> ResponseReturnValue:
    """Make a class."""
    form = _class_form()
    if not form.validate_on_submit():
        return _home(form), 422
    made = classes.create_class(current_user, form.name.data or "", form.courses.data or [])
    return redirect(url_for("teach.people", class_id=made.id))


def _home(form: ClassForm) -> str:
    mine = classes.classes_taught_by(current_user)
    # An instructor sees it beside her own students' work; the administrator can do something.
    given_up = parked.how_many() if current_user.is_administrator else 0
    return render_template(
        "teach/home.html",
        classes=mine,
        form=form,
        parked=given_up,
        waiting=answers_by_class(one.id for one in mine),
        lists=imports.begun(current_user),
        going=runs().going,
        happened=happened_said(journal.epochs(db.session()), lately=True)[:1],
    )


def _class_form() -> ClassForm:
    form = ClassForm()
    _offer_courses(form.courses)
    if request.method == "GET":
        form.courses.data = [course.id for course in services().catalog.courses]
    return form


def _offer_courses(field: CourseChoice) -> None:
    lang = language()
    field.choices = [(course.id, course.title(lang)) for course in services().catalog.courses]


@blueprint.get("/classes/<int:class_id>/")
@for_instructors
def class_page(class_id: int) -> ResponseReturnValue:
    """One class by a course's lessons, quizzes and exercises."""
    school_class = my_class(class_id)
    courses = courses_of_class(class_id)
    wanted = request.args.get("course")
    course = next((one for one in courses if one.slug == wanted), courses[0] if courses else None)
    parts = services()
    shown = table(course, parts.catalog, class_grid(class_id), parts.pass_share) if course else None
    exercises = [one.exercise for one in shown.columns if one.exercise] if shown else []
    return render_template(
        "teach/class.html",
        school_class=school_class,
        courses=courses,
        course=course,
        table=shown,
        marks=marks_of_class(class_id, exercises),
        waiting=answers_by_class([class_id]).get(class_id, 0),
        students=len(shown.rows) if shown else len(classes.students_of(class_id)),
        lang=language(),
    )


@blueprint.get("/classes/<int:class_id>/marks.csv")
@for_instructors
def marks(class_id: int) -> ResponseReturnValue:
    """The marks of a class, for a spreadsheet."""
    school_class = my_class(class_id)
    parts, lang, grid = services(), language(), class_grid(class_id)
    tables = [
        (course, table(course, parts.catalog, grid, parts.pass_share))
        for course in courses_of_class(class_id)
    ]
    exercises = [one.exercise for _course, of in tables for one in of.columns if one.exercise]
    given = marks_of_class(class_id, exercises)
    finals = finals_of_class(
        [row.account_id for row in grid], [one.id for one, _of in tables if one.assessment]
    )
    response = Response(marks_csv(tables, given, finals, lang), mimetype="text/csv")
    name = _("marks") + f"-{school_class.code}.csv"
    as_download(response, name)
    return response


@blueprint.route("/classes/<int:class_id>/courses", methods=["GET", "POST"])
@for_instructors
def courses(class_id: int) -> ResponseReturnValue:
    """Choose the courses that a class follows."""
    school_class = my_class(class_id)
    form = CoursesForm(data={"courses": classes.courses_of_class(class_id)})
    _offer_courses(form.courses)
    if form.validate_on_submit():
        classes.set_courses(class_id, form.courses.data or [])
        return redirect(url_for("teach.class_page", class_id=class_id))
    return render_template("teach/courses.html", school_class=school_class, form=form)
