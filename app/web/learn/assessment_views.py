"""The start quiz and the final of a course: what each is, sitting it, and what came out.

These pages are not kept for the next visit: each answer changes them.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.catalog.bank import AssessmentKind
from app.catalog.model import Course
from app.catalog.pages.pages import BankPage
from app.progress.assessing import reading, sittings
from app.progress.assessing.errors import (
    AlreadyDone,
    HandedIn,
    NoAssessment,
    NoSittingsLeft,
    NoSuchSitting,
    NotYet,
)
from app.progress.assessing.reading import Sitting
from app.progress.learning import LONGEST_ANSWER
from app.progress.milestones import goal_of
from app.progress.overview import overview
from app.web.errors import is_fragment, sentence_of
from app.web.languages import language
from app.web.learn.access import course_for
from app.web.learn.area import blueprint
from app.web.learn.assessment_steps import AssessmentSteps, assessment_steps
from app.web.learn.opening import check_assessment, mine
from app.web.learn.overview import course_view
from app.web.learn.sitting_form import changed_answers, shown_answers
from app.web.learn.sitting_view import asked_in, lesson_counts, told, where_to_begin
from app.web.services import services


@blueprint.get("/courses/<course>/start/", defaults={"kind": "start"})
@blueprint.get("/courses/<course>/assessment/", defaults={"kind": "final"})
@login_required
def assessment(course: str, kind: AssessmentKind) -> ResponseReturnValue:
    """What this quiz is, in words, how the reader stands with it, and a button to begin."""
    found, assigned = _course(course), mine()
    steps = assessment_steps(current_user.id, found, assigned)
    step = steps.of(kind)
    if step is None:
        raise NoAssessment()
    seen, share = overview(current_user.id), services().pass_share
    view = course_view(found, services().catalog, seen, share, assigned, steps)
    return render_template("learn/assessment.html", view=view, step=step)


@blueprint.post("/courses/<course>/start/", defaults={"kind": "start"})
@blueprint.post("/courses/<course>/assessment/", defaults={"kind": "final"})
@login_required
def begin_assessment(course: str, kind: AssessmentKind) -> ResponseReturnValue:
    """Begin it, or go on with the one that was begun."""
    found = _course(course)
    check_assessment(found, kind, mine())
    try:
        begun = sittings.begin(current_user.id, found, kind, _questions(found))
    except (NotYet, NoSittingsLeft, AlreadyDone):
        # The page that the button stood on is older than that; the new one says how it is.
        return redirect(url_for("learn.assessment", course=course, kind=kind), 303)
    return redirect(_address(found, begun), 303)


@blueprint.get("/courses/<course>/sittings/<sitting>/")
@login_required
def sitting(course: str, sitting: str) -> ResponseReturnValue:
    """The questions with the answers kept so far; once it was handed in, what came out."""
    found = _course(course)
    sat = _sitting(found, sitting)
    if not sat.is_open:
        return _result(found, sat)
    check_assessment(found, sat.kind, mine())
    page = _questions(found)
    asked = asked_in(sat, page)
    return render_template(
        "learn/sitting.html",
        course=found,
        sitting=sat,
        page=page,
        asked=asked,
        shown=shown_answers(asked),
        longest=LONGEST_ANSWER,
    )


@blueprint.post("/courses/<course>/sittings/<sitting>/")
@login_required
def keep_answers(course: str, sitting: str) -> ResponseReturnValue:
    """Keep what was changed on the page; a script gets no page, a browser the same one or, by its
    other button, the one before handing in."""
    found = _course(course)
    sat = _sitting(found, sitting)
    check_assessment(found, sat.kind, mine())
    try:
        sittings.keep(current_user.id, sitting, changed_answers(request.form))
    except HandedIn as error:
        if is_fragment():
            raise
        flash(sentence_of(error), "error")
        return redirect(_address(found, sat), 303)
    if is_fragment():
        return "", 204
    if request.form.get("do") == "hand-in":
        return redirect(_address(found, sat, "learn.handing_in"), 303)
    flash(_("Saved."))
    return redirect(_address(found, sat), 303)


@blueprint.get("/courses/<course>/sittings/<sitting>/hand-in")
@login_required
def handing_in(course: str, sitting: str) -> ResponseReturnValue:
    """What has no answer yet, before it is handed in."""
    found = _course(course)
    sat = _sitting(found, sitting)
    if not sat.is_open:
        return redirect(_address(found, sat))
    check_assessment(found, sat.kind, mine())
    asked = asked_in(sat, _questions(found))
    left = [one for one in asked if one.question and not one.given]
    return render_template("learn/handing_in.html", course=found, sitting=sat, left=left)


@blueprint.post("/courses/<course>/sittings/<sitting>/hand-in")
@login_required
def hand_in_sitting(course: str, sitting: str) -> ResponseReturnValue:
    """Hand it in: all that was kept is marked, once."""
    found = _course(course)
    sat = _sitting(found, sitting)
    if sat.is_open:
        check_assessment(found, sat.kind, mine())
    catalog = services().catalog
    sittings.hand_in(
        current_user.id,
        sitting,
        found,
        _questions(found),
        goal_of(found, catalog, services().pass_share),
        # Who types may also type as the course was written, such as the name of a function.
        also=[catalog.bank_page(found, found.source_lang)],
    )
    return redirect(_address(found, sat), 303)


def _result(course: Course, sat: Sitting) -> str:
    assigned = mine()
    steps = assessment_steps(current_user.id, course, assigned)
    page = _questions(course)
    counts = lesson_counts(sat, course)
    return render_template(
        "learn/sitting_done.html",
        course=course,
        sitting=sat,
        page=page,
        step=steps.of(sat.kind),
        counts=counts,
        begin=where_to_begin(counts) if sat.kind == "start" else None,
        told=told(sat, page, course, all_told=_all_told(steps)),
        assigned=assigned,
    )


def _all_told(steps: AssessmentSteps) -> bool:
    """Whether what is right may be said. A question can come again until the final is passed: by
    an instructor's leave also where no sitting is left."""
    return steps.final is not None and steps.final.next.state == "passed"


def _course(slug: str) -> Course:
    return course_for(current_user, services().catalog, slug)


def _questions(course: Course) -> BankPage:
    """The course's bank in the reader's language."""
    return services().catalog.bank_page(course, language())


def _sitting(course: Course, public_id: str) -> Sitting:
    """The reader's own sitting in this course. Raises NoSuchSitting."""
    found = reading.sitting(current_user.id, public_id)
    if found.course_id != course.id:
        raise NoSuchSitting()
    return found


def _address(course: Course, sat: Sitting, endpoint: str = "learn.sitting") -> str:
    return url_for(endpoint, course=course.slug, sitting=sat.public_id)
