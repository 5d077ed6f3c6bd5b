"""Sticks between the laptops and the centre: the real files, some of them cut off."""

import shutil
from typing import TYPE_CHECKING

from real_world.checks import check_marks, places_held, require
from real_world.faulty_link import check_batch

from app.centre import sticks as at_centre
from app.centre.generation import centre
from app.centre.transactions import writing
from app.sync import wire
from app.sync.sticks import exporting, files, importing, names

if TYPE_CHECKING:
    from pathlib import Path

    from real_world.world import World


def export(world: "World", one: int, two: int) -> None:
    """A laptop copies what waits; and one stick in five is pulled out too early."""
    laptop = world.pick(one)
    with laptop.at_work():
        written = exporting.export(laptop.terms, stick(world, two))
    for path in written:
        for part in _parts(world, path):
            if wire.thing_of(part) is wire.Thing.BATCH:
                check_batch(laptop, wire.unpack_batch(part, wire.peek_header(part).head.signer))
    if two % 5 == 0:
        data = written[-1].read_bytes()
        written[-1].write_bytes(data[: two % len(data)])
    check_marks(world, laptop)


def carry(world: "World", one: int, two: int) -> None:
    """A stick is read at the centre, which leaves its receipts on it."""
    with world.clock.wrong_by(0), world.root.store.app_context():
        for told in at_centre.read_stick(stick(world, one)):
            for error in told.refused:
                world.count(f"stick: {error.id}")


def bring_back(world: "World", one: int, two: int) -> None:
    """A stick is read at a school, perhaps at another than it comes from."""
    laptop = world.pick(one)
    with laptop.at_work():
        for _, error in importing.read(laptop.terms, stick(world, two)).left:
            world.count(f"stick at school: {error.id}")
    check_marks(world, laptop)


def lose(world: "World", one: int, two: int) -> None:
    """A stick is lost."""
    if two % 3 == 0:
        shutil.rmtree(stick(world, one))


def stick(world: "World", number: int) -> "Path":
    """One of two sticks."""
    path = world.folder / f"stick{number % 2}"
    path.mkdir(exist_ok=True)
    return path


def check_sticks(world: "World") -> None:
    """A whole stick that was read is enough, even when the laptop is gone.

    What was written in an older generation of the centre may begin after what was lost.
    """
    held = places_held(world.root)
    (state,) = world.root.rows("SELECT count, random FROM centre_state")
    generation = wire.Generation(state.count, bytes(state.random))
    erased = {bytes(row.origin) for row in world.root.rows("SELECT origin FROM centre_erased")}
    for number in (0, 1):
        for path in files.found(names.to_centre(stick(world, number))):
            parts = _parts(world, path)
            hellos = [part for part in parts if wire.thing_of(part) is wire.Thing.HELLO]
            if not hellos or wire.unpack_hello(hellos[0]).generation != generation:
                continue
            for part in parts:
                if wire.thing_of(part) is wire.Thing.BATCH:
                    head = wire.peek_header(part).head
                    place = (head.opening.epoch, head.seq, head.hash[:16])
                    require(place in held or erased, "lost: it came by stick")


def _parts(world: "World", path: "Path") -> tuple[bytes, ...]:
    with world.root.store.app_context(), writing() as connection:
        seed = centre(connection).seal_seed
    try:
        return wire.unpack_stick_file(path.read_bytes(), seed)
    except wire.WireError:
        return ()
