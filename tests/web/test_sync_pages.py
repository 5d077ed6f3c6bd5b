"""The school's pages about sync: what waits, what leaves, and the ways it goes."""

import dataclasses
import html
import io
import re
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import journal
from app.database import transaction
from app.people import accounts, consent
from app.sync import wire
from app.sync.link import Link, change, keep
from app.sync.models import Departure, ReceiptRow, SyncRun

PAGE = "/teach/sync/"
NOW = 1_795_000_000_000
SEED = b"r" * 32
CENTRE = wire.public_sign_key(SEED)


def text_of(page: Any) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def connected(school: Flask, url: str = "https://centre.example") -> None:
    with school.app_context(), transaction() as session:
        keys = journal.keys(session)
        first = wire.Generation(1, b"g" * 16)
        origin = journal.origin(session)
        assert origin is not None
        certificate = wire.Certificate(
            wire.public_sign_key(keys.sign_seed),
            wire.public_seal_key(keys.seal_seed),
            origin,
            "mlimani",
            CENTRE,
        )
        keep(
            session,
            Link(
                url=url,
                centre_key=CENTRE,
                centre_seal_key=wire.public_seal_key(SEED),
                root_key=CENTRE,
                certificates=(wire.certify(certificate, wire.signer(SEED)),),
                centre_name="Ministry of Water",
                school_name="Mlimani",
                enrolled_ms=NOW,
                generation=first,
                root_generation=first,
            ),
        )


def arrived(school: Flask, backed: int = 0) -> int:
    """The centre holds the whole journal; returns its length."""
    with school.app_context(), transaction() as session:
        (epoch,) = journal.epochs(session)
        session.add(
            ReceiptRow(
                by=CENTRE,
                epoch=epoch.name,
                generation=(1).to_bytes(8, "big") + b"g" * 16,
                seq=epoch.length,
                hash=epoch.head,
                backed_up_seq=backed,
                received_ms=NOW,
                way="http",
            )
        )
        return epoch.length


def ran(school: Flask, **more: Any) -> None:
    values = {"started_ms": NOW, "ended_ms": NOW, "way": "http", "outcome": "delivered"} | more
    with school.app_context(), transaction() as session:
        session.add(SyncRun(**values))


def agree_and_read(school: Flask) -> None:
    with school.app_context():
        amina = accounts.by_username("amina")
        with transaction() as session:
            told = {"course": "wells"}
            journal.append(session, "lesson-read", account_id=amina.id, item="rain", payload=told)
        consent.give([amina.id], amina, "self")
        with transaction() as session:
            journal.append(session, "passed", account_id=amina.id, item="flow", payload=told)


def test_a_school_without_a_centre_is_offered_one(teacher) -> None:
    page = teacher.get(PAGE)
    assert "Connect this school to a centre" in page.text and "Sync now" not in page.text
    assert "entries of the journal wait. The oldest is from" in text_of(page)


def test_only_the_administrator_connects(teacher, school: Flask, new_visitor) -> None:
    with school.app_context():
        made, password = accounts.add_instructor(username="otieno", full_name="Otieno")
        accounts.change_secret(made.id, password, "another long word")
    otieno = new_visitor(school)
    otieno.sign_in("otieno", "another long word")
    page = otieno.get(PAGE)
    assert "The administrator connects the school" in page.text and 'name="url"' not in page.text
    otieno.get("/account")
    assert otieno.post("/teach/sync/connect", {"url": "x", "code": "y"}).status_code == 403


def test_what_has_arrived_and_is_in_a_backup_is_said(teacher, school: Flask) -> None:
    connected(school)
    arrived(school)
    page = text_of(teacher.get(PAGE))
    assert "Nothing waits" in page and "The centre has not said yet" in page
    assert "Ministry of Water" in page and "Mlimani" in page and "Its key" in page


def test_a_backup_of_all_of_it_is_said(teacher, school: Flask) -> None:
    connected(school)
    length = arrived(school, backed=1)
    page = text_of(teacher.get(PAGE))
    assert f"{length} entries have arrived" in page and "that 1 of it are in a backup" in page


