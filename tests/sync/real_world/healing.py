"""The network heals: what is late arrives, all sync until nothing moves, and all is checked."""

from random import Random
from typing import TYPE_CHECKING

from real_world import sticks
from real_world.checks import check_centre, check_end, require

if TYPE_CHECKING:
    from real_world.world import World

MOST_ROUNDS = 12
MOST_EXCHANGES = 200  # of one laptop in one run


def heal(world: "World") -> int:
    """Bring everything to rest and check it; returns the number of rounds that it took."""
    while world.late:
        world.arrive_late(len(world.late) // 2, 0)
    for number in (0, 1):
        sticks.carry(world, number, 0)
    for laptop in world.laptops.values():
        laptop.repair()
        laptop.boot()  # every laptop is started again one day
    rounds, before = 0, picture(world)
    while (after := one_round(world)) != before:
        rounds, before = rounds + 1, after
        require(rounds <= MOST_ROUNDS, "no rest")
    check_centre(world)
    world.centre_backup(0, 0)
    for _ in range(2):
        before, after = after, one_round(world)
        rounds += after != before
    check_end(world)
    sticks.check_sticks(world)
    return rounds


def one_round(world: "World") -> tuple[object, ...]:
    """Each laptop syncs once over a link that works; the picture after it."""
    for laptop in list(world.laptops.values()):
        exchanges = world.exchanges
        outcome = world.sync_over(laptop, Random(0), 0)
        require(world.exchanges - exchanges <= MOST_EXCHANGES, "a sync without end")
        assert outcome is not None
        require(outcome.delivered, f"{laptop.name}: {outcome.name}, {outcome.error}")
        require(outcome.waiting == 0, f"{laptop.name}: {outcome.waiting} wait")
    return picture(world)


def picture(world: "World") -> tuple[object, ...]:
    """What moves when anything does."""
    laptops = tuple(
        (epoch.name, epoch.head, seq, backed)
        for laptop in world.laptops.values()
        for epoch, seq, _, backed, _ in laptop.marks()
    )
    return laptops, *(tuple(world.root.rows(sql)) for sql in MOVING)


MOVING = (
    "SELECT count(*) AS all_of_them, count(digest) FROM centre_event",
    "SELECT origin, epoch, branch, seq, hash FROM centre_branch ORDER BY origin, epoch, branch",
    "SELECT count, random FROM centre_state",
    "SELECT node, epoch, by_epoch FROM centre_superseded ORDER BY node, epoch",
    "SELECT count(*) FROM centre_erased",
)
