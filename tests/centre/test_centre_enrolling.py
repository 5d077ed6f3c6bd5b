"""Codes bind laptops to schools, once, and cannot be guessed."""

import secrets
from pathlib import Path

import pytest
from centre_laptop import Laptop, audit, new_code, scalar, stored
from flask import Flask

from app.centre import tries
from app.centre.areas import ReferenceTaken, WrongLevel, add_area, add_school, areas_below, country
from app.centre.codes import CODE_LENGTH, CodeExpired, CodeUsed, WrongCode, code_key
from app.centre.enrolling import CopyOfAnother, OriginElsewhere, enrol
from app.centre.generation import centre as state
from app.centre.nodes import SendCertificates
from app.centre.school_lists import enrol_schools, read_school_table
from app.centre.sticks import read_stick
from app.centre.transactions import writing
from app.centre.tries import TooManyTries
from app.sync import wire
from app.sync.sticks import names


def test_a_code_brings_the_certificate_and_the_keys(centre: Flask) -> None:
    laptop = Laptop()
    answer = laptop.enrol("Mlimani")
    assert answer.school_name == "Mlimani"
    assert answer.root_key == answer.centre_key
    chain = wire.check_chain([answer.certificate], answer.root_key, laptop.key)
    assert chain[0].origin == laptop.origin
    laptop.write("boot")
    assert laptop.send().tips == (laptop.tip(),)


def test_a_code_works_once_but_the_same_laptop_may_ask_again(centre: Flask) -> None:
    code = new_code()
    laptop = Laptop()
    first = laptop.enrol(code=code.lower())
    assert laptop.enrol(code=f"{code[:5]} - {code[5:]}").certificate == first.certificate
    with pytest.raises(CodeUsed):
        Laptop().enrol(code=code)


def test_a_school_may_have_several_laptops(laptop: Laptop) -> None:
    second = Laptop()
    second.enrol("Mlimani")
    assert scalar("SELECT count(DISTINCT school_id) FROM centre_node") == 1
    assert scalar("SELECT count(*) FROM centre_node") == 2


def test_an_old_code_and_a_wrong_one(centre: Flask) -> None:
    code = new_code()
    scalar("UPDATE centre_code SET expires_ms = 5 RETURNING 1")
    with pytest.raises(CodeExpired):
        Laptop().enrol(code=code)
    with pytest.raises(WrongCode) as caught:
        Laptop().enrol(code="AAAAABBBBB")
    assert caught.value.values["length"] == CODE_LENGTH
    assert [told["error"] for what, told in audit() if what == "refused"] == [
        "CodeExpired",
        "WrongCode",
    ]


def test_guessing_is_stopped_for_an_address_and_for_all(
    centre: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "PER_SENDER", 3)
    monkeypatch.setattr(tries, "IN_ALL", 5)

    def guess(address: str) -> None:
        enrol(_request("AAAAABBBBB"), address)

    for address in ("198.51.100.4",) * 3 + ("198.51.100.5",) * 2:
        with pytest.raises(WrongCode):
            guess(address)
    with pytest.raises(TooManyTries):
        guess("198.51.100.4")
    with pytest.raises(TooManyTries) as caught:
        guess("198.51.100.6")
    assert 0 < caught.value.values["seconds"] <= 3600


def test_guessing_by_stick_is_stopped_for_one_laptop_only(
    centre: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tries, "PER_SENDER", 2)
    guessing = Laptop()
    for _ in range(2):
        assert _by_stick(tmp_path, _request("AAAAABBBBB", guessing)) == ["WrongCode"]
    assert _by_stick(tmp_path, _request("AAAAABBBBB", guessing)) == ["TooManyTries"]
    assert _by_stick(tmp_path, _request(new_code("Bahari"), Laptop())) == []


def test_all_guesses_by_stick_together_are_stopped(
    centre: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tries, "BY_STICK", 2)
    for expected in ("WrongCode", "WrongCode", "TooManyTries"):
        assert _by_stick(tmp_path, _request("AAAAABBBBB", Laptop())) == [expected]
    Laptop().enrol()  # over the link it goes on


def _by_stick(folder: Path, request: bytes) -> list[str]:
    """The refusals of a stick with this request on it."""
    path = names.to_centre(folder) / "school.kisima"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(wire.pack_stick_file([request]))
    return [error.id for told in read_stick(folder) for error in told.refused]


