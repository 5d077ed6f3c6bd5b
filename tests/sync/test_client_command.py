"""`kisima sync` as cron starts it: a process of its own, an exit code, one JSON object."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.sync.one_at_a_time import alone

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kisima(settings, store):
    """Runs `kisima sync` on the test's store; gives the exit code and the last line of JSON."""

    def kisima(*words: str) -> tuple[int, dict]:
        data = ["--data", str(settings.data)]
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "sync", "--json", *data, *words],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            capture_output=True,
            text=True,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout.splitlines()[-1])

    return kisima


def test_from_a_code_to_everything_delivered(kisima, centre, read, settings, tmp_path):
    read("rain", "maize")
    code, told = kisima("enrol", centre.url, centre.code())
    assert (code, told["school"]) == (0, "Mlimani")
    code, told = kisima()
    assert (code, told["outcome"], told["waiting"]) == (0, "delivered", 0)
    assert kisima("status")[1]["delivered"] == told["events"]
    (tmp_path / "stick").mkdir()
    assert len(kisima("export", str(tmp_path / "stick"))[1]["files"]) == 1


def test_a_school_that_is_not_connected_needs_a_person(kisima):
    code, told = kisima()
    assert (code, told["error"]["id"]) == (4, "NotConnected")


def test_a_centre_that_is_not_reached_is_code_3(kisima, centre, read):
    kisima("enrol", centre.url, centre.code())
    centre.stop()
    code, told = kisima()
    assert (code, told["outcome"]) == (3, "unreached")


def test_a_wrong_code_is_refused_in_the_centre_s_own_words(kisima, centre):
    code, told = kisima("enrol", centre.url, "AAAAA-AAAAA")
    assert code == 9 and "does not know this code" in told["error"]["sentence"]


def test_a_second_run_says_that_one_goes_on(kisima, settings, centre):
    kisima("enrol", centre.url, centre.code())
    with alone(settings.data):
        assert kisima()[0] == 6