def test_what_waits_by_kind(teacher, school: Flask) -> None:
    connected(school)
    agree_and_read(school)
    page = text_of(teacher.get(PAGE))
    assert "1 passed That a student passed an exercise" in page and "as a check sum only" in page


def test_a_link_that_is_down_is_told_calmly_with_when_it_is_tried_again(
    teacher, school: Flask
) -> None:
    connected(school)
    ran(school, outcome="unreached", error="Unreached", error_values='{"reason": "no route"}')
    with school.app_context(), transaction() as session:
        change(session, {"next_try_ms": 4_000_000_000_000})
    page = text_of(teacher.get(PAGE))
    assert "The centre was not reached (no route). It is tried again by itself" in page
    assert "2096" in page and "Please look:" not in page


def test_what_needs_a_person_is_marked(teacher, school: Flask) -> None:
    connected(school)
    ran(school, started_ms=NOW - 9)
    values = '{"url": "https://centre.example"}'
    ran(school, outcome="refused", error="CentreKeyChanged", error_values=values)
    page = text_of(teacher.get(PAGE))
    assert "Please look:" in page and "has another key" in page and "It last went well" in page


def test_what_this_month_cost(teacher, school: Flask) -> None:
    from app.clock import now_ms

    connected(school)
    ran(school, started_ms=now_ms(), bytes_up=1_500_000, bytes_down=500_000)
    parts = school.extensions["kisima"]
    terms = dataclasses.replace(parts.sync, budget_mb=2)
    school.extensions["kisima"] = dataclasses.replace(parts, sync=terms)
    page = text_of(teacher.get(PAGE))
    assert "2 MB of 2 MB this month." in page and "“Sync now” sends all the same." in page
    assert "It is tried again by itself next month" in page


def test_a_clock_that_is_years_off(teacher, school: Flask) -> None:
    connected(school)
    with school.app_context(), transaction() as session:
        change(session, {"clock_offset_ms": -2 * 365 * 86_400_000})
    assert "This computer's clock is 2 years behind." in text_of(teacher.get(PAGE))


@pytest.mark.parametrize("because", ["restore", "fork", "machine", "clone", "damage"])
def test_what_happened_to_the_laptop_is_told_to_staff(teacher, amina, school, because) -> None:
    with school.app_context(), transaction() as session:
        journal.open_epoch(session, because)
    assert "What happened to this computer" in teacher.get(PAGE).text
    assert "What to do" in teacher.get("/teach/").text
    assert "What to do" not in amina.get("/").text


def test_sending_goes_on_behind_the_page_and_its_end_is_told(teacher, school: Flask) -> None:
    connected(school, "http://127.0.0.1:9")
    teacher.get(PAGE)
    assert teacher.post("/teach/sync/now").status_code == 303
    page = teacher.get(PAGE)
    assert "Sending progress" in page.text and 'http-equiv="refresh"' in page.text
    ends = time.monotonic() + 60
    while not teacher.get("/teach/sync/state").json["done"]:
        assert time.monotonic() < ends
        time.sleep(0.1)
    page = teacher.get(PAGE)
    assert "The centre was not reached" in text_of(page) and 'http-equiv="refresh"' not in page.text


def test_a_wrong_address_is_said_beside_what_was_typed(teacher) -> None:
    teacher.get(PAGE)
    page = teacher.post("/teach/sync/connect", {"url": "centre", "code": "ABCD-2345"})
    assert page.status_code == 422 and "is not the address of a centre" in text_of(page)
    assert 'value="centre"' in page.text and 'value="ABCD-2345"' in page.text


def test_what_leaves_is_shown_row_by_row_without_names(teacher, school: Flask) -> None:
    agree_and_read(school)
    page = teacher.get("/teach/sync/leaving")
    text = text_of(page)
    assert "rows as their digests only" in text and "Amina" not in text
    rows = re.findall(r"<tr.*?</tr>", page.text, re.S)
    passed = next(row for row in rows if "<code>passed</code>" in row)
    assert "flow" in passed and "wells" in html.unescape(passed)
    told = next(row for row in rows if "told-of" in row and "lesson-read" in row)
    assert "Rain" in told
    for kind in journal.LEAVING:
        assert f"<code>{kind}</code>" in page.text