def test_right_codes_are_not_counted(centre: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "PER_SENDER", 1)
    for _ in range(3):
        Laptop().enrol()


def test_addresses_of_one_customer_count_as_one() -> None:
    assert tries.network("2001:db8:1:2:3::4") == tries.network("2001:db8:1:2:ffff::1")
    assert tries.network("2001:db8:1:2::1") != tries.network("2001:db8:1:3::1")
    assert tries.network("::ffff:192.0.2.1") == "192.0.2.1"
    assert tries.network("nonsense") == "unknown"


def test_a_laptop_copied_before_it_was_connected_is_told(laptop: Laptop) -> None:
    other = laptop.copy()
    with pytest.raises(CopyOfAnother):
        other.enrol("Bahari")
    other.seed = wire.new_seed()
    with pytest.raises(OriginElsewhere):
        other.enrol("Bahari")


def test_a_clone_vouches_for_itself_and_keeps_its_parents_origin(laptop: Laptop) -> None:
    laptop.write_many(3)
    clone = laptop.copy()
    inherited = laptop.epoch
    clone.become_clone()
    clone.write("boot")
    with pytest.raises(SendCertificates):
        clone.send()
    assert clone.hello().send_certificates
    answer = clone.hello(certificates=True)
    assert not answer.send_certificates
    clone.send(epoch=inherited)
    clone.send()
    assert {bytes(row.epoch) for row in stored()} == {inherited, clone.epoch}
    assert scalar("SELECT count(DISTINCT origin) FROM centre_event") == 2
    assert scalar("SELECT count(DISTINCT family) FROM centre_origin") == 1
    assert scalar("SELECT count(*) FROM centre_node WHERE copied_from IS NOT NULL") == 1


def test_a_centre_that_forgot_a_laptop_believes_its_certificate(laptop: Laptop) -> None:
    laptop.write_many(3)
    scalar("DELETE FROM centre_code RETURNING 1")
    scalar("DELETE FROM centre_node RETURNING 1")
    scalar("DELETE FROM centre_school RETURNING 1")
    assert laptop.send(certificates=True).tips == (laptop.tip(),)
    assert scalar("SELECT name FROM centre_school") == "Mlimani"


def test_areas_hold_areas(centre: Flask) -> None:
    with writing() as connection:
        top = country(connection).id
        north = add_area(connection, "t", top, "North")
        coast = add_area(connection, "t", north, " Coast  town")
        with pytest.raises(WrongLevel):
            add_area(connection, "t", coast, "Deeper")
        assert areas_below(connection, north) == [north, coast]
        add_school(connection, "t", coast, "Bahari", "S-1")
        with pytest.raises(ReferenceTaken):
            add_school(connection, "t", coast, "Bahari 2", "s-1")


TABLE = """Region;District;School;Reference;Codes
North;Coast;Bahari;S-1;2
North;;Mlimani;;
North;Coast;Bahari again;S-1;1
;Coast;Nowhere;;1
North;Coast;Many;;99
North;Coast;More;;000001999999
North;Coast;;;1
"""


def test_schools_and_codes_in_bulk(centre: Flask) -> None:
    rows, findings = read_school_table(TABLE.encode("cp1252"))
    assert [(one.line, one.error.id) for one in findings] == [
        (4, "TwiceInTable"),
        (5, "NoRegion"),
        (6, "BadCount"),
        (7, "BadCount"),
        (8, "NoSchoolName"),
    ]
    with writing() as connection:
        key = code_key(state(connection).sign_seed)
        made = enrol_schools(connection, key, "t", rows)
        again = enrol_schools(connection, key, "t", rows)
    assert [len(one.codes) for one in made] == [2, 1]
    assert [one.is_new for one in made + again] == [True, True, False, False]
    assert [one.school_id for one in made] == [one.school_id for one in again]
    Laptop().enrol(code=made[0].codes[1])


def _request(code: str, laptop: Laptop | None = None) -> bytes:
    seed = wire.new_seed() if laptop is None else laptop.seed
    key = wire.public_sign_key(seed)
    request = wire.EnrolRequest(code, key, key, secrets.token_bytes(16), 0)
    return wire.pack_enrol_request(request, wire.signer(seed))
