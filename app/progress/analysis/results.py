"""The present gradings of many submissions, with what people gave for their cells."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select

from app.database import db
from app.grading import CellGrade, Grade
from app.progress.marking.models import ManualScore
from app.progress.models import AttemptRow, SubmissionRow
from app.progress.packing import unpack

AT_ONCE = 200  # results read in one query


def present_grades(public_ids: Iterable[str]) -> dict[str, Grade]:
    """The present grading of each submission that has one, by public id."""
    found = {}
    for ids in _some(public_ids):
        number = (
            select(func.max(AttemptRow.number))
            .where(AttemptRow.submission_id == SubmissionRow.id)
            .correlate(SubmissionRow)
            .scalar_subquery()
        )
        query = (
            select(SubmissionRow.public_id, AttemptRow.result)
            .join(AttemptRow, AttemptRow.submission_id == SubmissionRow.id)
            .where(SubmissionRow.public_id.in_(ids), AttemptRow.number == number)
        )
        for public_id, packed in db.session.execute(query):
            found[public_id] = Grade.from_json(unpack(packed))
    return found


def given_by_hand(public_ids: Iterable[str]) -> dict[str, dict[str, ManualScore]]:
    """What people gave for cells, by the submission's public id and the cell's grade_id."""
    found: dict[str, dict[str, ManualScore]] = {}
    for ids in _some(public_ids):
        query = (
            select(SubmissionRow.public_id, ManualScore)
            .join(ManualScore, ManualScore.submission_id == SubmissionRow.id)
            .where(SubmissionRow.public_id.in_(ids))
            .execution_options(populate_existing=True)
        )
        for public_id, score in db.session.execute(query):
            found.setdefault(public_id, {})[score.cell] = score
    return found


def handed_in_ms(public_ids: Iterable[str]) -> dict[str, int]:
    """When each submission was handed in, by public id."""
    found: dict[str, int] = {}
    for ids in _some(public_ids):
        query = select(SubmissionRow.public_id, SubmissionRow.handed_in_ms).where(
            SubmissionRow.public_id.in_(ids)
        )
        found |= dict(db.session.execute(query).tuples().all())
    return found


def share_of(cell: CellGrade, given: Mapping[str, ManualScore]) -> float | None:
    """The share of a cell's points, 0 to 1; None while it waits for a person or has no points."""
    by_hand = given.get(cell.grade_id) if cell.by_hand else None
    points = by_hand.points if by_hand else None
    if cell.max_score <= 0 or (cell.status == "manual" and points is None):
        return None
    return min(1.0, max(0.0, (cell.score if points is None else points) / cell.max_score))


def _some(public_ids: Iterable[str]) -> Iterable[Sequence[str]]:
    ids = list(public_ids)
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
