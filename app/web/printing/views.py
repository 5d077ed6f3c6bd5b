"""A course as one file for paper, from its page, for those who teach."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.web.languages import language
from app.web.learn.access import course_for
from app.web.printing.documents import Printing, guide_html, handbook_html
from app.web.services import services
from app.web.teach.area import for_instructors

blueprint = Blueprint("printing", __name__)
# The file has its styles and images in itself, and may fetch nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


@blueprint.get("/courses/<course>/handbook")
@for_instructors
def handbook(course: str) -> ResponseReturnValue:
    """The students' handbook in the reader's language."""
    return _whole(handbook_html(_wanted(course)))


@blueprint.get("/courses/<course>/guide")
@for_instructors
def guide(course: str) -> ResponseReturnValue:
    """The guide in the reader's language, without the questions of the final test."""
    return _whole(guide_html(_wanted(course)))


def _whole(html: str) -> Response:
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _wanted(course: str) -> Printing:
    catalog = services().catalog
    found = course_for(current_user, catalog, course)
    return Printing(catalog, found, language(), services().pass_share)
