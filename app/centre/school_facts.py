"""One school as its page shows it: its laptops, what came of them, what was refused."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.overview import NEW_COPY_DAYS, SILENT_DAYS
from app.clock import now_ms

DAY_MS = 86_400_000
REFUSALS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of a school. Times are in milliseconds, `clock_offset_ms` how far its clock is ahead
    of the centre's; `events` and `backed_up` count what it wrote itself."""

    id: bytes
    name: str
    enrolled_ms: int
    heard_ms: int | None
    revoked_ms: int | None
    clock_offset_ms: int | None
    clock_odd: bool
    app_version: str
    waiting: int  # events that it said were still to come
    copied_from: bytes | None
    is_hub: bool
    events: int
    backed_up: int

    @property
    def short(self) -> str:
        """The beginning of its id, by which people tell two laptops apart."""
        return self.id.hex()[:8]

    @property
    def silent(self) -> bool:
        """Whether nothing was heard of it for long."""
        return (self.heard_ms or 0) < now_ms() - SILENT_DAYS * DAY_MS

    @property
    def new_copy(self) -> bool:
        """Whether it is a copy of another laptop, made lately."""
        return self.copied_from is not None and (
            self.enrolled_ms > now_ms() - NEW_COPY_DAYS * DAY_MS
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that a laptop sent and the centre did not take: `error` names why."""

    at_ms: int
    laptop: str
    error: str


@dataclass(frozen=True, slots=True)
class Codes:
    """A school's codes that nobody has typed yet, and when the last of them is too old."""

    count: int
    until_ms: int | None


def laptops_of(connection: Connection, school_id: int) -> list[Laptop]:
    """The laptops of a school, those that may send first, the newest word first."""
    rows = connection.execute(
        text(
            "SELECT n.id, n.machine_name, n.enrolled_ms, n.last_heard_ms, n.revoked_ms,"
            " n.clock_offset_ms, n.clock_odd, n.app_version, n.waiting, n.copied_from, n.is_hub,"
            " b.events, b.backed FROM centre_node n LEFT JOIN LATERAL ("
            "  SELECT coalesce(sum(seq - parent_seq), 0) AS events,"
            "   coalesce(sum(greatest(coalesce(backed_seq, 0) - parent_seq, 0)), 0) AS backed"
            "  FROM centre_branch WHERE origin = n.origins[1]) b ON true"
            " WHERE n.school_id = :school"
            " ORDER BY n.revoked_ms IS NOT NULL, n.last_heard_ms DESC NULLS LAST, n.id"
        ),
        {"school": school_id},
    )
    return [
        Laptop(
            bytes(row.id),
            row.machine_name,
            row.enrolled_ms,
            row.last_heard_ms,
            row.revoked_ms,
            row.clock_offset_ms,
            row.clock_odd,
            row.app_version,
            row.waiting,
            None if row.copied_from is None else bytes(row.copied_from),
            row.is_hub,
            int(row.events),
            int(row.backed),
        )
        for row in rows
    ]


def refusals_of(connection: Connection, laptops: list[Laptop]) -> list[Refusal]:
    """What was refused last of what these laptops sent."""
    names = {laptop.id.hex(): laptop.name or laptop.short for laptop in laptops}
    rows = connection.execute(
        text(
            "SELECT at_ms, who, details ->> 'error' AS error FROM centre_audit"
            " WHERE who = ANY(:who) AND what = 'refused' AND at_ms > :since"
            " ORDER BY id DESC LIMIT :most"
        ),
        {
            "who": list(names),
            "since": now_ms() - NEW_COPY_DAYS * DAY_MS,
            "most": REFUSALS_SHOWN,
        },
    )
    return [Refusal(row.at_ms, names[row.who], row.error or "") for row in rows]


def codes_of(connection: Connection, school_id: int) -> Codes:
    """A school's codes that can still be used."""
    row = connection.execute(
        text(
            "SELECT count(*) AS codes, max(expires_ms) AS until_ms FROM centre_code"
            " WHERE school_id = :school AND used_ms IS NULL AND expires_ms > :now"
        ),
        {"school": school_id, "now": now_ms()},
    ).one()
    return Codes(row.codes, row.until_ms)
