"""Chosen students of a class: cards with new PINs, another class, suspended; one student's page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.errors import N_, KisimaError
from app.people import classes, moving
from app.people.new_pins import new_pins
from app.web.errors import sentence_of
from app.web.once import counts_once
from app.web.teach.area import blueprint, for_instructors, my_class, my_student
from app.web.teach.cards import Card, sheet
from app.web.teach.forms import StudentForm
from app.web.teach.look_alikes import look_alikes

MOST_CARDS = 200


class NobodyChosen(KisimaError):
    sentence = N_("Please choose at least one student.")


class TooManyCards(KisimaError):
    sentence = N_("These are more than %(most)s students at once. Please choose fewer.")


@blueprint.get("/classes/<int:class_id>/students/")
@for_instructors
def students(class_id: int) -> ResponseReturnValue:
    """The students of a class, to be chosen for something."""
    return _students(class_id)


@blueprint.post("/classes/<int:class_id>/students/")
@for_instructors
@counts_once
def do_with_students(class_id: int) -> ResponseReturnValue:
    """Do what was asked with the students chosen: cards, move, suspend or restore."""
    school_class = my_class(class_id)
    known = {one.id for one in classes.students_of(class_id)}
    chosen = [one for one in request.form.getlist("student", type=int) if one in known]
    wanted = request.form.get("do", "")
    try:
        if not chosen:
            raise NobodyChosen()
        if wanted == "cards":
            if len(chosen) > MOST_CARDS:
                raise TooManyCards(most=MOST_CARDS)
            made = new_pins(chosen)
            cards = [Card(one.full_name, one.username, one.pin, school_class.name) for one in made]
            return sheet(cards, back=url_for("teach.people", class_id=class_id))
        if wanted == "move":
            where = my_class(request.form.get("to", 0, type=int))
            count = moving.move(chosen, class_id, where.id)
            said = ngettext(
                "%(num)s student is in %(name)s now.",
                "%(num)s students are in %(name)s now.",
                count,
                name=where.name,
            )
        elif wanted == "suspend":
            count = moving.suspend(chosen)
            said = ngettext(
                "%(num)s student is suspended. All work is kept.",
                "%(num)s students are suspended. All work is kept.",
                count,
            )
        else:
            count = moving.restore(chosen)
            said = ngettext(
                "%(num)s student can sign in again.", "%(num)s students can sign in again.", count
            )
    except KisimaError as error:
        return _students(class_id, sentence_of(error), chosen), 422
    flash(said)
    return redirect(url_for("teach.students", class_id=class_id), 303)


def _students(class_id: int, trouble: str = "", chosen: list[int] | None = None) -> str:
    mine = classes.classes_taught_by(current_user)
    return render_template(
        "teach/students.html",
        school_class=my_class(class_id),
        students=classes.students_of(class_id),
        others=[one for one in mine if one.id != class_id],
        trouble=trouble,
        chosen=chosen or [],
    )


@blueprint.get("/classes/<int:class_id>/students/<int:account_id>/")
@for_instructors
def student(class_id: int, account_id: int) -> ResponseReturnValue:
    """One student: the names, and accounts that may be the same person's."""
    found = my_student(class_id, account_id)
    form = StudentForm(data={"full_name": found.full_name, "username": found.username})
    return _student(class_id, account_id, form)


@blueprint.post("/classes/<int:class_id>/students/<int:account_id>/")
@for_instructors
def rename_student(class_id: int, account_id: int) -> ResponseReturnValue:
    """Give a student another name or user name."""
    found = my_student(class_id, account_id)
    form = StudentForm()
    if not form.validate_on_submit():
        return _student(class_id, account_id, form), 422
    try:
        if found.teaches:
            raise moving.NotSuspended(name=found.full_name)
        moving.rename(
            account_id, full_name=form.full_name.data or "", username=form.username.data or ""
        )
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _student(class_id, account_id, form), 422
    flash(_("The name is changed."))
    return redirect(url_for("teach.student", class_id=class_id, account_id=account_id), 303)


def _student(class_id: int, account_id: int, form: StudentForm) -> str:
    return render_template(
        "teach/student.html",
        school_class=my_class(class_id),
        student=my_student(class_id, account_id),
        form=form,
        alike=look_alikes(current_user, account_id),
    )
