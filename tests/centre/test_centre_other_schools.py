"""A laptop with a good certificate, or none, that means no good."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import centre_laptop
import pytest
from centre_laptop import Laptop, scalar
from flask import Flask

from app.centre import nodes, tries
from app.centre.greeting import hello
from app.centre.hub_link import Upstream, hear_root, keep, note_rival, rivals
from app.centre.log_pages import log_page
from app.centre.nodes import OtherOrigin, TooManyCopies
from app.centre.transactions import writing
from app.centre.tries import may_note
from app.sync import wire
from app.sync.wire import Parent


@pytest.fixture
def stranger(laptop: Laptop) -> Laptop:
    """A laptop of another school, beside one of which something is known."""
    laptop.write_many(3)
    laptop.send()
    other = Laptop()
    other.enrol("Bahari")
    return other


def test_who_names_anothers_epoch_as_parent_is_no_family(laptop: Laptop, stranger: Laptop) -> None:
    name = stranger.open()
    tip = laptop.tip()
    theirs = Parent(laptop.epoch, tip.seq, tip.hash)
    stranger.openings[name] = replace(stranger.openings[name], parent=theirs)
    stranger.write("erased", payload={"pseudonym": scalar(
        "SELECT encode(subject, 'hex') FROM centre_event WHERE subject IS NOT NULL LIMIT 1"
    )})  # fmt: skip
    assert stranger.hello().statement.erased is None
    stranger.send()
    assert scalar("SELECT count(DISTINCT family) FROM centre_origin") == 2
    assert scalar("SELECT count(*) FROM centre_event WHERE kind = 'lesson-read'") == 3
    assert laptop.hello().statement.erased is None


def test_who_names_anothers_epoch_as_child_is_no_family(laptop: Laptop, stranger: Laptop) -> None:
    laptop.open()
    laptop.hello()
    parent = laptop.openings[laptop.epoch].parent
    assert parent is not None
    taken = replace(stranger.openings.pop(stranger.epoch), epoch=parent.epoch)
    stranger.openings = {taken.epoch: taken}
    stranger.rows, stranger.hashes = {taken.epoch: []}, {taken.epoch: [parent.hash]}
    stranger.epoch = taken.epoch
    stranger.hello()
    assert scalar("SELECT count(DISTINCT family) FROM centre_origin") == 2


def test_a_copy_cannot_certify_itself_for_another_school(laptop: Laptop, stranger: Laptop) -> None:
    seed = wire.new_seed()
    certificate = wire.Certificate(
        wire.public_sign_key(seed), bytes(32), laptop.origin, "", stranger.key
    )
    mine = wire.certify(certificate, wire.signer(stranger.seed), wire.signer(seed))
    stranger.certificates, stranger.seed = (mine, *stranger.certificates), seed
    with pytest.raises(OtherOrigin):
        stranger.hello(certificates=True)


def test_a_copy_of_a_copy_comes_in_any_order(laptop: Laptop) -> None:
    copy = laptop.copy()
    copy.become_clone()
    second = copy.copy()
    second.become_clone()
    for one in (second, copy):
        one.write("boot")
        assert not one.hello(certificates=True).send_certificates
        one.send()
    assert scalar("SELECT count(DISTINCT family) FROM centre_origin") == 1


def test_strangers_are_not_believed_about_generations(laptop: Laptop) -> None:
    stranger = Laptop()
    stranger.root_key = laptop.root_key
    stranger.generation = wire.Generation(7, bytes(16))
    answer = stranger.hello()
    assert answer.send_certificates
    assert answer.statement.generation == laptop.generation


def test_a_generation_far_ahead_is_not_believed(laptop: Laptop) -> None:
    known = laptop.generation
    laptop.generation = wire.Generation((1 << 63) - 2, bytes(16))
    assert laptop.hello().statement.generation == known


def test_one_laptop_cannot_begin_generations_without_end(laptop: Laptop) -> None:
    for _ in range(25):
        now = laptop.hello().statement.generation
        laptop.generation = wire.Generation(now.count, bytes(16))
    assert now.count < 25


def test_an_epoch_named_often_is_answered_once(laptop: Laptop) -> None:
    laptop.write_many(1)
    laptop.send()
    asked = tuple(wire.Asked(laptop.openings[laptop.epoch].chain, ()) for _ in range(500))
    said = wire.Hello(laptop.key, None, 0, (), laptop.epoch, asked, bytes(16))
    answer = hello(wire.pack_hello(said, wire.signer(laptop.seed)))
    assert len(wire.unpack_hello_answer(answer, laptop.root_key).statement.held) == 1


@pytest.mark.parametrize("kind", ["announced", "erased", "quiz-answered"])
def test_a_payload_folded_without_end_is_only_odd(laptop: Laptop, kind: str) -> None:
    salt = laptop.salts[1] = bytes(16)
    laptop.write("announced", 1, payload={"salt": salt.hex()})
    deep: list = []
    for _ in range(400):
        deep = [deep]
    text = json.dumps({"salt": deep}).replace("[[", "[" * 5000).replace("]]", "]" * 5000)
    with patch_payload(text):
        laptop.write(kind, 1, item="x")
    assert laptop.send().tips == (laptop.tip(),)


@pytest.mark.parametrize("entry", [
    ["00" * 16, "lesson-read", 1 << 70, None, "{}", 1, 1],
    ["00" * 16, "lesson-read", 1, "\ud800", "{}", 1, 1],
])  # fmt: skip
def test_a_disclosure_that_no_store_can_keep_is_left_out(laptop: Laptop, entry: list) -> None:
    laptop.salts[1] = bytes(16)
    text = json.dumps({"salt": bytes(16).hex(), "events": [entry]})
    with patch_payload(text):
        laptop.write("disclosed", 1)
    laptop.write("lesson-read", 1, item="a")
    assert laptop.send().tips == (laptop.tip(),)


def test_made_up_senders_do_not_fill_the_log(
    centre: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "REFUSALS_IN_ALL", 3)
    with writing() as connection:
        assert [may_note(connection, f"n{n}") for n in range(5)] == [True] * 3 + [False] * 2


@contextmanager
def patch_payload(text: str) -> Iterator[None]:
    """What is written inside has this payload, and no form."""
    with pytest.MonkeyPatch.context() as patch:
        usual = centre_laptop.canonical_json
        patch.setattr(
            centre_laptop, "canonical_json", lambda told: text if told == {} else usual(told)
        )
        yield


def test_many_events_in_few_bytes_count_as_many(laptop: Laptop) -> None:
    laptop.write_many(200)
    assert len(laptop.batch()) < 2_000
    laptop.send()
    assert scalar("SELECT bytes_today FROM centre_node") > 200 * 64


def test_copies_of_copies_are_counted_together(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "MOST_COPIES", 2)
    copy = laptop
    for _ in range(2):
        copy = copy.copy()
        copy.become_clone()
        assert not copy.hello(certificates=True).send_certificates
    copy.become_clone()
    with pytest.raises(TooManyCopies):
        copy.hello(certificates=True)


def test_a_page_of_the_log_before_any_number(centre: Flask) -> None:
    with writing() as connection:
        assert log_page(connection, before=10**30).lines == log_page(connection).lines


def test_a_hub_passes_on_no_generation_that_is_far_ahead(centre: Flask) -> None:
    up = Upstream("", bytes(32), bytes(32), bytes(32), b"", "Root", 1, None, None)
    far, near = wire.Generation(1 << 61, bytes(16)), wire.Generation(4, bytes(16))
    with writing() as connection:
        keep(connection, up)
        hear_root(connection, up, wire.Generation(3, bytes(16)))
        note_rival(connection, far)
        note_rival(connection, near)
        assert rivals(connection) == (near,)
