"""How many bytes sync may cost in a month, both directions counted, and how many it has cost."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import N_, KisimaError
from app.sync.models import SyncRun


class BudgetUsedUp(KisimaError):
    sentence = N_(
        "This month's %(megabytes)s MB for sending progress are used up. It goes on next month; "
        "to send now all the same, choose “Sync now”."
    )


@dataclass(frozen=True)
class Budget:
    """The month so far; `most` is 0 where no limit is set."""

    used: int  # bytes
    most: int  # bytes

    @property
    def left(self) -> int | None:
        """Bytes that may still be spent; None where there is no limit."""
        return max(0, self.most - self.used) if self.most else None

    def check(self) -> None:
        """Raises BudgetUsedUp when nothing is left."""
        if self.left == 0:
            raise BudgetUsedUp(megabytes=round(self.most / 1_000_000, 1))


def month_so_far(session: Session, now_ms: int, megabytes: float, zone: tzinfo | None) -> Budget:
    """What the runs since the first of the month have cost; sticks cost nothing.

    `zone` is the school's time zone, None the machine's.
    """
    now = datetime.fromtimestamp(now_ms / 1000, zone)
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    query = select(func.coalesce(func.sum(SyncRun.bytes_up + SyncRun.bytes_down), 0)).where(
        SyncRun.way == "http", SyncRun.started_ms >= int(first.timestamp() * 1000)
    )
    return Budget(used=int(session.scalars(query).one()), most=int(megabytes * 1_000_000))
