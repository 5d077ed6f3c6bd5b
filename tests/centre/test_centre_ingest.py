"""Batches become events of the centre: once each, in whatever order they come."""

import pytest
from centre_laptop import Laptop, audit, scalar, stored

from app.centre.subjects import UnknownStudent
from app.sync.wire import Point


def test_a_batch_arrives_and_its_receipt_names_the_head(laptop: Laptop) -> None:
    laptop.write("boot", payload={"version": "1"})
    laptop.write_many(20)
    held = laptop.send()
    assert held.holds == laptop.tip()
    assert held.tips == (laptop.tip(),)
    rows = stored()
    assert [bytes(row.id) for row in rows] == [h[:16] for h in laptop.hashes[laptop.epoch][1:]]
    assert {row.kind for row in rows} == {"boot", "announced", "lesson-read"}


def test_what_comes_twice_is_stored_once(laptop: Laptop) -> None:
    laptop.write_many(20)
    laptop.send(1, 12)
    laptop.send(1, 12)
    laptop.send(5, 18)
    assert laptop.send(3).tips == (laptop.tip(),)
    assert len(stored()) == len(laptop.rows[laptop.epoch])


def test_an_early_range_waits_for_the_one_before_it(laptop: Laptop) -> None:
    laptop.write_many(30)
    laptop.send(21, salts=True)
    early = laptop.send(11, 20, salts=True)
    assert early.tips == early.held == ()
    assert early.aside == (Point(20, laptop.hashes[laptop.epoch][20]), laptop.tip())
    assert stored() == []
    assert laptop.send(1, 10).tips == (laptop.tip(),)
    assert len(stored()) == len(laptop.rows[laptop.epoch])
    assert scalar("SELECT count(*) FROM centre_early") == 0


def test_an_early_range_without_its_students_salts_is_not_kept(laptop: Laptop) -> None:
    laptop.write_many(30)
    assert laptop.send(21).aside == ()
    assert laptop.send(1, 20).holds == Point(20, laptop.hashes[laptop.epoch][20])


def test_salts_make_known_whom_a_withheld_announcement_did_not_tell(laptop: Laptop) -> None:
    laptop.write("lesson-read", 1, withheld=True)
    laptop.send()
    laptop.write("lesson-read", 1, item="now")
    with pytest.raises(UnknownStudent) as caught:
        laptop.send(3)
    assert caught.value.values["numbers"] == [1]
    laptop.send(3, salts=True)
    laptop.write("lesson-read", 1, item="later")
    laptop.send(4)
    assert [row.item for row in stored("subject IS NOT NULL")] == ["now", "later"]


def test_a_fork_is_kept_whole_and_has_two_tips(laptop: Laptop) -> None:
    laptop.write_many(10)
    laptop.send()
    other = laptop.copy()
    laptop.write_many(5)
    other.write("boot", payload={"random": "aa"})
    # Both give the number 9 to a student of their own.
    laptop.write("lesson-read", 9)
    other.write("lesson-read", 9)
    laptop.send(14)
    held = other.send(14)
    assert set(held.tips) == {laptop.tip(), other.tip()}
    assert held.holds == other.tip()
    laptop.write("lesson-read", 9)
    other.write("lesson-read", 9)
    laptop.send(len(laptop.rows[laptop.epoch]))
    other.send(len(other.rows[other.epoch]))
    seen = {bytes(row.subject) for row in stored("kind = 'lesson-read' AND item IS NULL")}
    assert len(seen) == 2


def test_a_fork_in_the_middle_of_a_batch_is_found(laptop: Laptop) -> None:
    laptop.write_many(10)
    other = laptop.copy()
    laptop.write_many(4)
    other.write("boot")
    laptop.send()
    assert set(other.send().tips) == {laptop.tip(), other.tip()}
    assert len(stored()) == 10 + 3 + 4 + 1


def test_an_event_appended_again_is_not_stored_again(laptop: Laptop) -> None:
    first = laptop.write("boot")
    laptop.write_many(3)
    second = laptop.write("lesson-read", 1, item="kept")
    laptop.send(1, 2)
    old = laptop.epoch
    laptop.open()
    laptop.write("announced", 1, payload={"salt": laptop.salts[1].hex()})
    event = laptop.entries[second]
    laptop.write("lesson-read", 1, item="kept", again=second, wall_ms=event.wall_ms)
    laptop.write("boot", again=first)
    held = laptop.send()
    assert held.tips == (laptop.tip(),)
    # The rest of the old epoch comes later, from a stick.
    assert laptop.send(epoch=old).tips == (laptop.tip(old),)
    assert scalar(f"SELECT count(*) FROM centre_event WHERE id = '\\x{second.hex()}'") == 1
    assert scalar(f"SELECT count(*) FROM centre_event WHERE id = '\\x{first.hex()}'") == 1
    # Both places are known, so that either chain can be gone on with from there.
    assert laptop.send(2).holds == laptop.tip()
    answer = {held.epoch: held for held in laptop.hello().statement.held}
    assert answer[old].holds == laptop.tip(old)


def test_a_clock_that_is_years_off_is_flagged_and_both_times_are_kept(laptop: Laptop) -> None:
    laptop.write("lesson-read", 1, wall_ms=1_000_000_000_000)
    laptop.write("lesson-read", 1)
    laptop.send()
    rows = stored("kind = 'lesson-read'")
    assert [row.odd_clock for row in rows] == [True, False]
    assert scalar("SELECT min(wall_ms) FROM centre_event") == 1_000_000_000_000
    assert scalar("SELECT min(received_ms) FROM centre_event") > 1_700_000_000_000


def test_many_batches_of_one_epoch_leave_one_row_of_it(laptop: Laptop) -> None:
    laptop.write_many(40)
    for first in range(1, 41, 5):
        laptop.send(first, min(first + 4, len(laptop.rows[laptop.epoch])))
    assert scalar("SELECT count(*) FROM centre_branch") == 1
    assert [what for what, _ in audit() if what == "refused"] == []
