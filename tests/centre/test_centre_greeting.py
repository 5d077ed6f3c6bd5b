"""What a laptop hears when it says hello."""

from centre_laptop import Laptop, audit, scalar, stored

from app.centre.generation import begin_generation
from app.centre.greeting import hello
from app.centre.hub_answering import _superseded
from app.centre.nodes import node_id
from app.centre.transactions import writing
from app.clock import now_ms
from app.sync import wire


def test_it_hears_what_is_held_of_each_epoch(laptop: Laptop) -> None:
    laptop.write_many(5)
    old = laptop.epoch
    laptop.send()
    laptop.open()
    laptop.write("boot")
    held = {one.epoch: one for one in laptop.hello().statement.held}
    assert held[old].holds == laptop.tip(old)
    assert held[laptop.epoch].tips == held[laptop.epoch].held == ()


def test_a_restored_laptop_hears_of_its_own_former_future(laptop: Laptop) -> None:
    laptop.write_many(5)
    backup = laptop.copy()
    laptop.write_many(3)
    laptop.send()
    held = backup.hello().statement.held[0]
    assert held.holds == backup.tip()
    assert held.tips == (laptop.tip(),)


def test_another_laptops_epochs_are_not_told_of(laptop: Laptop) -> None:
    laptop.write_many(5)
    laptop.send()
    other = Laptop()
    other.enrol()
    answers = other.hello()
    assert len(answers.statement.held) == 1
    asked = (wire.Asked(laptop.openings[laptop.epoch].chain, (laptop.tip(),)),)
    said = wire.Hello(other.key, None, now_ms(), (), None, asked, wire.erased_digest([]))
    answer = hello(wire.pack_hello(said, wire.signer(other.seed)))
    (told,) = wire.unpack_hello_answer(answer, other.root_key).statement.held
    assert told == wire.Held(laptop.openings[laptop.epoch].chain, (), ())


def test_an_epoch_of_the_same_name_of_another_origin_is_another(laptop: Laptop) -> None:
    laptop.write_many(5)
    laptop.send()
    other = Laptop()
    other.enrol()
    other.epoch = other.take_name(laptop.epoch)
    other.write("boot")
    assert other.send().holds == other.tip()
    assert {one.chain for one in other.hello().statement.held} == {
        one.chain for one in other.openings.values()
    }
    (mine,) = laptop.hello().statement.held
    assert (mine.holds, mine.tips) == (laptop.tip(), (laptop.tip(),))


def test_an_epoch_is_superseded_by_its_own_laptop_only(laptop: Laptop) -> None:
    laptop.write("boot")
    laptop.hello()
    other = Laptop()
    other.enrol()
    for epoch in (laptop.epoch, other.epoch):
        said = wire.Hello(other.key, None, now_ms(), (), epoch, (), wire.erased_digest([]))
        hello(wire.pack_hello(said, wire.signer(other.seed)))
    assert scalar("SELECT count(*) FROM centre_superseded") == 1
    assert laptop.hello().statement.superseded == ()
    with writing() as connection:
        assert _superseded(connection, [laptop.openings[laptop.epoch].chain]) == {}


def test_of_two_laptops_with_one_key_the_former_is_told(laptop: Laptop) -> None:
    laptop.write("boot")
    laptop.hello()
    copy = laptop.copy()
    laptop.open()
    copy.open()
    assert laptop.hello().statement.superseded == ()
    assert copy.hello().statement.superseded == ()
    (told,) = laptop.hello().statement.superseded
    assert (told.chain.epoch, told.by) == (laptop.epoch, copy.epoch)
    assert copy.hello().statement.superseded == ()
    assert "epoch-superseded" in [what for what, _ in audit()]


def test_what_is_open_is_noted_of_those_only_who_have_heard_of_a_restore(laptop: Laptop) -> None:
    laptop.hello()
    before = laptop.epoch
    with writing() as connection:
        begin_generation(connection, "hand")
    laptop.open()
    laptop.generation, known = laptop.hello().statement.generation, laptop.generation
    assert known != laptop.generation
    assert scalar("SELECT open_epoch FROM centre_node") == before
    laptop.hello()
    assert scalar("SELECT open_epoch FROM centre_node") == laptop.epoch


def test_an_old_greeting_hears_that_its_epoch_is_over(laptop: Laptop) -> None:
    laptop.hello()
    before = laptop.copy()
    laptop.open()
    laptop.hello()
    assert before.hello().statement.superseded != ()
    assert laptop.hello().statement.superseded == ()


