"""How a class stands with a course's start quiz and final, as rows of a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.model import Course
from app.clock import now_ms
from app.people.models import Account
from app.progress.assessing.allowing import allowed_numbers
from app.progress.assessing.reading import Sitting, sittings_of_class
from app.progress.assessing.resits import NextStep, next_step
from app.progress.assigning.assigning import assignments_of, extensions
from app.progress.assigning.rules import Assigned, extended


@dataclass(frozen=True)
class Row:
    """A student, how she stands with both, and her finals in their order. `twin` says that another
    of the class has the same name; `late` are the numbers of the finals handed in too late."""

    student: Account
    twin: bool
    start: NextStep
    final: NextStep
    finals: tuple[Sitting, ...]
    allowed: bool  # the next final was allowed by an instructor
    late: frozenset[int] = frozenset()

    @property
    def may_be_allowed(self) -> bool:
        """Whether an instructor can let her begin another one now."""
        return self.final.state in ("wait", "none-left")


@dataclass(frozen=True)
class Rows:
    """The students of a class in a course; `assigned` is the final as the class was assigned it."""

    rows: tuple[Row, ...]
    assigned: Assigned | None

    @property
    def most_finals(self) -> int:
        """How many finals somebody has begun at most; at least 1."""
        return max((len(row.finals) for row in self.rows), default=1) or 1

    @property
    def passed(self) -> int:
        """How many have passed."""
        return sum(row.final.state == "passed" for row in self.rows)


def rows_of(class_id: int, course: Course, students: Sequence[Account]) -> Rows:
    """The rows of these students of the class, in their order."""
    ids = [one.id for one in students]
    sittings = sittings_of_class(ids, course.id)
    allowed = allowed_numbers(ids, course.id)
    assigned = assigned_final(class_id, course)
    more = extensions(assigned.id) if assigned else {}
    names, now, plan = Counter(one.full_name for one in students), now_ms(), course.assessment
    rows = []
    for one in students:
        hers, numbers = sittings.get(one.id, ()), allowed.get(one.id, frozenset())
        final = next_step(plan, "final", hers, now, numbers)
        finals = tuple(
            sorted((sat for sat in hers if sat.kind == "final"), key=lambda sat: sat.number)
        )
        due_ms = extended(assigned.times, more.get(one.id)).due_ms if assigned else None
        rows.append(
            Row(
                student=one,
                twin=names[one.full_name] > 1,
                start=next_step(plan, "start", hers, now),
                final=final,
                finals=finals,
                allowed=final.number in numbers,
                late=frozenset(
                    s.number for s in finals if due_ms and (s.handed_in_ms or 0) > due_ms
                ),
            )
        )
    return Rows(tuple(rows), assigned)


def assigned_final(class_id: int, course: Course) -> Assigned | None:
    """The course's final as the class was assigned it; None where it was not."""
    for one in assignments_of(class_id):
        if one.kind == "assessment" and one.item_id == course.id:
            return one
    return None
