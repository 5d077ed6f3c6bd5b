"""What the centre's own page says about its store."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.clock import now_ms

DAY_MS = 86_400_000
# A backup older than this is one to make anew.
OLD_DAYS = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """When the centre was last backed up, if ever; `size` in bytes; `events` about how many."""

    backed_up_ms: int | None
    size: int
    events: int

    @property
    def fresh(self) -> bool:
        """Whether the newest backup is new enough."""
        return (self.backed_up_ms or 0) > now_ms() - OLD_DAYS * DAY_MS


def kept(connection: Connection) -> Kept:
    """The state of the store, without a look at every event."""
    row = connection.execute(
        text(
            "SELECT (SELECT backed_up_ms FROM centre_state) AS backed_up_ms,"
            " pg_database_size(current_database()) AS size,"
            " (SELECT coalesce(sum(seq - parent_seq), 0) FROM centre_branch) AS events"
        )
    ).one()
    return Kept(row.backed_up_ms, row.size, int(row.events))
