"""Progress on a stick: written by schools, read at a centre, receipts carried home."""

import sys
from pathlib import Path

import pytest

from app import journal
from app.database import db
from app.sync import wire
from app.sync.enrolling import enrol
from app.sync.link import NotConnected, connected, link
from app.sync.marks import chain_name, delivered, end
from app.sync.models import Departure
from app.sync.running import run
from app.sync.sticks import exporting, files, names
from app.sync.sticks.exporting import ask, export
from app.sync.sticks.files import StickUnusable
from app.sync.sticks.importing import read as read_stick
from app.sync.wire.sticks import MOST_FILE


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def school(centre, terms, student):
    return enrol(terms, centre.url, centre.code())


def at_centre(centre, stick):
    from app.centre.sticks import read_stick

    with centre.app.app_context():
        return read_stick(stick)


def all_delivered():
    session = db.session()
    known = connected(session)
    return all(delivered(session, known, one) == end(one) for one in journal.epochs(session))


def test_a_stick_brings_progress_there_and_the_receipt_home(school, centre, terms, read, stick):
    read("rain", "maize")
    (path,) = export(terms, stick)
    assert [one.refused for one in at_centre(centre, stick)] == [[]]
    told = read_stick(terms, stick)
    assert all_delivered() and told.receipts == 1
    assert told.removed == [path] and not path.exists()


def test_names_and_lengths_of_strange_files_do_no_harm(school, centre, terms, read, stick):
    read("rain")
    (path,) = export(terms, stick)
    strange = path.with_name("\u202e" + path.name)
    with strange.open("wb") as file:
        file.truncate(MOST_FILE + 1024)
    told = {one.name: one.refused for one in at_centre(centre, stick)}
    assert [error.id for error in told["\ufffd" + path.name]] == ["TooLarge"]
    assert told[path.name] == []
    assert read_stick(terms, stick).removed == [path]
    assert names.shown("a\x1b[31m\r\nb") == "a\ufffd[31m\ufffd\ufffdb"


def test_the_name_says_school_and_range(school, terms, read, stick):
    read("rain")
    (path,) = export(terms, stick)
    end = journal.epochs(db.session())[-1].length
    key = wire.public_sign_key(journal.keys(db.session()).sign_seed)
    assert path.name == f"mlimani-{names.short(key)}-00000001-{end:08}.kisima"


def test_only_the_centre_can_read_it(school, terms, read, stick):
    read("rain")
    (path,) = export(terms, stick)
    assert b"lesson-read" not in path.read_bytes()
    with pytest.raises(wire.SealedForAnother):
        wire.unpack_stick_file(path.read_bytes(), wire.new_seed())


def test_what_was_not_confirmed_stays_on_the_stick(school, terms, read, stick):
    read("rain")
    (path,) = export(terms, stick)
    read("maize")
    assert export(terms, stick)[0] != path and path.exists()


def test_reading_it_twice_changes_nothing(school, centre, terms, read, stick):
    read("rain")
    export(terms, stick)
    at_centre(centre, stick)
    before = centre.rows("SELECT count(*) FROM centre_event")
    at_centre(centre, stick)
    assert centre.rows("SELECT count(*) FROM centre_event") == before
    read_stick(terms, stick)
    assert read_stick(terms, stick).left == [] and all_delivered()


def test_a_file_that_was_cut_off_is_named_and_the_others_count(
    school, centre, terms, read, stick, monkeypatch
):
    monkeypatch.setattr(exporting, "FILE", 1)
    monkeypatch.setattr(exporting, "BATCH", 500)
    read(*(f"a-lesson-about-wells-{number * 7919}" for number in range(300)))
    paths = export(terms, stick)
    assert len(paths) > 2
    paths[1].write_bytes(paths[1].read_bytes()[:-100])
    told = at_centre(centre, stick)
    assert [bool(one.refused) for one in told][:3] == [False, True, False]
    read_stick(terms, stick)
    assert not paths[0].exists() and paths[-1].exists() and not all_delivered()
    export(terms, stick)
    at_centre(centre, stick)
    read_stick(terms, stick)
    assert all_delivered()


