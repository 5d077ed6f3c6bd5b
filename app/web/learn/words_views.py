"""The words of a course, on a page of their own."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from app.catalog.pages.course_words import by_alphabet, course_words
from app.web.kept_pages import keep
from app.web.languages import language
from app.web.learn.access import course_for
from app.web.learn.area import blueprint
from app.web.learn.opening import mine
from app.web.services import services


@blueprint.get("/courses/<course>/words/")
@login_required
def words(course: str) -> ResponseReturnValue:
    """What the words of a course's lessons mean; those of lessons not open yet are left out."""
    catalog = services().catalog
    found, assigned = course_for(current_user, catalog, course), mine()
    open_ones = (
        lesson for lesson in found.lessons if assigned.status("lesson", lesson.id) != "closed"
    )
    lessons = course_words(catalog, open_ones, language())
    return keep(
        lambda: render_template(
            "learn/words.html", course=found, lessons=lessons, ordered=by_alphabet(lessons)
        ),
        assigned.until_ms,
    )
