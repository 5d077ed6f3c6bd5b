"""The questions and tests that students find hardest, by quarters of the year."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.areas import Area
from app.centre.figures import of_area, of_school

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
    area: Area | None,
    school_id: int | None = None,
    course: str = "",
    most: int = 15,
) -> list[Item]:
    """The questions or tests (`kind`) of an area or a school, those least often right first."""
    source = of_school() if area is None else of_area(area)
    rows = connection.execute(
        text(
            "WITH sums AS (SELECT f.topic, sum(f.students) AS students, sum(f.good) AS good,"
            f" sum(f.good + f.bad) AS answers FROM {source.rows}"
            f" AND f.period = :quarter AND {source.shown} GROUP BY f.topic)"
            " SELECT t.course, t.name, s.students, s.answers, s.good FROM sums s"
            " JOIN centre_topic t ON t.id = s.topic WHERE t.kind = :kind"
            " AND (:course = '' OR t.course = :course) AND s.answers >= :fewest"
            " ORDER BY CAST(s.good AS float) / s.answers, s.answers DESC, t.name LIMIT :most"
        ),
        {
            "kind": kind,
            "quarter": quarter,
            "area": area.id if area else 0,
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
