"""When the server tries by itself, and that one run at a time is enough."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.serve import sync_when_due
from app.clock import now_ms
from app.database import db, transaction
from app.sync.enrolling import enrol
from app.sync.history import last_run
from app.sync.link import change, link
from app.sync.one_at_a_time import AlreadyRunning, alone, is_running
from app.sync.running import run
from app.sync.trying import due

ROOT = Path(__file__).resolve().parents[2]
HOUR = 3_600_000


@pytest.fixture
def connected(centre, terms, student):
    return enrol(terms, centre.url, centre.code())


def plan(**values):
    with transaction() as session:
        change(session, values)


def test_a_school_that_is_not_connected_never_tries(store, terms):
    assert not due(terms)


def test_once_connected_it_tries_at_once_and_then_when_it_planned_to(connected, terms, read):
    assert due(terms)
    run(terms)
    assert link(db.session()).next_try_ms > now_ms() and not due(terms)
    read("rain")
    plan(next_try_ms=now_ms() - 1)
    assert due(terms)


def test_the_server_sends_in_a_process_of_its_own(connected, store, settings, terms, read):
    read("rain")
    assert sync_when_due(store, settings) == 0
    assert last_run(db.session()).outcome == "delivered"
    assert sync_when_due(store, settings) is None


def test_with_nothing_to_say_it_stays_quiet_for_a_day(connected, terms):
    run(terms)
    plan(next_try_ms=now_ms() - 1)
    assert not due(terms) and link(db.session()).next_try_ms > now_ms()


def test_a_clock_that_was_set_back_by_years_does_not_silence_it(connected, terms, read):
    run(terms)
    read("rain")
    plan(next_try_ms=now_ms() + 24 * 365 * 10 * HOUR)
    assert due(terms)


def test_it_never_tries_by_itself_when_the_month_s_bytes_are_used_up(connected, terms, read):
    run(terms)
    read("rain")
    plan(next_try_ms=now_ms() - 1)
    assert not due(replace(terms, budget_mb=0.0001))


def test_a_second_run_finds_the_first(connected, terms):
    with alone(terms.data):
        assert is_running(terms.data)
        assert run(terms).name == "running"
    assert not is_running(terms.data)


def test_a_lock_goes_with_its_process_however_that_ends(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from app.sync.one_at_a_time import alone\n"
        "with alone(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunning), alone(tmp_path, seconds=0):
        pass
    os.kill(holder.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    holder.wait()
    with alone(tmp_path):
        assert (tmp_path / "sync.lock").exists()
