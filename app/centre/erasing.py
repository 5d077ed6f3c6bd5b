"""Erasure: what a school erased turns into digests here too, and stays erased (rule 15)."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Row, text

from app.centre.rollups import uncount
from app.centre.subjects import erased_among
from app.clock import now_ms
from app.journal.chain import digest

MOST_AT_ONCE = 20_000


def pseudonym_told(payload: str) -> bytes | None:
    """The pseudonym in the payload of an `erased` event, or None where there is none."""
    try:
        told = bytes.fromhex(json.loads(payload)["pseudonym"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return told if len(told) == 16 else None


def erase(
    connection: Connection, family: Sequence[bytes], origin: bytes, told: Iterable[bytes]
) -> list[bytes]:
    """Erase these pseudonyms in a whole family; returns those that were not erased before.

    The caller holds the family's lock alone. What was set aside for the family is thrown away,
    since it may hold what must go; nodes send it again.
    """
    asked = set(told)
    new = sorted(asked - erased_among(connection, family, asked))
    if not new:
        return []
    now = now_ms()
    connection.execute(
        text(
            "INSERT INTO centre_erased (origin, pseudonym, at_ms)"
            " VALUES (:origin, :pseudonym, :now) ON CONFLICT DO NOTHING"
        ),
        [{"origin": origin, "pseudonym": one, "now": now} for one in new],
    )
    _blank(connection, family, new)
    which = {"family": list(family), "new": new}
    for table in ("centre_subject", "centre_disclosed"):
        connection.execute(
            text(f"DELETE FROM {table} WHERE origin = ANY(:family) AND pseudonym = ANY(:new)"),
            which,
        )
    connection.execute(text("DELETE FROM centre_early WHERE origin = ANY(:family)"), which)
    return new


def join_erasures(connection: Connection, family: Sequence[bytes]) -> None:
    """Two families turned out to be one: what either erased is erased in both."""
    rows = connection.execute(
        text("SELECT DISTINCT pseudonym FROM centre_erased WHERE origin = ANY(:family)"),
        {"family": list(family)},
    )
    told = [bytes(one) for one in rows.scalars()]
    if told:
        _blank(connection, family, told)
        for table in ("centre_subject", "centre_disclosed"):
            connection.execute(
                text(f"DELETE FROM {table} WHERE origin = ANY(:family) AND pseudonym = ANY(:told)"),
                {"family": list(family), "told": told},
            )


def erased_of(connection: Connection, origins: Iterable[bytes]) -> list[bytes]:
    """All pseudonyms that the families of these origins have erased, in order."""
    rows = connection.execute(
        text(
            "SELECT DISTINCT pseudonym FROM centre_erased WHERE origin IN (SELECT origin"
            " FROM centre_origin WHERE family IN"
            " (SELECT family FROM centre_origin WHERE origin = ANY(:origins)))"
            " ORDER BY pseudonym"
        ),
        {"origins": list(origins)},
    )
    return [bytes(one) for one in rows.scalars()]


def _blank(connection: Connection, family: Sequence[bytes], pseudonyms: Sequence[bytes]) -> None:
    """Put digests into the place of everything that these students' events tell."""
    uncount(connection, family, pseudonyms)
    numbers = _numbers(connection, family, pseudonyms)
    while True:
        rows = connection.execute(
            text(
                "SELECT origin, id, epoch, kind, subject, item, payload, wall_ms, monotonic_ms"
                " FROM centre_event WHERE origin = ANY(:family) AND subject = ANY(:pseudonyms)"
                " LIMIT :most"
            ),
            {"family": list(family), "pseudonyms": list(pseudonyms), "most": MOST_AT_ONCE},
        ).all()
        if not rows:
            return
        origins, ids, digests = [], [], []
        for row in rows:
            origin, epoch, who = bytes(row.origin), bytes(row.epoch), bytes(row.subject)
            origins.append(origin)
            ids.append(bytes(row.id))
            digests.append(_digest(row, numbers.get((origin, epoch, who))))
        connection.execute(
            text(
                "UPDATE centre_event e SET kind = '', subject = NULL, item = NULL, payload = '',"
                " wall_ms = 0, monotonic_ms = 0, digest = b.digest"
                " FROM unnest(CAST(:origins AS bytea[]), CAST(:ids AS bytea[]),"
                " CAST(:digests AS bytea[])) AS b(origin, id, digest)"
                " WHERE e.origin = b.origin AND e.id = b.id"
            ),
            {"origins": origins, "ids": ids, "digests": digests},
        )


def _digest(row: Row, known: tuple[int, bytes] | None) -> bytes:
    if known is None:
        # Only a laptop that lied about a number comes to this; what it told goes all the same.
        return bytes(32)
    number, salt = known
    return digest(salt, row.kind, number, row.item, row.payload, row.wall_ms, row.monotonic_ms)


def _numbers(
    connection: Connection, family: Sequence[bytes], pseudonyms: Sequence[bytes]
) -> dict[tuple[bytes, bytes, bytes], tuple[int, bytes]]:
    """Number and salt of each student in each epoch: her number is part of what is digested."""
    rows = connection.execute(
        text(
            "SELECT origin, epoch, pseudonym, number, salt FROM centre_subject"
            " WHERE origin = ANY(:family) AND pseudonym = ANY(:pseudonyms)"
        ),
        {"family": list(family), "pseudonyms": list(pseudonyms)},
    )
    return {
        (bytes(row.origin), bytes(row.epoch), bytes(row.pseudonym)): (row.number, bytes(row.salt))
        for row in rows
    }
