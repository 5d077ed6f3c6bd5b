"""Who is in a class: adding students, enrolment by class code, new PINs."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.errors import KisimaError
from app.people import accounts, classes, enrolment
from app.web.errors import sentence_of
from app.web.once import counts_once, new_number
from app.web.teach.area import NotAllowed, blueprint, for_instructors, my_class, my_student
from app.web.teach.cards import Card, sheet
from app.web.teach.forms import StudentsForm


@blueprint.get("/classes/<int:class_id>/people")
@for_instructors
def people(class_id: int) -> ResponseReturnValue:
    """The students and instructors of a class, and the ways to add some."""
    return _people(class_id, StudentsForm())


@blueprint.post("/classes/<int:class_id>/people")
@for_instructors
@counts_once
def add_people(class_id: int) -> ResponseReturnValue:
    """Make accounts for a list of names; shows their PINs, this once."""
    my_class(class_id)
    form = StudentsForm()
    if not form.validate_on_submit():
        return _people(class_id, form), 422
    try:
        added = enrolment.add_students(class_id, form.listed())
    except KisimaError as error:
        form.names.errors = [*form.names.errors, sentence_of(error)]
        return _people(class_id, form), 422
    return _cards(class_id, added)


def _people(class_id: int, form: StudentsForm) -> str:
    return render_template(
        "teach/people.html",
        school_class=my_class(class_id),
        students=classes.students_of(class_id),
        instructors=classes.instructors_of(class_id),
        form=form,
    )


@blueprint.post("/classes/<int:class_id>/name")
@for_instructors
def rename_class(class_id: int) -> ResponseReturnValue:
    """Give the class another name."""
    my_class(class_id)
    classes.rename_class(class_id, request.form.get("name", ""))
    flash(_("Saved."))
    return redirect(url_for("teach.people", class_id=class_id), 303)


@blueprint.post("/classes/<int:class_id>/enrolment", endpoint="enrolment")
@for_instructors
def allow_enrolment(class_id: int) -> ResponseReturnValue:
    """Allow enrolment by class code, stop it, or change the code."""
    my_class(class_id)
    wanted = request.form.get("enrolment")
    classes.set_open_enrolment(
        class_id, wanted in ("open", "new-code"), new_code_too=wanted == "new-code"
    )
    return redirect(url_for("teach.people", class_id=class_id))


@blueprint.post("/classes/<int:class_id>/people/<int:account_id>/new-pin")
@for_instructors
def new_pin(class_id: int, account_id: int) -> ResponseReturnValue:
    """Give a student a new PIN; shows it, this once."""
    student = my_student(class_id, account_id)
    # A colleague who joined as a student would hand her account over.
    if student.teaches:
        raise NotAllowed()
    added = [
        enrolment.NewStudent(student.full_name, student.username, accounts.reset_secret(account_id))
    ]
    return _cards(class_id, added)


def _cards(class_id: int, added: list[enrolment.NewStudent]) -> ResponseReturnValue:
    place = my_class(class_id).name
    made = [Card(one.full_name, one.username, one.pin, place) for one in added]
    return sheet(made, back=url_for("teach.people", class_id=class_id))


@blueprint.post("/classes/<int:class_id>/people/<int:account_id>/remove")
@for_instructors
def remove(class_id: int, account_id: int) -> ResponseReturnValue:
    """Take a student out of a class; her work stays."""
    student = my_student(class_id, account_id)
    enrolment.remove_member(class_id, account_id)
    flash(
        _(
            "%(name)s is no longer in this class. Her or his work is kept.",
            name=student.full_name,
        )
    )
    return redirect(url_for("teach.people", class_id=class_id))


@blueprint.post("/classes/<int:class_id>/instructors")
@for_instructors
def add_instructor(class_id: int) -> ResponseReturnValue:
    """Let a colleague teach this class too."""
    my_class(class_id)
    colleague = accounts.staff_by_username(request.form.get("username", ""))
    enrolment.add_member(class_id, colleague.id, "instructor")
    flash(_("%(name)s now teaches this class too.", name=colleague.full_name))
    return redirect(url_for("teach.people", class_id=class_id))


@blueprint.context_processor
def teach_words() -> dict[str, object]:
    """What every page of this area shows; `once` goes into forms that count once."""
    administers = current_user.is_authenticated and current_user.is_administrator
    return {"is_administrator": administers, "once": new_number()}
