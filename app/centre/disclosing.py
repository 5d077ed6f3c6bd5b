"""Disclosure: a student agreed, and what was withheld before is filled in (rule 15).

The centre holds digests of what was withheld, so nothing can be told now that did not happen then.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.clocks import is_odd
from app.centre.subjects import announce, pseudonym, salt_told
from app.journal.chain import digest


@dataclass(frozen=True, slots=True)
class Entry:
    """What a disclosure tells of one event, and the student's salt."""

    id: bytes
    kind: str
    subject: int
    item: str | None
    payload: str
    wall_ms: int
    monotonic_ms: int
    salt: bytes

    @property
    def digest(self) -> bytes:
        """32 bytes: what the event must have been chained by."""
        return digest(
            self.salt,
            self.kind,
            self.subject,
            self.item,
            self.payload,
            self.wall_ms,
            self.monotonic_ms,
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """An event that came blank and is told now."""

    origin: bytes
    id: bytes
    kind: str
    subject: bytes
    item: str | None
    payload: str
    wall_ms: int
    received_ms: int
    odd_clock: bool


def entries_told(payload: str) -> list[Entry]:
    """The entries of a `disclosed` event; what does not have their form is left out."""
    salt = salt_told(payload)
    if salt is None:
        return []
    told = json.loads(payload).get("events")
    found = (_entry(salt, one) for one in (told if isinstance(told, list) else ()))
    return [one for one in found if one is not None]


def disclose(
    connection: Connection,
    family: Sequence[bytes],
    origin: bytes,
    told: Iterable[Entry],
    *,
    keep: bool = True,
) -> list[Filled]:
    """Fill in the events that these entries tell of; keep entries whose event is not there yet.

    The caller holds the family's lock alone.
    """
    entries = {entry.id: entry for entry in told}
    if not entries:
        return []
    rows = connection.execute(
        text(
            "SELECT origin, id, epoch, seq, branch, received_ms, digest FROM centre_event"
            " WHERE origin = ANY(:family) AND id = ANY(:ids)"
        ),
        {"family": list(family), "ids": list(entries)},
    ).all()
    if keep:
        _keep(
            connection,
            origin,
            [entries[one] for one in entries.keys() - {bytes(r.id) for r in rows}],
        )
    filled: list[Filled] = []
    for row in rows:
        entry = entries[bytes(row.id)]
        if row.digest is None or bytes(row.digest) != entry.digest:
            continue
        one = Filled(
            bytes(row.origin),
            entry.id,
            entry.kind,
            pseudonym(entry.salt),
            entry.item,
            entry.payload,
            entry.wall_ms,
            row.received_ms,
            is_odd(entry.wall_ms, row.received_ms),
        )
        _fill(connection, one, entry.monotonic_ms)
        filled.append(one)
        # So that her later events in that epoch are understood, and can be erased.
        who = (bytes(row.epoch), entry.subject, row.branch, row.seq, entry.salt)
        announce(connection, one.origin, [who])
    return filled


def disclose_kept(
    connection: Connection, family: Sequence[bytes], origin: bytes, ids: Iterable[bytes]
) -> list[Filled]:
    """Blank events have come: fill in those that a disclosure had told of before."""
    wanted = list(ids)
    if not wanted:
        return []
    rows = connection.execute(
        text(
            "DELETE FROM centre_disclosed WHERE origin = ANY(:family) AND id = ANY(:ids)"
            " RETURNING id, entry"
        ),
        {"family": list(family), "ids": wanted},
    ).all()
    told = (_entry(bytes.fromhex(row.entry[0]), row.entry[1]) for row in rows)
    entries = [entry for entry in told if entry is not None]
    return disclose(connection, family, origin, entries, keep=False)


def _keep(connection: Connection, origin: bytes, entries: Sequence[Entry]) -> None:
    rows = [
        {
            "origin": origin,
            "id": one.id,
            "pseudonym": pseudonym(one.salt),
            "entry": json.dumps(
                [
                    one.salt.hex(),
                    [
                        one.id.hex(),
                        one.kind,
                        one.subject,
                        one.item,
                        one.payload,
                        one.wall_ms,
                        one.monotonic_ms,
                    ],
                ]
            ),
        }
        for one in entries
    ]
    if rows:
        connection.execute(
            text(
                "INSERT INTO centre_disclosed (origin, id, pseudonym, entry)"
                " VALUES (:origin, :id, :pseudonym, CAST(:entry AS jsonb)) ON CONFLICT DO NOTHING"
            ),
            rows,
        )


def _fill(connection: Connection, one: Filled, monotonic_ms: int) -> None:
    connection.execute(
        text(
            "UPDATE centre_event SET kind = :kind, subject = :subject, item = :item,"
            " payload = :payload, wall_ms = :wall, monotonic_ms = :monotonic, odd_clock = :odd,"
            " digest = NULL WHERE origin = :origin AND id = :id"
        ),
        {
            "origin": one.origin,
            "id": one.id,
            "kind": one.kind,
            "subject": one.subject,
            "item": one.item,
            "payload": one.payload,
            "wall": one.wall_ms,
            "monotonic": monotonic_ms,
            "odd": one.odd_clock,
        },
    )


def _entry(salt: bytes, told: object) -> Entry | None:
    # The first of eight is the origin, which the id alone tells too.
    match told[1:] if isinstance(told, list) and len(told) == 8 else told:
        case [
            str(written),
            str(kind),
            int(subject),
            str() | None as item,
            str(payload),
            int(wall),
            int(monotonic),
        ]:
            pass
        case _:
            return None
    texts = f"{kind}{item}{payload}"
    try:
        name = bytes.fromhex(written)
        texts.encode()  # halves of signs, which JSON can write, are in no store
    except ValueError:
        return None
    if len(name) != 16 or not kind or max(abs(wall), abs(monotonic)) >= 1 << 62:
        return None
    if not 0 <= subject < 1 << 62 or "\x00" in texts:
        return None
    return Entry(name, kind, subject, item, payload, wall, monotonic, salt)
