"""The marks of a class as files for other systems."""

from collections.abc import Iterator

from flask import Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from app.catalog.model import Course, Exercise
from app.database import db
from app.people import classes
from app.progress.analysis.results import handed_in_ms
from app.progress.assessing.results import finals_of_class
from app.progress.marking.due import dues_in_class
from app.progress.marking.marks import marks_of_class
from app.web.downloads import as_download
from app.web.languages import language
from app.web.mark.area import blueprint
from app.web.mark.gradebook_table import exercises_of
from app.web.mark.marks_tables import Column, FinalColumn, Person, moodle_rows, nbgrader_rows
from app.web.services import services
from app.web.tables import csv_pieces
from app.web.teach.area import courses_of_class, for_instructors, my_class
from app.web.teach.final_words import percent_of_final


@blueprint.get("/classes/<int:class_id>/moodle.csv")
@for_instructors
def moodle_csv(class_id: int) -> ResponseReturnValue:
    """The marks with the headings of Moodle's grade export; `?course=` for one course only."""
    school_class = my_class(class_id)
    columns, exercises = _columns(class_id)
    marks = marks_of_class(class_id, exercises)
    people, lang = _people(class_id), language()
    courses = [one for one in asked_courses(class_id) if one.assessment]
    final_columns = [FinalColumn(one.id, percent_of_final(one.title(lang))) for one in courses]
    finals = finals_of_class([one.account_id for one in people], [one.id for one in courses])
    rows = moodle_rows(people, columns, marks, final_columns, finals)
    return _file(rows, f"moodle-{school_class.code}")


@blueprint.get("/classes/<int:class_id>/nbgrader.csv")
@for_instructors
def nbgrader_csv(class_id: int) -> ResponseReturnValue:
    """The marks as `nbgrader export` writes them; `?course=` for one course only."""
    school_class = my_class(class_id)
    columns, exercises = _columns(class_id)
    marks = marks_of_class(class_id, exercises)
    dues = dues_in_class(db.session(), class_id, [one.exercise_id for one in columns])
    counted = (mark.counted or mark.newest for mark in marks.values())
    handed = handed_in_ms([one for one in counted if one])
    rows = nbgrader_rows(_people(class_id), columns, marks, dues, handed)
    return _file(rows, f"nbgrader-{school_class.code}")


def asked_courses(class_id: int) -> list[Course]:
    """The class's courses, or the one that `?course=` names."""
    wanted, courses = request.args.get("course", ""), courses_of_class(class_id)
    return [one for one in courses if one.slug == wanted] or courses


def _columns(class_id: int) -> tuple[list[Column], list[Exercise]]:
    lang = language()
    found = [one for _, one in exercises_of(asked_courses(class_id), services().catalog)]
    columns = [Column(one.id, one.slug, one.title(lang), one.max_score) for one in found]
    return columns, found


def _people(class_id: int) -> list[Person]:
    return [
        Person(one.id, one.username, one.full_name, one.identifier or "")
        for one in classes.students_of(class_id)
    ]


def _file(rows: Iterator[list[object]], name: str) -> Response:
    response = Response(stream_with_context(csv_pieces(rows)), mimetype="text/csv")
    as_download(response, f"{name}.csv")
    return response
