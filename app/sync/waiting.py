"""What of the journal the root was not heard to hold, kind by kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app import journal
from app.journal import Epoch, Event
from app.sync import marks
from app.sync.link import Link


@dataclass(frozen=True)
class Waiting:
    """What waits: `kinds` counts what leaves in full, `blank` what leaves as a digest only;
    `since_ms` is when the oldest of it happened, None when nothing waits.

    `delivered` and `backed` count the events that the root was heard to hold, and to have in a
    backup of its own.
    """

    kinds: Mapping[str, int]
    blank: int
    since_ms: int | None
    delivered: int
    backed: int

    @property
    def count(self) -> int:
        """How many events wait."""
        return self.blank + sum(self.kinds.values())


def waiting(session: Session, link: Link | None) -> Waiting:
    """What waits; without a link to a centre everything does.

    All of it is read: some tens of milliseconds for a month that could not leave.
    """
    epochs = journal.epochs(session)
    root = marks.all_at_root(session, link, epochs) if link else {}
    held = {one.name: root[one.name].held.seq if link else 0 for one in epochs}
    backed = sum(min(mark.held.seq, mark.backed) for mark in root.values())
    ids = dict(session.execute(select(Epoch.name, Epoch.id)).tuples().all())
    late = [(ids[one.name.hex()], held[one.name]) for one in epochs if held[one.name] < one.length]
    if not late:
        return Waiting({}, 0, None, sum(held.values()), backed)
    waits = or_(*(and_(Event.epoch_id == id, Event.seq > seq) for id, seq in late))
    blank = or_(Event.withheld.is_(True), Event.digest.is_not(None))
    query = select(Event.kind, blank, func.count()).where(waits).group_by(Event.kind, blank)
    counted = session.execute(query).tuples().all()
    oldest = session.scalar(select(func.min(Event.wall_ms)).where(waits, Event.wall_ms > 0))
    return Waiting(
        kinds={kind: count for kind, is_blank, count in counted if not is_blank},
        blank=sum(count for _kind, is_blank, count in counted if is_blank),
        since_ms=oldest,
        delivered=sum(held.values()),
        backed=backed,
    )
