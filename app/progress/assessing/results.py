"""What came out of finals, without their answers: enough for a gradebook and for files of marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.progress.assessing.models import SittingRow


@dataclass(frozen=True)
class Result:
    """A final that was handed in: `right` of `total`, which is more than 0."""

    right: int
    total: int
    passed: bool
    handed_in_ms: int

    @property
    def share(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.right / self.total


@dataclass(frozen=True)
class Finals:
    """A student's finals in a course in the order of their numbers, at least one."""

    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """Whether one of them was passed."""
        return any(one.passed for one in self.results)

    @property
    def best(self) -> Result:
        """The one that counts: a passed one before others, then the highest share, then the
        first."""
        return max(self.results, key=lambda one: (one.passed, one.share))

    @property
    def last(self) -> Result:
        """The newest."""
        return self.results[-1]


Key = tuple[int, str]  # account id, course id


def finals_of_class(account_ids: Iterable[int], course_ids: Sequence[str]) -> dict[Key, Finals]:
    """The finals that students have handed in, by account and course id; one query, none where no
    course is asked for. One of which no question counted is left out."""
    if not course_ids:
        return {}
    query = (
        select(
            SittingRow.account_id,
            SittingRow.course_id,
            SittingRow.right,
            SittingRow.total,
            SittingRow.passed,
            SittingRow.handed_in_ms,
        )
        .where(
            SittingRow.account_id.in_(list(account_ids)),
            SittingRow.course_id.in_(course_ids),
            SittingRow.kind == "final",
            SittingRow.handed_in_ms.is_not(None),
            SittingRow.total > 0,
        )
        .order_by(SittingRow.number)
    )
    found: dict[Key, list[Result]] = {}
    for account_id, course_id, right, total, passed, handed_in_ms in db.session.execute(query):
        result = Result(right or 0, total or 0, bool(passed), handed_in_ms or 0)
        found.setdefault((account_id, course_id), []).append(result)
    return {key: Finals(tuple(results)) for key, results in found.items()}