def test_all_that_has_left_in_pages(teacher, school: Flask) -> None:
    with school.app_context(), transaction() as session:
        for number in range(60):
            session.add(
                Departure(
                    at_ms=NOW + number,
                    way="stick" if number == 59 else "http",
                    origin=b"o" * 16,
                    epoch=b"e" * 16,
                    from_seq=number * 10 + 1,
                    to_seq=number * 10 + 10,
                    sha256=bytes([number]) * 32,
                    size=1234,
                    asked_by=1 if number == 59 else None,
                )
            )
    page = teacher.get("/teach/sync/departures")
    assert page.text.count("<tr>") == 51 and "on a stick" in page.text and "1.2 kB" in page.text
    assert "Mwalimu Juma" in page.text and "by itself" in page.text
    older = re.search(r'href="(/teach/sync/departures\?before=\d+)"', page.text)
    assert older and teacher.get(older.group(1)).text.count("<tr>") == 11


def test_a_drive_that_is_not_there_is_refused(teacher, school: Flask, tmp_path: Path) -> None:
    connected(school)
    teacher.get(PAGE)
    answer = teacher.post("/teach/sync/stick/copy", {"drive": str(tmp_path)})
    assert answer.status_code == 303
    assert "This drive is not there any more." in teacher.get(PAGE).text
    assert not list(tmp_path.glob("kisima"))


def with_stick(school: Flask, folder: Path) -> Path:
    """A folder that stands for a stick."""
    folder.mkdir()
    parts = school.extensions["kisima"]
    school.extensions["kisima"] = dataclasses.replace(parts, stick_folder=str(folder))
    return folder


def test_what_waits_is_copied_to_a_stick_and_noted_with_who_asked(
    teacher, school: Flask, tmp_path: Path
) -> None:
    connected(school, "")
    stick = with_stick(school, tmp_path / "STICK")
    page = teacher.get(PAGE)
    assert "STICK" in page.text and "Sync now" not in page.text
    assert teacher.post("/teach/sync/stick/copy", {"drive": str(stick)}).status_code == 303
    assert "Copied. Eject the stick properly" in teacher.get(PAGE).text
    assert len(list(stick.glob("kisima/to-centre/mlimani-*.kisima"))) == 1
    page = text_of(teacher.get("/teach/sync/departures"))
    assert "on a stick" in page and page.count("Mwalimu Juma") == 2
    teacher.get(PAGE)
    teacher.post("/teach/sync/stick/read", {"drive": str(stick)})
    assert "There is no answer of the centre's to this school on it." in text_of(teacher.get(PAGE))


def test_the_same_as_a_file_to_download(teacher, school: Flask) -> None:
    connected(school)
    teacher.get(PAGE)
    answer = teacher.post("/teach/sync/stick/file")
    assert answer.status_code == 200 and len(answer.data) > 100
    assert re.search(r"filename=mlimani-.*\.kisima", answer.headers["Content-Disposition"])


def test_a_file_that_is_none_of_the_centres_is_named_as_such(teacher, school: Flask) -> None:
    connected(school)
    teacher.get(PAGE)
    file = (io.BytesIO(b"a letter"), "../letter.txt")
    teacher.post("/teach/sync/stick/answer", {"file": file})
    page = text_of(teacher.get(PAGE))
    assert "There is no answer of the centre's to this school on it." in page
    assert "answer.kisima:" in page


def test_without_a_link_the_request_travels_by_stick(
    teacher, school: Flask, tmp_path: Path
) -> None:
    stick = with_stick(school, tmp_path / "STICK")
    assert "No network leads to the centre" in teacher.get(PAGE).text
    teacher.post("/teach/sync/stick/ask", {"drive": str(stick), "code": "ABCD-2345"})
    assert "The request is on the stick." in teacher.get(PAGE).text
    assert len(list(stick.glob("kisima/to-centre/*-enrolment.kisima"))) == 1
