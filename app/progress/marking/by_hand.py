"""The sums of what people gave for the cells of a submission, kept in its row."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.grading import CellGrade, Grade
from app.progress.marking.models import ManualScore
from app.progress.models import SubmissionRow


def count_by_hand(session: Session, row: SubmissionRow, grade: Grade) -> None:
    """Bring a submission's points by hand, and how many of its cells wait, up to date with its
    present grade: after a regrading too, which keeps what people gave."""
    scores = session.scalars(
        select(ManualScore).where(ManualScore.submission_id == row.id),
        execution_options={"populate_existing": True},
    )
    given = {score.cell: score.points for score in scores}
    row.by_hand = sum(
        min(cell.max_score, points)
        for cell in marked_by_people(grade.cells)
        if (points := given.get(cell.grade_id)) is not None
    )
    row.to_mark = sum(
        cell.status == "manual" and given.get(cell.grade_id) is None for cell in grade.cells
    )


def marked_by_people(cells: Iterable[CellGrade]) -> list[CellGrade]:
    """The cells that a person marks: answers (grade and solution) and tasks."""
    return [cell for cell in cells if cell.by_hand]
