"""Random histories of the real client, the real centre and a real PostgreSQL (see real_world).

`pytest tests/sync/test_property_real_parts.py --long` plays 500 histories of 400 steps, which takes
some hours, and prints a line after each; KISIMA_HISTORIES and KISIMA_FIRST say how many and from
which seed on, so that several processes share them. What fails is named at the end, with
the shortest history found that fails as the first did: `stage.play(history, seed)` plays it.
"""

import os
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_world.playing import Stage, fails, random_history, shrunk
from real_world.world import WEIGHTED, Step, World

pytestmark = pytest.mark.slow
SMALL = st.integers(0, 999)


@pytest.fixture(scope="module")
def stage(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(postgres, tmp_path_factory.mktemp("stage"))
    yield made
    made.close()


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=10, max_size=30))
def test_short_histories_lose_and_double_nothing(stage: Stage, history: list[Step]):
    stage.play(history)


@pytest.mark.parametrize("seed", [104])
def test_a_longer_history_loses_and_doubles_nothing(stage: Stage, seed: int):
    stage.play_seed(seed, steps=60)


def test_a_copy_is_found_out_though_the_centre_forgot_which_epoch_came_from_which(stage: Stage):
    """Of seed 12000: the centre is restored; a laptop's first greeting, in which openings that
    were known before are not said again, is its last for now; its copy is in the older epoch."""
    well, killed_at_once = 2, 13  # how the link is
    stage.play(
        [
            step(World.centre_backup),
            step(World.clone),
            step(World.damage),  # so the laptop opens an epoch, and its copy does not
            step(World.sync, 0, well),
            step(World.centre_restore),
            step(World.sync, 0, killed_at_once),
            step(World.sync, 2, well),
        ]
    )


def step(action: Callable[[World, int, int], None], one: int = 0, two: int = 0) -> Step:
    return WEIGHTED.index(action), one, two


def test_a_history_is_the_same_each_time(stage: Stage):
    first, second = (stage.play_seed(3, steps=12)[1] for _ in range(2))
    assert first.counts == second.counts
    assert first.salts == second.salts


@pytest.mark.long
def test_long_histories_lose_and_double_nothing(stage: Stage, capsys: pytest.CaptureFixture[str]):
    first = int(os.environ.get("KISIMA_FIRST", "0"))
    number = int(os.environ.get("KISIMA_HISTORIES", "500"))
    failed = []
    for seed in range(first, first + number):
        began, cpu = time.perf_counter(), time.process_time()
        try:
            took, world = stage.play_seed(seed)
            how = f"{took} rounds, {world.exchanges} exchanges"
        except Exception as broken:
            failed.append(seed)
            how = f"FAILED: {broken}"
        with capsys.disabled():
            spent = f"{time.perf_counter() - began:.1f} s, {time.process_time() - cpu:.1f} s CPU"
            print(f"seed {seed}: {spent}, {how}", flush=True)
    for seed in failed[:1]:
        short = shrunk(stage, random_history(seed), seed)
        raise AssertionError(f"seeds {failed} failed; of seed {seed} this fails too: {short}")


def keep_generation(patch: pytest.MonkeyPatch) -> None:
    from app.centre import generation

    patch.setattr(generation, "_begin_generation", lambda connection, *_: _row(connection))


def _row(connection: Any) -> Any:
    from app.centre import generation

    return generation._row(connection)


def believe_numbers(patch: pytest.MonkeyPatch) -> None:
    from app.sync import marks

    patch.setattr(marks, "is_on", lambda session, epoch, point: True)


def hear_no_erasures(patch: pytest.MonkeyPatch) -> None:
    from app.sync import hearing

    patch.setattr(hearing, "_hear_erased", lambda statement: None)


def send_without_consent(patch: pytest.MonkeyPatch) -> None:
    from app import journal
    from app.journal import log

    everybody, written = frozenset(range(1000)), log.Written
    patch.setattr(journal, "consenting", lambda session: everybody)
    patch.setattr(log, "Written", lambda **given: written(**{**given, "withheld": False}))


def keep_copied_keys(patch: pytest.MonkeyPatch) -> None:
    from app.sync import hearing

    patch.setattr(hearing, "_hear_superseded", lambda *_: False)


def call_everything_backed_up(patch: pytest.MonkeyPatch) -> None:
    from app.centre import stating
    from app.sync.wire.statements import Held

    real: Callable[..., Held] = stating._holding

    def holding(*given: Any) -> Held:
        told = real(*given)
        return Held(told.chain, told.held, told.tips, tuple({*told.held, *told.tips}), told.aside)

    patch.setattr(stating, "_holding", holding)


@pytest.mark.long
@pytest.mark.parametrize(
    "broken",
    [
        keep_generation,
        believe_numbers,
        hear_no_erasures,
        send_without_consent,
        keep_copied_keys,
        call_everything_backed_up,
    ],
    ids=lambda broken: broken.__name__,
)
def test_a_broken_rule_is_noticed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None]
):
    broken(monkeypatch)
    seeds = Random(broken.__name__).sample(range(10_000), 12)
    # By a check: a patch that does not fit the application any more would fail otherwise.
    assert any(fails(stage, random_history(seed, 150), seed, AssertionError) for seed in seeds)
