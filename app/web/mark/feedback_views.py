"""Feedback to print: one student's page, or a zip of everybody's in a class."""

import io
import re
import zipfile
from collections.abc import Iterator

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.people import classes
from app.people.models import Account
from app.web.downloads import as_download
from app.web.mark.area import blueprint
from app.web.mark.export_views import asked_courses
from app.web.mark.feedback import feedback_html
from app.web.services import services
from app.web.teach.area import for_instructors, my_class, my_student

_NOT_IN_NAMES = re.compile(r"[^\w .'-]")  # signs that some system has another use for


@blueprint.get("/classes/<int:class_id>/students/<int:account_id>/feedback.html")
@for_instructors
def feedback_page(class_id: int, account_id: int) -> ResponseReturnValue:
    """One student's page, as a file: it has its style in itself, which no page of ours may."""
    student = my_student(class_id, account_id)
    page = feedback_html(student, asked_courses(class_id), services().catalog)
    response = Response(page, mimetype="text/html")
    as_download(response, f"{student.username}.html")
    return response


@blueprint.get("/classes/<int:class_id>/feedback.zip")
@for_instructors
def feedback_zip(class_id: int) -> ResponseReturnValue:
    """A page for each student of the class, sent while the next one is written."""
    school_class = my_class(class_id)
    response = Response(stream_with_context(_pieces(class_id)), mimetype="application/zip")
    name = _("feedback") + f"-{school_class.code}.zip"
    as_download(response, name)
    return response


def _pieces(class_id: int) -> Iterator[bytes]:
    courses, catalog, sink = asked_courses(class_id), services().catalog, _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in classes.students_of(class_id):
            archive.writestr(_name(student), feedback_html(student, courses, catalog))
            yield sink.taken()
    yield sink.taken()


def _name(student: Account) -> str:
    """A file's name that every system takes; user names differ, so these do too."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", student.full_name).split())[:60].strip(". ")
    return f"{name} ({_NOT_IN_NAMES.sub('_', student.username)}).html"


class _Sink(io.RawIOBase):
    """Where a zip is written to that is sent at once: it keeps what was not taken yet."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        """Keep some bytes."""
        self._kept += memoryview(data)  # type: ignore[arg-type]
        return memoryview(data).nbytes  # type: ignore[arg-type]

    def taken(self) -> bytes:
        """What was written since the last time."""
        data, self._kept = bytes(self._kept), bytearray()
        return data