def test_the_clock_and_the_last_time_it_was_heard_are_kept(laptop: Laptop) -> None:
    laptop.hello(time_ms=now_ms() - 400 * 86_400_000)
    node = node_id(laptop.key).hex()
    assert scalar("SELECT clock_odd FROM centre_node") is True
    assert scalar(f"SELECT clock_offset_ms FROM centre_node WHERE id = '\\x{node}'") < -3e10
    laptop.hello()
    assert scalar("SELECT clock_odd FROM centre_node") is False


def test_a_new_generation_is_told_and_makes_nothing_count_as_backed_up(laptop: Laptop) -> None:
    laptop.write_many(3)
    laptop.send()
    with writing() as connection:
        begin_generation(connection, "hand")
    statement = laptop.hello().statement
    assert laptop.generation is not None
    assert statement.generation.count == laptop.generation.count + 1
    assert statement.held[0].backed == ()


def test_told_of_a_generation_that_it_never_had_the_centre_goes_beyond_it(laptop: Laptop) -> None:
    from app.sync.wire import Generation

    laptop.generation = Generation(7, bytes(16))
    assert laptop.hello().statement.generation.count == 8
    assert laptop.hello().statement.generation.count == 8


def test_what_was_withheld_is_disclosed_whichever_comes_first(laptop: Laptop) -> None:
    names = [laptop.write("lesson-read", 1, item="a", withheld=True)]
    names.append(laptop.write("lesson-read", 1, item="b", withheld=True))
    old = laptop.epoch
    laptop.open()
    laptop.disclose(1, names)
    laptop.send()
    assert stored("item IN ('a', 'b')") == []
    laptop.send(epoch=old)
    assert [row.item for row in stored("item IN ('a', 'b')")] == ["a", "b"]
    assert len({bytes(row.subject) for row in stored("subject IS NOT NULL")}) == 1
    assert scalar("SELECT count(*) FROM centre_disclosed") == 0


def test_what_was_withheld_in_the_same_epoch_is_disclosed(laptop: Laptop) -> None:
    name = laptop.write("lesson-read", 1, item="a", withheld=True)
    laptop.disclose(1, [name])
    laptop.write("lesson-read", 1, item="c")
    laptop.send()
    assert {row.item for row in stored("kind = 'lesson-read'")} == {"a", "c"}


def test_erasure_blanks_everything_of_a_student_and_keeps_the_chain(laptop: Laptop) -> None:
    laptop.write_many(9)
    laptop.send()
    length = len(laptop.rows[laptop.epoch])
    stale = laptop.copy()
    pseudonym = laptop.erase(1)
    laptop.send(length + 1)
    digests = {row.digest for row in laptop.rows[laptop.epoch] if row.digest}
    assert {bytes(row.digest) for row in stored("kind = ''")} == digests
    assert stored(f"subject = '\\x{pseudonym.hex()}'") == []
    assert scalar("SELECT count(*) FROM centre_subject") == 2
    # A laptop that was restored from before hears of it, and what it sends of her is refused.
    assert stale.hello().statement.erased == (pseudonym,)
    assert laptop.hello().statement.erased is None


def test_a_row_of_an_erased_student_is_stored_blank_or_refused(laptop: Laptop) -> None:
    import pytest

    from app.centre.subjects import UnknownStudent

    laptop.write_many(3)
    laptop.send()
    stale = laptop.copy()
    laptop.erase(1)
    laptop.send(7)
    stale.write("lesson-read", 1)
    with pytest.raises(UnknownStudent):
        stale.send(7)
    # Announced anew in another epoch, she is known to be erased.
    stale.open()
    stale.write("lesson-read", 1, item="late")
    assert stale.send().tips == (stale.tip(),)
    assert stored("item = 'late'") == []
    assert scalar("SELECT count(*) FROM centre_subject WHERE number = 1") == 0


def test_an_erasure_reaches_the_copies_of_a_laptop(laptop: Laptop) -> None:
    laptop.write_many(3)
    clone = laptop.copy()
    laptop.send()
    laptop.erase(2)
    laptop.send(7)
    clone.become_clone()
    clone.write("lesson-read", 2, item="later")
    answer = clone.hello(certificates=True)
    assert answer.statement.erased == tuple(laptop.erased)
    clone.send()
    assert stored("item = 'later'") == []
