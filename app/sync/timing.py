"""When the server tries to sync by itself: plain functions over the runs there were.

Three times are looked at and the earliest wins: back-off after failures (full jitter, as in
"Exponential Backoff And Jitter" of Amazon's Architecture Blog), the daily minute that the centre
gave this school, and, while something waits, the next hour of the day at which the link is known
to be good. What the centre asked with `Retry-After` comes before all of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

FIRST_WAIT, LONGEST_WAIT = 30.0, 6 * 3600.0  # seconds
ENOUGH_TRIES = 3  # before an hour's share of successes says anything
HALF_LIFE_DAYS = 14.0  # a try two weeks ago counts half


@dataclass(frozen=True)
class Tried:
    """One run over the link: when, and whether the centre was reached."""

    at_ms: int
    reached: bool


def failures_in_a_row(tries: Sequence[Tried]) -> int:
    """How many of the last runs, oldest first, reached nothing."""
    count = 0
    for tried in reversed(tries):
        if tried.reached:
            break
        count += 1
    return count


def back_off(failures: int, random: Random) -> float:
    """Seconds to wait: anything up to 30 s doubled with each failure, 6 hours at most."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures, 20))
    return random.uniform(0, longest)


def good_hours(tries: Sequence[Tried], now_ms: int) -> frozenset[int]:
    """The hours of the day (UTC) at which the centre was reached at least half as often, tries
    counted less the older they are, as in the best hour.

    Empty while nothing has been learnt, which means that no hour is better than another.
    """
    weights = [[0.0, 0.0, 0.0] for _ in range(24)]  # tries, weighted tries, weighted successes
    for tried in tries:
        days = max(0, now_ms - tried.at_ms) / 86_400_000
        weight = math.pow(0.5, days / HALF_LIFE_DAYS)
        hour = weights[_utc(tried.at_ms).hour]
        hour[0] += 1
        hour[1] += weight
        hour[2] += weight * tried.reached
    shares = {
        hour: reached / total
        for hour, (count, total, reached) in enumerate(weights)
        if count >= ENOUGH_TRIES and total > 0
    }
    best = max(shares.values(), default=0.0)
    return frozenset(hour for hour, share in shares.items() if best and share >= best / 2)


def next_try(
    now_ms: int,
    tries: Sequence[Tried],
    *,
    slot_minute: int | None,
    waiting: bool,
    retry_after_ms: int | None,
    random: Random,
) -> int:
    """When to try next, in ms since 1970; `tries` are the runs of the last weeks, oldest first.

    `slot_minute` is the centre's minute of the day in UTC, `waiting` whether any event has not
    been delivered, `retry_after_ms` the moment before which the centre wants not to be asked.
    """
    failures = failures_in_a_row(tries)
    times = [_next_minute(now_ms, slot_minute)] if slot_minute is not None else []
    if waiting:
        if failures:
            times.append(now_ms + int(back_off(failures, random) * 1000))
        else:
            times.append(now_ms + int(random.uniform(0, LONGEST_WAIT) * 1000))
        times += _next_good_hour(now_ms, good_hours(tries, now_ms), random)
    if not times:
        times = [now_ms + int(LONGEST_WAIT * 1000)]
    return max(min(times), retry_after_ms or 0)


def _next_good_hour(now_ms: int, hours: frozenset[int], random: Random) -> list[int]:
    """A random minute of the next good hour that begins after now."""
    start = _utc(now_ms).replace(minute=0, second=0, microsecond=0)
    for later in range(1, 25):
        moment = start + timedelta(hours=later)
        if moment.hour in hours:
            return [int(moment.timestamp() * 1000) + random.randrange(3_600_000)]
    return []


def _next_minute(now_ms: int, minute: int) -> int:
    now = _utc(now_ms)
    slot = now.replace(hour=minute // 60 % 24, minute=minute % 60, second=0, microsecond=0)
    if slot <= now:
        slot += timedelta(days=1)
    return int(slot.timestamp() * 1000)


def _utc(ms: int) -> datetime:
    # A clock that is years off may say anything, even what no calendar holds.
    try:
        return datetime.fromtimestamp(ms / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return datetime.fromtimestamp(0, UTC)
