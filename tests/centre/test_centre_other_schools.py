"""A laptop with a good certificate that reaches for what another school's wrote."""

from dataclasses import replace

import pytest
from centre_laptop import Laptop, scalar

from app.centre.nodes import OtherOrigin
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
