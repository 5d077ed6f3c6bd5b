"""Families: an origin and those of the laptops that were copied from its, locked together."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from app.sync.wire.events import Opening


def lock_family(connection: Connection, origin: bytes, *, alone: bool) -> list[bytes]:
    """The origins of a family: this one, and those of the laptops that were copied from its.

    Locked against each other: many may add to a family, one alone may erase in it or disclose.
    """
    connection.execute(
        text(
            "INSERT INTO centre_origin (origin, family) SELECT :origin, :origin WHERE NOT EXISTS"
            " (SELECT 1 FROM centre_origin WHERE origin = :origin) ON CONFLICT DO NOTHING"
        ),
        {"origin": origin},
    )
    lock = text(
        "SELECT 1 FROM centre_origin WHERE origin = ANY(:family)"
        f" ORDER BY origin FOR {'UPDATE' if alone else 'SHARE'}"
    )
    family: list[bytes] = []
    while (found := _family(connection, origin)) != family:
        # While one waited for the rows, another family may have joined this one.
        family = found
        connection.execute(lock, {"family": family}).all()
    return family


def lock_names(connection: Connection, openings: Iterable[Opening]) -> None:
    """Lock the names of new epochs and of those that they came from, before anything else.

    A parent and its child may arrive at the same moment, and one must see the other to know that
    their origins are one family.
    """
    names: set[bytes] = set()
    for opening in openings:
        names.add(opening.epoch)
        if opening.parent is not None:
            names.add(opening.parent.epoch)
    for key in sorted(int.from_bytes(name[:8], "big", signed=True) for name in names):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _family(connection: Connection, origin: bytes) -> list[bytes]:
    found = connection.execute(
        text(
            "SELECT origin FROM centre_origin WHERE family ="
            " (SELECT family FROM centre_origin WHERE origin = :origin) ORDER BY origin"
        ),
        {"origin": origin},
    )
    return [bytes(one) for one in found.scalars()]


def link_family(connection: Connection, opening: Opening) -> list[bytes]:
    """Join the families that an epoch shows to be one; returns the origins of the family.

    The epoch that it came from, or one that came from it, may be of another origin: a copy's. That
    is believed only where a laptop is certified for both, since anybody can name a parent.
    """
    found = connection.execute(
        text(
            "SELECT DISTINCT origin FROM centre_epoch e"
            " WHERE (epoch = :parent OR parent_epoch = :epoch) AND EXISTS (SELECT 1"
            " FROM centre_node WHERE origins @> ARRAY[e.origin, CAST(:origin AS bytea)])"
        ),
        {
            "parent": opening.parent.epoch if opening.parent else None,
            "epoch": opening.epoch,
            "origin": opening.origin,
        },
    )
    origins = {bytes(one) for one in found.scalars()} | {opening.origin}
    families = connection.execute(
        text("SELECT DISTINCT family FROM centre_origin WHERE origin = ANY(:origins)"),
        {"origins": list(origins)},
    )
    names = sorted(bytes(one) for one in families.scalars())
    if len(names) > 1:
        connection.execute(
            text("UPDATE centre_origin SET family = :family WHERE family = ANY(:names)"),
            {"family": names[0], "names": names},
        )
        return lock_family(connection, opening.origin, alone=True)
    return []
