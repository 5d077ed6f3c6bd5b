"""When the server tries to sync by itself, and what a month may cost."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from app.database import db, transaction
from app.sync.budget import Budget, BudgetUsedUp, month_so_far
from app.sync.models import SyncRun
from app.sync.timing import Tried, back_off, failures_in_a_row, good_hours, next_try

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOUR = 3_600_000


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def days(hour: int, reached: bool, count: int = 10) -> list[Tried]:
    """A try at this hour on each of the last days."""
    at = NOW.replace(hour=hour, minute=5)
    return [Tried(ms(at - timedelta(days=day)), reached) for day in range(count, 0, -1)]


def when(tries=(), **given) -> int:
    usual = {"slot_minute": None, "waiting": True, "retry_after_ms": None, "random": Random(1)}
    return next_try(ms(NOW), tries, **{**usual, **given})


def test_only_the_last_runs_count_as_failures_in_a_row():
    assert failures_in_a_row(days(8, False, 2) + days(8, True, 1) + days(8, False, 3)) == 3


def test_back_off_grows_to_six_hours_and_is_jittered_down_to_nothing():
    waits = [back_off(40, Random(seed)) for seed in range(200)]
    assert max(waits) <= 6 * 3600 and max(waits) > 5 * 3600 and min(waits) < 600
    assert max(back_off(0, Random(seed)) for seed in range(200)) <= 30


def test_the_hours_at_which_the_link_is_good_are_learnt():
    tries = days(6, True) + days(10, False) + days(20, True)
    assert good_hours(tries, ms(NOW)) == {6, 20}


def test_what_was_long_ago_counts_little():
    old = [Tried(one.at_ms - 120 * 24 * HOUR, True) for one in days(10, True)]
    assert good_hours(old + days(10, False, 5) + days(6, True, 5), ms(NOW)) == {6}


def test_the_slot_that_the_centre_gave_is_kept_each_day():
    assert when(waiting=False, slot_minute=600) == ms(NOW.replace(hour=10, minute=0))
    tomorrow = NOW.replace(hour=9, minute=0) + timedelta(days=1)
    assert when(waiting=False, slot_minute=540) == ms(tomorrow)


def test_the_next_good_hour_is_tried_while_something_waits():
    tries = days(10, True)
    for seed in range(20):
        assert when(tries, random=Random(seed)) < ms(NOW.replace(hour=11, minute=0))


def test_what_the_centre_asked_for_comes_first():
    later = ms(NOW) + 9 * HOUR
    assert when(days(9, False), retry_after_ms=later) >= later


def test_a_clock_that_is_out_of_all_bounds_breaks_nothing():
    assert good_hours([Tried(10**18, True)] * 5, ms(NOW)) == {0}


def test_a_month_counts_both_directions_and_no_sticks(store):
    with transaction() as session:
        for way, at in (("http", NOW), ("http", NOW - timedelta(days=40)), ("stick", NOW)):
            session.add(SyncRun(started_ms=ms(at), way=way, bytes_up=900, bytes_down=100))
    budget = month_so_far(db.session(), ms(NOW), 0.002, UTC)
    assert (budget.used, budget.left) == (1000, 1000)


def test_a_budget_that_is_used_up_says_so_and_none_is_no_limit():
    with pytest.raises(BudgetUsedUp, match=r"0\.5 MB"):
        Budget(used=500_001, most=500_000).check()
    Budget(used=10**9, most=0).check()
