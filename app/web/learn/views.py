"""The reader's pages."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.catalog.markdown.quiz import Question, mark
from app.catalog.model import Exercise, Lesson
from app.people import setup
from app.progress import learning
from app.progress.marking.marks import seen_marks
from app.progress.milestones import goal_of
from app.progress.overview import overview
from app.web.errors import is_fragment, must_sign_in
from app.web.kept_pages import keep
from app.web.languages import language
from app.web.learn.access import NoSuchQuestion, course_for, lesson_of
from app.web.learn.area import blueprint
from app.web.learn.assessment_steps import assessment_steps, until
from app.web.learn.due import tasks
from app.web.learn.files import drawing, lesson_file
from app.web.learn.lesson_view import lesson_view, quiz_view
from app.web.learn.opening import check_lesson, exercise_times, mine
from app.web.learn.overview import course_view, courses_for, to_continue
from app.web.learn.solutions import SolutionCell, solutions
from app.web.services import services


@blueprint.app_context_processor
def frame() -> dict[str, object]:
    """What the frame of every page shows beside the languages."""
    return {"school": services().school}


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """My courses, how far I am, and one button to go on."""
    if not current_user.is_authenticated:
        return must_sign_in() if setup.is_set_up() else redirect(url_for("account.set_up"))
    catalog, share = services().catalog, services().pass_share
    seen, assigned = overview(current_user.id), mine()
    courses = courses_for(current_user, catalog)
    steps = [assessment_steps(current_user.id, course, assigned) for course in courses]
    views = [
        course_view(course, catalog, seen, share, assigned, its)
        for course, its in zip(courses, steps, strict=True)
    ]
    return keep(
        lambda: render_template(
            "learn/home.html",
            views=views,
            first=to_continue(views, seen.last_lesson),
            tasks=tasks(zip(courses, steps, strict=True), catalog, seen, assigned, language())
            if assigned.times
            else [],
        ),
        until(assigned, steps),
    )


@blueprint.get("/courses/<course>/")
@login_required
def course(course: str) -> ResponseReturnValue:
    """A course: its lessons, what is done, how much is translated."""
    catalog = services().catalog
    found = course_for(current_user, catalog, course)
    seen, assigned = overview(current_user.id), mine()
    steps = assessment_steps(current_user.id, found, assigned)
    view = course_view(found, catalog, seen, services().pass_share, assigned, steps)
    marks = seen_marks(current_user.id, [row.exercise for row in view.rows if row.exercise])
    return keep(
        lambda: render_template(
            "learn/course.html",
            view=view,
            marks=marks,
            translated=catalog.translated(found, language()),
            pass_share=services().pass_share,
        ),
        until(assigned, [steps]),
    )


@blueprint.get("/courses/<course>/<lesson>/")
@login_required
def lesson(course: str, lesson: str) -> ResponseReturnValue:
    """A lesson: text, quizzes with the answers so far, its exercise, its neighbours."""
    catalog = services().catalog
    found = course_for(current_user, catalog, course)
    read, assigned = lesson_of(found, lesson), mine()
    check_lesson(read, assigned)
    # A page is kept until the day ends, so that the first visit of each day is noted.
    goal = goal_of(found, catalog, services().pass_share)
    learning.lesson_read(current_user.id, found.id, read.id, goal)
    answers = learning.quiz_states(current_user.id, read.id)
    exercises = overview(current_user.id).exercises if read.exercise else {}
    text = catalog.lesson_page(read, language())
    view = lesson_view(found, read, catalog, exercises)
    marks = seen_marks(current_user.id, [view.exercise]) if view.exercise else {}
    return keep(
        lambda: render_template(
            "learn/lesson.html",
            page=text,
            view=view,
            mark=next(iter(marks.values()), None),
            quiz=lambda question: quiz_view(question, answers.get(question.id)),
            assigned=assigned,
            solutions=_solutions(view.exercise),
            own=exercise_times(view.exercise, read, assigned) if view.exercise else None,
        ),
        assigned.until_ms,
    )


@blueprint.post("/courses/<course>/<lesson>/quiz/<question>")
@login_required
def answer(course: str, lesson: str, question: str) -> ResponseReturnValue:
    """Mark an answer and keep it; a script gets the question anew, a browser the page."""
    found = course_for(current_user, services().catalog, course)
    read = lesson_of(found, lesson)
    check_lesson(read, mine())
    asked = _question(read, question)
    given = [value.strip() for value in request.form.getlist("answer") if value.strip()][:50]
    answered = None
    if given:
        right = mark(asked, given).right
        answered = learning.quiz_answered(
            current_user.id,
            found.id,
            read.id,
            asked.id,
            given,
            right,
            chosen=bool(asked.options),
            goal=goal_of(found, services().catalog, services().pass_share),
        )
    if is_fragment():
        if answered is None:
            answered = learning.quiz_states(current_user.id, read.id).get(asked.id)
        view = quiz_view(asked, answered)
        return render_template(
            "learn/quiz.html", view=view, course=found, lesson=read, missing=not given
        )
    if not given:
        flash(_("Please choose or write an answer first."), "error")
    return redirect(
        url_for("learn.lesson", course=course, lesson=lesson, _anchor=f"quiz-{asked.id}"), 303
    )


@blueprint.get("/courses/<course>/<lesson>/files/<path:path>")
@login_required
def file(course: str, lesson: str, path: str) -> Response:
    """A picture or another file of a lesson."""
    found = course_for(current_user, services().catalog, course)
    read = lesson_of(found, lesson)
    check_lesson(read, mine())
    beside = services().catalog.lesson_file(read, path, language())
    if beside is not None:
        return lesson_file(beside)
    figure = services().catalog.figure_at(read, path)
    if figure is None:
        abort(404)
    return drawing(figure)


def _solutions(exercise: Exercise | None) -> list[SolutionCell]:
    """The exercise's solution, for those who teach."""
    if exercise is None or not current_user.teaches:
        return []
    return solutions(exercise, services().catalog, language())


def _question(lesson: Lesson, id: str) -> Question:
    for part in services().catalog.lesson_page(lesson, language()).parts:
        question = getattr(part, "question", None)
        if isinstance(question, Question) and question.id == id:
            return question
    raise NoSuchQuestion()
