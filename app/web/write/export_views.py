"""A course for others: as a pack for another school, its questions for Moodle, its exercises for
nbgrader."""

import tempfile
from collections.abc import Callable
from typing import BinaryIO, cast

from flask import Response, render_template, send_file
from flask.typing import ResponseReturnValue

from app.authoring.importing.problems import Problem
from app.authoring.packs.course_files import exercises_of
from app.authoring.packs.making import make_pack
from app.catalog.model import Course
from app.web.downloads import as_download
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.import_words import in_words
from app.web.write.places import any_course

_IN_MEMORY = 1_000_000


@blueprint.get("/<course>/export")
@for_instructors
def exporting(course: str) -> ResponseReturnValue:
    """What can be downloaded of a course, and what would be lost on the way."""
    found = any_course(course)
    _text, problems = _gift(found)
    return render_template(
        "write/export.html",
        course=found,
        questions=sum(len(lesson.question_ids) for lesson in found.all_lessons),
        exercises=exercises_of(services().catalog, found),
        problems=in_words(problems),
    )


@blueprint.get("/<course>/export/pack")
@for_instructors
def export_pack(course: str) -> ResponseReturnValue:
    """The course as a pack."""
    found, parts = any_course(course), services()
    made_with = f"Kisima {parts.machine.version}"

    def write(file: BinaryIO) -> None:
        make_pack(parts.catalog, found.slug, file, made_with=made_with)

    return _download(write, f"{found.slug}.kisima", "application/zip")


@blueprint.get("/<course>/export/gift")
@for_instructors
def export_gift(course: str) -> ResponseReturnValue:
    """The questions of the course as GIFT."""
    text, _problems = _gift(any_course(course))
    response = Response(text, mimetype="text/plain")
    name = f"{any_course(course).slug}.gift.txt"
    as_download(response, name)
    return response


@blueprint.get("/<course>/export/nbgrader")
@for_instructors
def export_nbgrader(course: str) -> ResponseReturnValue:
    """The exercises of the course as a source folder of nbgrader, in a zip."""
    from app.authoring.exporting.nbgrader_source import write_nbgrader

    found = any_course(course)
    exercises = exercises_of(services().catalog, found)

    def write(file: BinaryIO) -> None:
        write_nbgrader(found.slug, exercises, file)

    return _download(write, f"{found.slug}-nbgrader.zip", "application/zip")


def _gift(course: Course) -> tuple[str, tuple[Problem, ...]]:
    from app.authoring.exporting.gift import write_gift
    from app.authoring.exporting.lesson_texts import gift_lessons

    return write_gift(gift_lessons(course), course.source_title)


def _download(write: Callable[[BinaryIO], None], name: str, kind: str) -> Response:
    """What `write` makes, from a file that leaves memory when it grows, and that is gone after."""
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (sent, then closed)
    try:
        write(cast(BinaryIO, file))
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    response = send_file(
        cast(BinaryIO, file), mimetype=kind, as_attachment=True, download_name=name
    )
    response.content_length = size
    response.headers["Cache-Control"] = "no-store"
    return response
