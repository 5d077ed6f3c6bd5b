"""Writing a run of events into the store: by COPY, and where some are there already, beside them.

Nearly every run is new altogether, so it is copied straight into the table. Where an event was
appended again, or arrives after its copy, the run goes through a table of its own and what is
there already is left as it is; a place then says under which hash it stood here too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

from psycopg import errors as postgres_errors
from sqlalchemy import Connection, text

COLUMNS = (
    "origin, id, epoch, seq, wall_ms, monotonic_ms, received_ms, branch, odd_clock,"
    " came_blank,"
    " kind, subject, item, payload, digest"
)
# PostgreSQL's binary COPY: a count of fields, then each with its length in bytes before it.
_FIXED = Struct("!h i16s i16s i16s iq iq iq iq ih i? i?")
_LENGTH = Struct("!i")
_NULL = _LENGTH.pack(-1)
_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event that is new here; what it tells is empty where it came blank.

    `subject` is the student's pseudonym (16 bytes). `odd_clock` says that the laptop's clock
    cannot have been right; `came_blank` that it came as a digest, and not that it was erased here.
    """

    id: bytes
    seq: int
    hash: bytes
    kind: str
    subject: bytes | None
    item: str | None
    payload: str
    wall_ms: int
    monotonic_ms: int
    odd_clock: bool
    digest: bytes | None
    again: bool
    came_blank: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Events that follow one another on a branch of an epoch."""

    origin: bytes
    epoch: bytes
    branch: int
    received_ms: int
    events: Sequence[Accepted]


def store(connection: Connection, run: Run) -> list[Accepted]:
    """Insert what is not there yet and return it."""
    if not any(event.again for event in run.events) and _store_straight(connection, run):
        return list(run.events)
    return _store_beside(connection, run)


def _store_straight(connection: Connection, run: Run) -> bool:
    """Whether no event was there; else nothing was changed."""
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT straight")
    try:
        with cursor.copy(f"COPY centre_event ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_rows(run))
    except postgres_errors.UniqueViolation:
        cursor.execute("ROLLBACK TO SAVEPOINT straight")
        return False
    cursor.execute("RELEASE SAVEPOINT straight")
    return True


def _store_beside(connection: Connection, run: Run) -> list[Accepted]:
    cursor = connection.connection.cursor()
    cursor.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS centre_incoming (LIKE centre_event)"
        " ON COMMIT DELETE ROWS; DELETE FROM centre_incoming"
    )
    with cursor.copy(f"COPY centre_incoming ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_rows(run))
    rows = connection.exec_driver_sql(
        f"INSERT INTO centre_event ({COLUMNS}) SELECT {COLUMNS} FROM centre_incoming"
        " ORDER BY seq ON CONFLICT (origin, id) DO NOTHING RETURNING id, seq"
    )
    new = {(bytes(row.id), row.seq) for row in rows}
    places = [
        {
            "origin": run.origin,
            "hash": event.hash[:16],
            "epoch": run.epoch,
            "seq": event.seq,
            "branch": run.branch,
            "id": event.id,
            "blank": event.came_blank,
        }
        for event in run.events
        if event.again or (event.id, event.seq) not in new
    ]
    if places:
        connection.execute(
            text(
                "INSERT INTO centre_place (origin, hash, epoch, seq, branch, id, came_blank) VALUES"
                " (:origin, :hash, :epoch, :seq, :branch, :id, :blank) ON CONFLICT DO NOTHING"
            ),
            places,
        )
    return [event for event in run.events if (event.id, event.seq) in new]


def _rows(run: Run) -> bytes:
    """The run as PostgreSQL's binary COPY wants it."""
    origin, epoch, branch, received = run.origin, run.epoch, run.branch, run.received_ms
    fixed = _FIXED.pack
    # Kinds, items, payloads and pseudonyms recur, so each is written once.
    known: dict[str | bytes | None, bytes] = {None: _NULL}

    def written(value: str | bytes | None) -> bytes:
        found = known.get(value)
        if found is None:
            data = value.encode() if isinstance(value, str) else value or b""
            found = known[value] = _LENGTH.pack(len(data)) + data
        return found

    parts = [_BEGIN]
    add = parts.append
    for event in run.events:
        add(
            fixed(
                15, 16, origin, 16, event.id, 16, epoch, 8, event.seq, 8, event.wall_ms,
                8, event.monotonic_ms, 8, received, 2, branch, 1, event.odd_clock,
                1, event.came_blank,
            )
        )  # fmt: skip
        add(written(event.kind))
        add(written(event.subject))
        add(written(event.item))
        add(written(event.payload))
        add(written(event.digest))
    add(_END)
    return b"".join(parts)
