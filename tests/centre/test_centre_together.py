"""Several processes at once, and batches in any order: every event once, none lost."""

import random
import threading
from collections.abc import Callable

from centre_laptop import Laptop, scalar, stored
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.centre.ingest import ingest
from app.centre.subjects import UnknownStudent
from app.centre.transactions import CentreBusy


def together(app: Flask, works: list[Callable[[], None]]) -> None:
    """Run these at the same time, each with connections of its own; raises what any raised."""
    failed: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            with app.app_context():
                work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []


def send_all(batches: list[bytes], seed: int) -> Callable[[], None]:
    order = batches.copy()
    random.Random(seed).shuffle(order)

    def work() -> None:
        for data in order:
            for _ in range(20):  # a client, too, tries a busy centre again
                try:
                    ingest(data)
                    break
                except CentreBusy:
                    continue
                except UnknownStudent:
                    return  # erased meanwhile; the laptop would say hello now

    return work


def test_the_same_batches_from_four_sides(centre: Flask, laptop: Laptop) -> None:
    laptop.write_many(60)
    length = len(laptop.rows[laptop.epoch])
    batches = [
        laptop.batch(first, min(first + 9, length), salts=True) for first in range(1, length, 5)
    ]
    together(centre, [send_all(batches, seed) for seed in range(4)])
    assert laptop.send().tips == (laptop.tip(),)
    assert len(stored()) == length


def test_clones_and_an_erasure_at_once(centre: Flask, laptop: Laptop) -> None:
    laptop.write_many(20)
    laptop.send()
    first = laptop.tip().seq + 1
    clones = [laptop.copy() for _ in range(3)]
    for number, clone in enumerate(clones):
        clone.write("boot", payload={"random": str(number)})
        clone.write_many(20)
    laptop.erase(1)
    works = [
        send_all([clone.batch(place, place) for place in range(first, clone.tip().seq + 1)], 0)
        for clone in clones
    ]
    together(centre, [*works, send_all([laptop.batch(first)], 0)])
    assert scalar("SELECT count(*) FROM centre_erased") == 1
    gone = scalar("SELECT encode(pseudonym, 'hex') FROM centre_erased")
    assert stored(f"subject = '\\x{gone}'") == []
    assert scalar("SELECT count(*) FROM centre_subject WHERE number = 1") == 0


def test_many_new_epochs_of_one_family_at_once(centre: Flask, laptop: Laptop) -> None:
    laptop.write("boot")
    clones = [laptop.copy() for _ in range(4)]
    works = []
    for clone in clones:
        clone.become_clone()
        clone.write("boot")
        works.append(send_all([clone.batch(certificates=True)], 0))
    together(centre, [*works, send_all([laptop.batch()], 0)])
    assert scalar("SELECT count(*) FROM centre_event") == 5
    assert scalar("SELECT count(DISTINCT family) FROM centre_origin") == 1


RANGES = st.lists(st.tuples(st.integers(1, 24), st.integers(0, 12)), max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ranges=RANGES, withheld=st.sets(st.integers(0, 9)), forked=st.integers(0, 24))
def test_any_order_of_any_ranges_ends_whole(
    laptop: Laptop, ranges: list[tuple[int, int]], withheld: set[int], forked: int
) -> None:
    laptop.open()
    laptop.salts.clear()
    for number in range(20):
        laptop.write("lesson-read", number % 3, item=str(number), withheld=number in withheld)
        if number == forked:
            other = laptop.copy()
    length = laptop.tip().seq
    for first, more in ranges:
        if first <= length:
            laptop.send(first, min(first + more, length), salts=True)
    assert laptop.send(salts=True).tips == (laptop.tip(),)
    count = scalar(f"SELECT count(*) FROM centre_event WHERE epoch = '\\x{laptop.epoch.hex()}'")
    assert count == length
    if forked < 20:
        other.write("boot", payload={"random": "other"})
        assert other.tip() in other.send(salts=True).tips
        count = scalar(f"SELECT count(*) FROM centre_event WHERE epoch = '\\x{laptop.epoch.hex()}'")
        assert count == length + 1
