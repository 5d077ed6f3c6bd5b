"""Whatever is wrong is refused with a reason, noted down, and nothing of it is stored."""

from dataclasses import replace

import pytest
from centre_laptop import Laptop, audit, new_code, scalar, stored

from app.centre import early, nodes
from app.centre.chains import OtherOpening
from app.centre.greeting import hello
from app.centre.ingest import ingest
from app.centre.nodes import NodeRevoked, OtherOrigin, SendCertificates, TooMuchToday, revoke
from app.centre.subjects import UnknownStudent
from app.centre.taking import DoesNotFit
from app.centre.transactions import writing
from app.errors import KisimaError
from app.sync import wire
from app.sync.wire import batches


def refused(data: bytes, error: type[KisimaError]) -> None:
    with pytest.raises(error):
        ingest(data)
    assert stored() == []
    assert scalar("SELECT count(*) FROM centre_branch") == 0
    assert scalar("SELECT count(*) FROM centre_head") == 0
    assert ("refused", error.__name__) in [(what, told.get("error")) for what, told in audit()]


def packed(laptop: Laptop, **changes: object) -> bytes:
    """A batch with a header that is not as it should be."""
    batch = wire.unpack_batch(laptop.batch())
    return wire.pack_batch(replace(batch, header=replace(batch.header, **changes)))


def test_a_forged_signature(laptop: Laptop) -> None:
    laptop.write_many(3)
    batch = wire.unpack_batch(laptop.batch())
    refused(packed(laptop, head=replace(batch.header.head, signature=bytes(64))), wire.BadSignature)


def test_who_is_named_without_a_signature_is_not_noted(laptop: Laptop) -> None:
    laptop.write_many(3)
    batch = wire.unpack_batch(laptop.batch())
    refused(packed(laptop, head=replace(batch.header.head, signature=bytes(64))), wire.BadSignature)
    noted = "SELECT min(who) FROM centre_audit WHERE what = 'refused'"
    assert scalar(noted) == "batch"
    assert scalar("SELECT bytes_today FROM centre_node") == 0


def test_a_foreign_key_is_asked_for_its_certificate(laptop: Laptop) -> None:
    laptop.write_many(3)
    laptop.seed = wire.new_seed()
    refused(laptop.batch(), SendCertificates)
    # The certificate of another key does not help.
    refused(laptop.batch(certificates=True), wire.BadSignature)


def test_a_certificate_by_nobody(laptop: Laptop) -> None:
    laptop.write_many(3)
    seed = laptop.seed = wire.new_seed()
    own = wire.Certificate(laptop.key, laptop.key, laptop.origin, "1 Mlimani", laptop.key)
    laptop.certificates = (wire.certify(own, wire.signer(seed)),)
    refused(laptop.batch(certificates=True), wire.BadSignature)


def test_what_another_laptop_wrote(laptop: Laptop) -> None:
    laptop.write_many(3)
    thief = Laptop()
    thief.enrol()
    thief.openings, thief.rows, thief.hashes = laptop.openings, laptop.rows, laptop.hashes
    thief.epoch = laptop.epoch
    refused(thief.batch(), OtherOrigin)


def test_a_broken_chain(laptop: Laptop) -> None:
    laptop.write_many(5)
    laptop.rows[laptop.epoch][3] = replace(laptop.rows[laptop.epoch][3], item="another")
    refused(laptop.batch(), DoesNotFit)


def test_a_first_batch_that_does_not_begin_at_the_beginning(laptop: Laptop) -> None:
    laptop.write_many(5)
    laptop.hashes[laptop.epoch][0] = bytes(32)
    held = laptop.send()
    assert held.tips == ()
    assert stored() == []


def test_another_opening_of_the_same_name(laptop: Laptop) -> None:
    laptop.hello()
    opening = laptop.openings[laptop.epoch]
    laptop.openings[laptop.epoch] = replace(opening, salt=bytes(16))
    laptop.write_many(3)
    refused(laptop.batch(), OtherOpening)


def test_a_student_who_was_not_announced(laptop: Laptop) -> None:
    laptop.salts[7] = bytes(16)
    laptop._announced = lambda number: True  # type: ignore[method-assign]
    laptop.write("lesson-read", 7)
    refused(laptop.batch(), UnknownStudent)