def test_files_of_others_are_left_alone(school, centre, terms, read, stick):
    other = names.to_centre(stick) / "bahari-00112233-00000001-00000009.kisima"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"garbage")
    (stick / "holiday.jpg").write_bytes(b"picture")
    read("rain")
    export(terms, stick)
    assert at_centre(centre, stick)[0].refused
    read_stick(terms, stick)
    assert other.read_bytes() == b"garbage" and (stick / "holiday.jpg").exists()


def test_a_receipt_for_another_school_is_not_taken_for_ours(school, centre, terms, read, stick):
    with centre.app.app_context():
        from app.centre.generation import centre as us
        from app.centre.transactions import writing

        with writing() as connection:
            known = us(connection)
    held = wire.Held(wire.ChainName(b"x" * 16, b"x" * 16), (), ())
    said = wire.Statement(known.sign_key, known.generation, (held,), erased=(b"p" * 16,))
    path = names.from_centre(stick) / "00112233-receipt.kisima"
    path.parent.mkdir(parents=True)
    path.write_bytes(wire.pack_stick_file([wire.pack_statement(said, known.sign)]))
    before = journal.epochs(db.session())[-1].length
    told = read_stick(terms, stick)
    assert (told.others, told.receipts) == (1, 0)
    assert journal.epochs(db.session())[-1].length == before


def test_a_forged_receipt_is_named_and_nothing_follows_from_it(school, terms, read, stick):
    read("rain")
    epoch = journal.epochs(db.session())[-1]
    seed = wire.new_seed()
    point = wire.Point(epoch.length, epoch.head)
    held = wire.Held(chain_name(epoch), (point,), (point,))
    said = wire.Statement(school.centre_key, school.generation, (held,))
    path = names.from_centre(stick) / "forged.kisima"
    path.parent.mkdir(parents=True)
    path.write_bytes(wire.pack_stick_file([wire.pack_statement(said, wire.signer(seed))]))
    ((name, error),) = read_stick(terms, stick).left
    assert name == "forged.kisima" and isinstance(error, wire.BadSignature)
    assert not all_delivered()


def test_a_school_without_any_link_is_connected_by_stick(centre, terms, read, stick):
    read("rain")
    with pytest.raises(NotConnected):
        export(terms, stick)
    ask(terms, stick, centre.code())
    at_centre(centre, stick)
    assert read_stick(terms, stick).connected.school_name == "Mlimani"
    assert link(db.session()).url == ""
    export(terms, stick)
    at_centre(centre, stick)
    read_stick(terms, stick)
    assert all_delivered()


def test_what_a_stick_brought_is_not_sent_over_the_link_again(school, centre, terms, read, stick):
    read("rain")
    export(terms, stick)
    at_centre(centre, stick)
    outcome = run(terms)
    assert outcome.name == "delivered" and centre.seen[-1] == "/sync/hello"


def test_copying_is_in_the_audit_log(school, terms, read, stick):
    read("rain")
    export(terms, stick)
    assert {row.way for row in db.session().query(Departure)} == {"stick"}


def test_no_folder_is_made_where_no_stick_is(school, terms, tmp_path):
    with pytest.raises(StickUnusable):
        export(terms, tmp_path / "not-there")
    assert not (tmp_path / "not-there").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems where anybody makes links")
def test_a_link_on_the_stick_leads_nothing_out_of_it(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("whole")
    path = tmp_path / "stick" / "a.kisima"
    path.parent.mkdir()
    (tmp_path / "stick" / "a.kisima.part").symlink_to(mine)
    path.symlink_to(mine)
    files.write(path, b"receipt")
    assert mine.read_text() == "whole"
    assert path.read_bytes() == b"receipt" and not path.is_symlink()
