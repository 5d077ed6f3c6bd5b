"""The model of the sync protocol (docs/sync-protocol.md): random histories, and mutations of it.

`KISIMA_HISTORIES=5000 pytest tests/sync/test_protocol_model.py` runs as many histories of 400
steps instead of the short check.
"""

import os
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.append(HERE)

from protocol_model import mutants  # noqa: E402
from protocol_model.centre import Centre  # noqa: E402
from protocol_model.healing import heal  # noqa: E402
from protocol_model.node import Node  # noqa: E402
from protocol_model.world import WEIGHTED, Step, World  # noqa: E402

# Of the real parts' seed 12000, as this model has it: a clone, and an epoch that the copied laptop
# opens; it says hello to the restored root, which forgot that epoch, and the answer is lost; then
# the clone does.
CLONE_OF_BEFORE: list[Step] = [
    (WEIGHTED.index(action), one, two)
    for action, one, two in (
        (World.centre_backup, 0, 0),
        *[(World.clone, 0, 0)] * 4,
        (World.damage, 0, 0),
        (World.sync, 0, 0),
        (World.centre_restore, 0, 0),
        (World.sync, 0, 30),
        (World.sync, 2, 0),
    )
]
SMALL = st.integers(0, 999)


def random_history(seed: int, steps: int = 400) -> list[Step]:
    random = Random(seed)
    return [
        (random.randrange(1000), random.randrange(1000), random.randrange(1000))
        for _ in range(steps)
    ]


def play(history: list[Step], node: type[Node] = Node, centre: type[Centre] = Centre) -> int:
    world = World(node, centre)
    world.run(history)
    return heal(world)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(st.tuples(SMALL, SMALL, SMALL), max_size=60))
def test_short_histories_lose_and_double_nothing(history: list[Step]):
    play(history)


def test_long_histories_lose_and_double_nothing():
    for seed in range(int(os.environ.get("KISIMA_HISTORIES", "10"))):
        try:
            play(random_history(seed))
        except AssertionError as broken:
            raise AssertionError(f"history {seed}: {broken}") from broken


def test_a_clone_is_found_out_though_the_root_forgot_which_epoch_came_from_which():
    play(CLONE_OF_BEFORE)
    play(CLONE_OF_BEFORE, node=mutants.ClosedEpochKeepsKey)
    play(CLONE_OF_BEFORE, centre=mutants.NotesBeforeOpenings)
    with pytest.raises(AssertionError, match="two laptops with one key"):
        play(CLONE_OF_BEFORE, mutants.ClosedEpochKeepsKey, mutants.NotesBeforeOpenings)


@pytest.mark.parametrize("mutant", mutants.ALL, ids=lambda mutant: mutant.says)
def test_the_model_notices(mutant: mutants.Mutant):
    with pytest.raises(AssertionError):
        for seed in range(mutant.first, mutant.first + mutant.histories):
            play(random_history(seed), mutant.node, mutant.centre)
