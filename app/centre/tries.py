"""Counting tries at one-time codes, for each address or laptop and for all together.

A try is counted before the code is looked at, in a transaction of its own, so that many at once
through several processes cannot slip past the count; a right code gives its try back.
"""

import ipaddress
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.transactions import writing
from app.clock import now_ms
from app.errors import N_, KisimaError

WINDOW_MS, DAY_MS = 3_600_000, 86_400_000
PER_SENDER = 20
IN_ALL = 3_600  # over the link
BY_STICK = 1_000
REFUSALS_NOTED = 200
REFUSALS_IN_ALL = 5_000
RENEWALS = 8  # a day, of one sender: each makes all nodes name all their epochs
RENEWALS_IN_ALL = 100  # a day


class TooManyTries(KisimaError):
    sentence = N_(
        "Too many wrong codes were tried. Please wait %(seconds)s seconds, look at the code "
        "again, and try once more."
    )


def network(address: str) -> str:
    """The address that tries are counted for; of an IPv6 address, the network of one customer."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


@dataclass(frozen=True, slots=True)
class Trying:
    """Who tries: each sender for itself, and `together` all who come by the same road, of whom
    there may be `most` tries in an hour."""

    sender: str
    together: str
    most: int


def over_link(address: str) -> Trying:
    """By the address that it came from."""
    return Trying(network(address), "all", IN_ALL)


def by_stick(node: bytes) -> Trying:
    """By the laptop's key: whoever brings wrong codes on a stick shuts out nobody else."""
    return Trying(f"stick {node.hex()}", "sticks", BY_STICK)


def take_try(who: Trying) -> None:
    """Count a try; raises TooManyTries when there have been too many."""
    now = now_ms()
    with writing() as connection:
        # Always in the same order, so that two tries cannot wait for each other.
        for target, most in ((who.sender, PER_SENDER), (who.together, who.most)):
            tries, since_ms = _count(connection, target, now)
            if tries > most:
                # Rolled back, so that those who keep asking do not shut out the others.
                raise TooManyTries(seconds=1 + (since_ms + WINDOW_MS - now) // 1000)


def give_back(who: Trying) -> None:
    """The code was right: the try does not count. Rows of days ago are swept away."""
    with writing() as connection:
        for target in (who.sender, who.together):
            connection.execute(
                text("UPDATE centre_try SET tries = tries - 1 WHERE target = :t AND tries > 0"),
                {"t": target},
            )
        connection.execute(
            text("DELETE FROM centre_try WHERE since_ms < :old"),
            {"old": now_ms() - 2 * DAY_MS},
        )


def may_note(connection: Connection, who: str) -> bool:
    """Whether one more refusal of this sender is noted in this hour; counts it."""
    now = now_ms()
    # Anybody can make up senders, so there is a limit for all together as well.
    return (
        _count(connection, "refused", now)[0] <= REFUSALS_IN_ALL
        and _count(connection, f"refused {who}"[:200], now)[0] <= REFUSALS_NOTED
    )


def may_renew(connection: Connection, who: str) -> bool:
    """Whether this sender may make the centre begin a new generation once more in this day."""
    now = now_ms()
    return (
        _count(connection, f"generation {who}"[:200], now, DAY_MS)[0] <= RENEWALS
        and _count(connection, "generations", now, DAY_MS)[0] <= RENEWALS_IN_ALL
    )


def _count(
    connection: Connection, target: str, now: int, window_ms: int = WINDOW_MS
) -> tuple[int, int]:
    """How many there were in this window, this one included, and when it began."""
    row = connection.execute(
        text(
            "INSERT INTO centre_try AS t (target, tries, since_ms)"
            " VALUES (:target, 1, :now) ON CONFLICT (target) DO UPDATE SET"
            " tries = CASE WHEN :now - t.since_ms BETWEEN 0 AND :window"
            "  THEN t.tries + 1 ELSE 1 END,"
            " since_ms = CASE WHEN :now - t.since_ms BETWEEN 0 AND :window"
            "  THEN t.since_ms ELSE :now END"
            " RETURNING tries, since_ms"
        ),
        {"target": target, "now": now, "window": window_ms},
    ).one()
    return row.tries, row.since_ms