def test_a_future_version(laptop: Laptop) -> None:
    laptop.write_many(2)
    data = bytearray(laptop.batch())
    data[3] = 200
    refused(bytes(data), wire.FutureVersion)


def test_garbage_and_what_was_cut_off(laptop: Laptop) -> None:
    laptop.write_many(2)
    for data in (b"", b"<html>", laptop.batch()[:-9], bytes(5000)):
        with pytest.raises(wire.WireError):
            ingest(data)
        with pytest.raises(wire.WireError):
            hello(data)
    assert stored() == []


def test_a_bomb(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop.write("boot", payload={"version": "x" * 9_000_000})
    with monkeypatch.context() as patched:
        patched.setattr(batches, "MOST_BYTES", 1 << 30)
        bomb = laptop.batch()
    assert len(bomb) < 10_000
    refused(bomb, wire.TooLarge)


def test_a_laptop_that_was_revoked(laptop: Laptop) -> None:
    laptop.write_many(2)
    with writing() as connection:
        revoke(connection, "account 1", nodes.node_id(laptop.key))
    refused(laptop.batch(), NodeRevoked)
    with pytest.raises(NodeRevoked):
        laptop.hello()
    laptop.become_clone()
    with pytest.raises(NodeRevoked):
        laptop.hello(certificates=True)


def test_more_in_a_day_than_one_laptop_may(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MOST_BYTES_A_DAY", 10)
    laptop.write_many(2)
    refused(laptop.batch(), TooMuchToday)
    with pytest.raises(TooMuchToday):
        laptop.hello()


def test_what_is_too_much_is_refused_before_it_makes_work(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.hello()
    monkeypatch.setattr(nodes, "MOST_BYTES_A_DAY", scalar("SELECT bytes_today FROM centre_node"))
    refused(_leading_nowhere(laptop), TooMuchToday)


def test_greetings_and_refused_batches_are_counted_by_the_day(laptop: Laptop) -> None:
    laptop.hello()
    before = scalar("SELECT bytes_today FROM centre_node")
    assert before > 0
    data = _leading_nowhere(laptop)
    refused(data, DoesNotFit)
    assert scalar("SELECT bytes_today FROM centre_node") == before + len(data)


def _leading_nowhere(laptop: Laptop) -> bytes:
    """A batch whose rows do not lead to the hash that was signed."""
    laptop.write_many(3)
    end, sign = laptop.tip().seq, wire.signer(laptop.seed)
    head = wire.sign_head(laptop.openings[laptop.epoch], end, bytes(32), laptop.key, sign)
    return packed(laptop, head=head)


def test_more_early_ranges_than_are_kept(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early, "MOST_RANGES", 2)
    laptop.write_many(9)
    laptop.send(8, salts=True)
    laptop.send(6, 7, salts=True)
    refused(laptop.batch(4, 5, salts=True), early.TooMuchEarly)


def test_refusals_do_not_fill_the_log(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.centre import tries

    monkeypatch.setattr(tries, "REFUSALS_NOTED", 3)
    for _ in range(6):
        with pytest.raises(wire.WireError):
            ingest(b"garbage")
    assert len([what for what, _ in audit() if what == "refused"]) == 3


def test_the_audit_log_is_only_added_to(laptop: Laptop) -> None:
    with pytest.raises(Exception, match="only ever added"):
        scalar("DELETE FROM centre_audit RETURNING id")


def test_a_code_is_not_in_the_store(laptop: Laptop) -> None:
    code = new_code()
    assert scalar(f"SELECT count(*) FROM centre_code WHERE code_hash = '{code}'::bytea") == 0


def test_rows_of_unknown_shape_in_a_disclosure_are_left_out(laptop: Laptop) -> None:
    laptop.write("lesson-read", 1)
    salt = laptop.salts[1].hex()
    for events in ([1, None, "x"], {"a": 1}, [["zz", "k", 1, None, "{}", 1, 1]]):
        laptop.write("disclosed", 1, payload={"salt": salt, "events": events})
    assert laptop.send().tips == (laptop.tip(),)


def test_a_blank_cannot_be_filled_with_what_did_not_happen(laptop: Laptop) -> None:
    name = laptop.write("lesson-read", 1, item="true", withheld=True)
    laptop.entries[name] = replace(laptop.entries[name], item="false")
    laptop.disclose(1, [name])
    laptop.send()
    assert stored("item = 'false'") == []
