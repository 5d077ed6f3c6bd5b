"""Whether code runs here and how far it is shut in, found out the way students' code goes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernels import RemoteKernels
from app.kernels.checkup import OWNER, Checkups, about_setting, probed
from app.kernels.sandbox import describe, probe


@pytest.fixture
def private(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir(mode=0o700)
    path = tmp_path / "data" / "secret.key"
    path.write_text("nobody's business")
    path.chmod(0o600)
    return path


@pytest.fixture
def live() -> Iterator[RemoteKernels]:
    made = RemoteKernels(preload=())
    yield made
    made.close()


def test_another_process_finds_out_what_this_one_would() -> None:
    found = probed()
    assert [one["text"] for one in found["sentences"]] == [str(one) for one in describe(probe())]


@pytest.mark.slow
def test_a_trial_goes_the_way_of_students_code(live: RemoteKernels, private: Path) -> None:
    made = Checkups(live, private).made()
    plan = probe()
    assert made.whole == (not plan.missing)
    assert made.findings[0].msgid == describe(plan)[0].msgid
    # Where the sum of it is reassuring, the trial must bear that out.
    assert made.trial == ("shut-in" if describe(plan)[0].good else "open")


def test_without_code_that_runs_it_says_so(private: Path) -> None:
    dead = RemoteKernels(command=("python-that-is-not-there",))
    made = Checkups(dead, private).made()
    assert made.trial == "does-not-run" and made.trouble is not None
    assert made.findings


class Broken:
    """Kernels that fail in a way that nobody has foreseen."""

    def run(self, *_: object) -> None:
        raise ValueError(OWNER)


def test_what_nobody_foresaw_ends_in_a_checkup_too(private: Path) -> None:
    checkups = Checkups(Broken(), private)  # type: ignore[arg-type]
    assert checkups.latest is None
    checkups.start()
    ends = time.monotonic() + 60
    while checkups.going_on and time.monotonic() < ends:
        time.sleep(0.02)
    assert checkups.latest is not None and checkups.latest.trial == "does-not-run"


def test_a_full_sandbox_with_a_layer_missing_runs_nothing() -> None:
    assert about_setting("full", whole=False).good is False
    assert about_setting("full", whole=True).good and about_setting("best", whole=False).good
