"""A lesson shown in other ways: on the wall, and on paper."""

import contextlib

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from app.catalog.markdown.rendered import InstructorPart
from app.errors import KisimaError
from app.web.languages import language
from app.web.learn.access import course_for, lesson_of
from app.web.learn.answers import answers, letter, right_words
from app.web.learn.area import blueprint
from app.web.learn.folded import paper_of
from app.web.learn.lesson_view import quiz_view
from app.web.learn.opening import check_exercise, check_lesson, mine
from app.web.learn.solutions import solutions
from app.web.services import services


@blueprint.get("/courses/<course>/<lesson>/projector")
@login_required
def projector(course: str, lesson: str) -> ResponseReturnValue:
    """A lesson in large type, a section at a time; for those who teach with folded answers."""
    catalog = services().catalog
    found = course_for(current_user, catalog, course)
    read = lesson_of(found, lesson)
    check_lesson(read, mine())
    return render_template(
        "learn/projector.html",
        page=catalog.lesson_page(read, language()),
        course=found,
        lesson=read,
        quiz=lambda question: quiz_view(question, None),
        teaches=current_user.teaches,
        right_words=right_words,
    )


@blueprint.get("/courses/<course>/<lesson>/print")
@login_required
def printed(course: str, lesson: str) -> ResponseReturnValue:
    """A lesson for a day without power; for those who teach with a last page of answers and
    solutions, which they may leave out."""
    catalog, lang = services().catalog, language()
    found = course_for(current_user, catalog, course)
    read, assigned = lesson_of(found, lesson), mine()
    check_lesson(read, assigned)
    page = catalog.lesson_page(read, lang)
    exercise, work = catalog.exercise(read.exercise) if read.exercise else None, None
    if exercise is not None:
        # What is not open yet, or cannot be read, is left out.
        with contextlib.suppress(KisimaError):
            check_exercise(exercise, read, assigned)
            work = catalog.exercise_page(exercise, lang)
    teaches = current_user.teaches
    paper = paper_of(page.parts, work)
    return render_template(
        "learn/print.html",
        page=page,
        course=found,
        lesson=read,
        parts=paper.parts,
        exercise=work,
        cells=paper.cells,
        letter=letter,
        teaches=teaches,
        answers=answers(page.parts) if teaches else [],
        notes=[one for one in page.parts if isinstance(one, InstructorPart)] if teaches else [],
        folded=paper.solutions if teaches else (),
        solutions=solutions(exercise, catalog, lang) if exercise and teaches else [],
    )
