"""The questions and tests that students find hardest, by quarters of the year."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.figures import SHOWN
from app.centre.rollups_cells import FEWEST

FEWEST_ANSWERS = 20  # below it a share says more about chance than about a question


@dataclass(frozen=True, slots=True)
class Item:
    """A question or a test. `students` is how many at least have answered, quarter by school."""

    course: str
    name: str
    students: int
    answers: int
    right_share: float


def hardest(
    connection: Connection,
    kind: str,
    quarter: int,
    *,
    areas: Sequence[int] | None,
    school_id: int | None = None,
    course: str = "",
    most: int = 15,
) -> list[Item]:
    """The questions or tests (`kind`) with the smallest share of right answers, hardest first."""
    if school_id is not None:
        table, shown, where = "centre_figure", f"f.students >= {FEWEST}", "f.school_id = :school"
    else:
        table, shown = "centre_area_figure", SHOWN
        where = "TRUE" if areas is None else "f.area_id = ANY(:areas)"
    rows = connection.execute(
        text(
            "WITH sums AS (SELECT f.topic, sum(f.students) AS students, sum(f.good) AS good,"
            f" sum(f.good + f.bad) AS answers FROM {table} f WHERE f.period = :quarter"
            f" AND {where} AND {shown} GROUP BY f.topic)"
            " SELECT t.course, t.name, s.students, s.answers, s.good FROM sums s"
            " JOIN centre_topic t ON t.id = s.topic WHERE t.kind = :kind"
            " AND (:course = '' OR t.course = :course) AND s.answers >= :fewest"
            " ORDER BY s.good / s.answers, s.answers DESC, t.name LIMIT :most"
        ),
        {
            "kind": kind,
            "quarter": quarter,
            "areas": list(areas or ()),
            "school": school_id,
            "course": course,
            "fewest": FEWEST_ANSWERS,
            "most": most,
        },
    )
    return [
        Item(
            row.course, row.name, int(row.students), int(row.answers), float(row.good / row.answers)
        )
        for row in rows
    ]
