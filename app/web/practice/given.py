"""What a student is shown of the marks that people gave her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_login import current_user

from app.catalog.model import Exercise
from app.progress.marking.manual import CellByHand, cells_by_hand
from app.progress.marking.marks import seen_marks
from app.progress.marking.rules import Mark
from app.progress.submissions import Submission
from app.web.numbers import as_points, in_points, points_of
from app.web.practice.area import Place

NOTHING = Mark(points=None, most=0.0)


@dataclass(frozen=True)
class Given:
    """The reader's mark for an exercise as she may see it, what to say of it, and of one
    submission the cells that a person marked."""

    mark: Mark
    words: Sequence[str] = ()
    cells: Mapping[str, CellByHand] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether something is still to come from a person."""
        return not self.mark.shown or any(cell.waits for cell in self.cells.values())

    @property
    def by_hand(self) -> float:
        """The points that people gave for the submission, as far as they are shown."""
        return sum(cell.points or 0.0 for cell in self.cells.values())


def my_mark(exercise: Exercise) -> Mark:
    """The reader's mark for an exercise, as she may see it."""
    return seen_marks(current_user.id, [exercise]).get(exercise.id, NOTHING)


def given_for(found: Submission, place: Place | None) -> Given:
    """What is shown beside the result of one of the reader's submissions."""
    if place is None:
        return Given(NOTHING)
    mark = my_mark(place.exercise)
    cells = {cell.cell: cell for cell in cells_by_hand(found)} if mark.shown else {}
    return Given(mark, mark_words(mark, of=found.public_id), cells)


def mark_words(mark: Mark, of: str | None = None) -> list[str]:
    """What there is to say of a mark beside its points; `of` is the submission looked at."""
    words = []
    if mark.override is not None and mark.exempt:
        words.append(_("You need not do this exercise. Your instructor's reason:"))
        words.append(mark.override.reason)
    elif mark.override is not None:
        words.append(
            _(
                "Your instructor set your mark: %(points)s. The reason:",
                points=points_of(mark.points, mark.most),
            )
        )
        words.append(mark.override.reason)
    elif mark.late and not mark.penalty and of in (None, mark.counted):
        words.append(_("Handed in late. That costs no points."))
    elif mark.penalty and of in (None, mark.counted):
        words.append(
            _(
                "Handed in late: %(points)s less, which leaves a mark of %(score)s.",
                points=in_points(mark.penalty),
                score=as_points(mark.points),
            )
        )
    return words
