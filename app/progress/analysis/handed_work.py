"""What the students of a class handed in for an exercise, as texts that can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.database import db
from app.notebooks.cells import is_solution
from app.people.models import Account, ClassMember
from app.progress.analysis.alike import LONGEST, Text
from app.progress.models import SubmissionNotebook, SubmissionRow
from app.progress.packing import unpack


@dataclass(frozen=True)
class Work:
    """A student's newest submission: the cells that she writes in, code and prose."""

    account_id: int
    full_name: str
    number: int
    handed_in_ms: int
    lang: str
    texts: tuple[Text, ...]


def newest_work(class_id: int, exercise_id: str) -> list[Work]:
    """Each student's newest submission of an exercise, by name. One query; of each notebook only
    the texts are kept."""
    newest = (
        select(func.max(SubmissionRow.id))
        .join(ClassMember, ClassMember.account_id == SubmissionRow.account_id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.role == "student",
            SubmissionRow.exercise_id == exercise_id,
        )
        .group_by(SubmissionRow.account_id)
    )
    query = (
        select(
            Account.id,
            Account.full_name,
            SubmissionRow.number,
            SubmissionRow.handed_in_ms,
            SubmissionRow.lang,
            SubmissionNotebook.notebook,
        )
        .join(SubmissionRow, SubmissionRow.account_id == Account.id)
        .join(SubmissionNotebook, SubmissionNotebook.submission_id == SubmissionRow.id)
        .where(SubmissionRow.id.in_(newest))
        .order_by(Account.full_name, Account.id)
    )
    rows = db.session.execute(query, execution_options={"yield_per": 20})
    return [Work(*row[:5], solution_texts(unpack(row[5]))) for row in rows]


def solution_texts(notebook: Mapping[str, Any]) -> tuple[Text, ...]:
    """The cells that a student writes in."""
    return tuple(_text(cell) for cell in notebook.get("cells", ()) if is_solution(cell))


def all_texts(notebook: Mapping[str, Any]) -> tuple[Text, ...]:
    """All cells: what a release gives to everybody, to be taken over as it is."""
    return tuple(
        _text(cell) for cell in notebook.get("cells", ()) if cell.get("cell_type") != "raw"
    )


def _text(cell: Mapping[str, Any]) -> Text:
    source = cell.get("source", "")
    source = source if isinstance(source, str) else "".join(source)
    return Text(source[:LONGEST], prose=cell.get("cell_type") == "markdown")
