"""Counting tries at one-time codes, for each address and for all together.

A try is counted before the code is looked at, in a transaction of its own, so that many at once
through several processes cannot slip past the count; a right code gives its try back.
"""

import ipaddress

from sqlalchemy import Connection, text

from app.centre.transactions import writing
from app.clock import now_ms
from app.errors import N_, KisimaError

WINDOW_MS = 3_600_000
PER_ADDRESS = 20
IN_ALL = 3_600
ALL = "all"
REFUSALS_NOTED = 200
REFUSALS_IN_ALL = 5_000
RENEWALS = 20


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


def take_try(address: str) -> None:
    """Count a try from this address; raises TooManyTries when there have been too many."""
    now = now_ms()
    with writing() as connection:
        # Always in the same order, so that two tries cannot wait for each other.
        for target, most in ((network(address), PER_ADDRESS), (ALL, IN_ALL)):
            tries, since_ms = _count(connection, target, now)
            if tries > most:
                # Rolled back, so that those who keep asking do not shut out the others.
                raise TooManyTries(seconds=1 + (since_ms + WINDOW_MS - now) // 1000)


def give_back(address: str) -> None:
    """The code was right: the try does not count. Rows of hours ago are swept away."""
    with writing() as connection:
        for target in (network(address), ALL):
            connection.execute(
                text("UPDATE centre_try SET tries = tries - 1 WHERE target = :t AND tries > 0"),
                {"t": target},
            )
        connection.execute(
            text("DELETE FROM centre_try WHERE since_ms < :old"),
            {"old": now_ms() - 2 * WINDOW_MS},
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
    """Whether this sender may make the centre begin a new generation once more in this hour."""
    return _count(connection, f"generation {who}"[:200], now_ms())[0] <= RENEWALS


def _count(connection: Connection, target: str, now: int) -> tuple[int, int]:
    """How many there were in this hour, this one included, and when the hour began."""
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
        {"target": target, "now": now, "window": WINDOW_MS},
    ).one()
    return row.tries, row.since_ms
