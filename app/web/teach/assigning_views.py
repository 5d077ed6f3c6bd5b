"""What a class is assigned: the list, assigning, other times, more time for one student."""

from dataclasses import dataclass
from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _
from flask_login import current_user

from app.clock import now_ms
from app.errors import KisimaError
from app.people import classes
from app.progress.assigning import assigning
from app.progress.assigning.rules import Assigned, Kind, Status, status
from app.progress.marking import releasing
from app.progress.marking.item import item_of
from app.web.errors import sentence_of
from app.web.once import counts_once
from app.web.services import services
from app.web.teach.area import blueprint, courses_of_class, for_instructors, my_class, my_student
from app.web.teach.assigning_choices import assign_form, course_with, title_of
from app.web.teach.assigning_forms import AssignForm, ExtensionForm, TimesForm, as_ms, as_typed


@dataclass(frozen=True)
class Line:
    """One assignment in the list."""

    one: Assigned
    title: str
    status: Status


@blueprint.get("/classes/<int:class_id>/assignments/")
@for_instructors
def assignments(class_id: int) -> ResponseReturnValue:
    """What the class was assigned."""
    school_class, now = my_class(class_id), now_ms()
    return render_template(
        "teach/assignments.html",
        school_class=school_class,
        lines=[
            Line(one, title_of(one), status(one.times, now))
            for one in assigning.assignments_of(class_id)
        ],
        courses=courses_of_class(class_id),
    )


@blueprint.get("/classes/<int:class_id>/assignments/new")
@for_instructors
def new_assignment(class_id: int) -> ResponseReturnValue:
    """Choose what to assign, and when."""
    return _new(class_id, assign_form(class_id))


@blueprint.post("/classes/<int:class_id>/assignments/new")
@for_instructors
@counts_once
def assign(class_id: int) -> ResponseReturnValue:
    """Assign a lesson, an exercise or a final."""
    form = assign_form(class_id)
    my_class(class_id)
    if not form.validate_on_submit():
        return _new(class_id, form), 422
    kind, _colon, item_id = (form.item.data or "").partition(":")
    course = course_with(class_id, kind, item_id)
    try:
        assigning.assign(
            current_user,
            class_id,
            cast(Kind, kind),
            item_id,
            course.id,
            form.times(),
            form.rule(),
        )
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _new(class_id, form), 422
    _hold(class_id, kind, item_id, bool(form.held.data))
    flash(_("Assigned. Students see it on their first page."))
    return redirect(url_for("teach.assignments", class_id=class_id), 303)


@blueprint.get("/classes/<int:class_id>/assignments/<int:id>/")
@for_instructors
def assignment(class_id: int, id: int) -> ResponseReturnValue:
    """One assignment: its times, who has more time, taking it back."""
    my_class(class_id)
    one = assigning.assignment(class_id, id)
    return _one(one, _form_of(one), ExtensionForm(formdata=None))


@blueprint.post("/classes/<int:class_id>/assignments/<int:id>/")
@for_instructors
def change_assignment(class_id: int, id: int) -> ResponseReturnValue:
    """Give it other times or another late rule."""
    my_class(class_id)
    one, form = assigning.assignment(class_id, id), TimesForm()
    if not form.validate_on_submit():
        return _one(one, form, ExtensionForm(formdata=None)), 422
    try:
        assigning.change(current_user, class_id, id, form.times(), form.rule())
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _one(one, form, ExtensionForm(formdata=None)), 422
    _hold(class_id, one.kind, one.item_id, bool(form.held.data))
    flash(_("Saved."))
    return redirect(url_for("teach.assignments", class_id=class_id), 303)


@blueprint.post("/classes/<int:class_id>/assignments/<int:id>/more-time")
@for_instructors
def more_time(class_id: int, id: int) -> ResponseReturnValue:
    """Give one student more time."""
    my_class(class_id)
    one, form = assigning.assignment(class_id, id), ExtensionForm()
    _offer_students(class_id, form)
    if not form.validate_on_submit():
        return _one(one, _form_of(one), form), 422
    student = my_student(class_id, form.student.data)
    try:
        assigning.extend(current_user, class_id, id, student.id, as_ms(form.until.data))
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _one(one, _form_of(one), form), 422
    flash(_("%(name)s has more time.", name=student.full_name))
    return redirect(url_for("teach.assignment", class_id=class_id, id=id), 303)


@blueprint.post("/classes/<int:class_id>/assignments/<int:id>/no-more-time/<int:account_id>")
@for_instructors
def no_more_time(class_id: int, id: int, account_id: int) -> ResponseReturnValue:
    """Take back what time a student was given."""
    student = my_student(class_id, account_id)
    assigning.extend(current_user, class_id, id, student.id, None)
    flash(_("%(name)s has the same time as everybody.", name=student.full_name))
    return redirect(url_for("teach.assignment", class_id=class_id, id=id), 303)


@blueprint.post("/classes/<int:class_id>/assignments/<int:id>/remove")
@for_instructors
def remove_assignment(class_id: int, id: int) -> ResponseReturnValue:
    """Take an assignment back."""
    my_class(class_id)
    assigning.remove(current_user, class_id, id)
    flash(_("It is no longer assigned. What students did is kept."))
    return redirect(url_for("teach.assignments", class_id=class_id), 303)


def _new(class_id: int, form: AssignForm) -> str:
    return render_template(
        "teach/assign.html", school_class=my_class(class_id), form=form, zone=_zone()
    )


def _form_of(one: Assigned) -> TimesForm:
    return TimesForm(
        formdata=None,
        data={
            "opens": as_typed(one.times.opens_ms),
            "due": as_typed(one.times.due_ms),
            "late": one.late.kind,
            "percent": f"{one.late.share * 100 or 10:g}",
            "held": releasing.release_of(one.class_id, one.item_id).held,
        },
    )


def _one(one: Assigned, form: TimesForm, more: ExtensionForm) -> str:
    names = _offer_students(one.class_id, more)
    given = assigning.extensions(one.id)
    return render_template(
        "teach/assignment.html",
        school_class=my_class(one.class_id),
        one=one,
        title=title_of(one),
        form=form,
        more=more,
        given=[(id, names[id], until) for id, until in given.items() if id in names],
        zone=_zone(),
    )


def _offer_students(class_id: int, form: ExtensionForm) -> dict[int, str]:
    names = {one.id: one.full_name for one in classes.students_of(class_id)}
    form.student.choices = list(names.items())
    return names


def _zone() -> str:
    """The time zone that times are typed in."""
    return str(get_timezone())


def _hold(class_id: int, kind: str, item_id: str, held: bool) -> None:
    """Say whether an exercise's results wait for their release, where that is new."""
    exercise = services().catalog.exercise_by_id(item_id) if kind == "exercise" else None
    if exercise is None or releasing.release_of(class_id, item_id).held == held:
        return
    item = item_of(exercise, services().catalog, services().pass_share)
    releasing.set_held(current_user, class_id, item, held)
