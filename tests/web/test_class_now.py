"""The class now: where students are, who waits, what they fail on; and what a refresh costs."""

import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from sqlalchemy import insert, select
from waitress.server import create_server

from app.clock import now_ms
from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.people.models import Account, ClassMember
from app.progress import learning, queue, submissions
from app.progress.models import AttemptRow, ExerciseState, QuizTry, SubmissionRow
from app.progress.packing import pack
from app.web.last_seen import LastSeen, Seen
from app.web.teach.now_changes import Board, packet
from app.web.teach.now_state import LONGEST
from app.web.teach.now_views import ROOM, _size

NOW = "/teach/classes/1/now"
RAIN, FLOW = "/courses/wells/01-rain/", "/exercises/flow/"
# The places of the page, by number.
RAIN_PLACE, FLOW_PLACE = "0", "2"


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    """The course, and the exercise "flow" in its second lesson."""
    put_exercise("flow", "02-pumps")
    return courseware


@pytest.fixture
def seen(school: Flask) -> LastSeen:
    return school.extensions["kisima-last-seen"]


def ids(school: Flask) -> dict[str, int]:
    with school.app_context():
        return dict(db.session.execute(select(Account.username, Account.id)).all())


def state_of(page: str) -> str:
    return page.split('data-since="')[1].split('"')[0]


def asked(person: Any, since: str) -> Any:
    return person.get(f"{NOW}/changes?since={since}", headers={"X-Fragment": "1"})


def told(person: Any, since: str) -> dict[str, str]:
    """All values that have changed since then, as the page's script would gather them."""
    found: dict[str, str] = {}
    while (answer := asked(person, since)).status_code == 200:
        data = json.loads(answer.text)
        found |= data["d"]
        since = f"{since.split('.')[0]}.{data['n']}"
    assert answer.status_code == 204
    return found


def in_group(page: str, place: str) -> str:
    return page.split(f'data-place="{place}"')[1].split("</ul>")[0]


def hand_in(school: Flask, who: int, score: float, grade: bool = True) -> None:
    with school.app_context():
        key = f"k{now_ms()}{who}{db.session.query(SubmissionRow).count()}"
        submissions.submit(who, "wells", "flow", {"cells": []}, key=key, lang="en")
        if grade:
            status = "passed" if score >= 10 else "failed"
            cell = CellGrade("t", "Water flows", score, 10, status)
            work = queue.lease("g", 30)
            assert queue.finish(work, Grade(score, 10, False, (cell,), executed={}))


def test_who_opens_a_lesson_or_an_exercise_is_shown_there(school, amina, teacher):
    assert "Amina" in in_group(teacher.get(NOW).text, "n")
    amina.get(RAIN)
    page = teacher.get(NOW).text
    assert "Amina" in in_group(page, RAIN_PLACE) and "Layla" in in_group(page, "n")
    amina.get(FLOW)
    assert told(teacher, state_of(page)) == {"s0": FLOW_PLACE}


def test_a_page_that_was_kept_counts_as_opened(school, amina, teacher, seen):
    amina.get(RAIN)
    who = ids(school)["amina"]
    for headers in ({}, {"If-None-Match": amina.get(RAIN).headers["ETag"]}):
        seen.note(who, "elsewhere/gone", now_ms())
        amina.get(RAIN, headers=headers)
        assert seen.of([who])[who].place == "wells/01-rain"


def test_who_is_not_signed_in_is_seen_nowhere(school, visitor, seen):
    visitor.get(RAIN)
    visitor.post(f"{RAIN}quiz/wet", {"answer": "0"})
    assert seen.of(list(ids(school).values())) == {}


def test_who_was_quiet_gets_a_time_and_then_goes_to_earlier_today(school, teacher, seen):
    who, now = ids(school), now_ms()
    teacher.get(NOW)
    seen.note(who["amina"], "wells/01-rain", now - 15 * 60_000)
    seen.note(who["layla"], "nowhere/gone", now - 1000)
    found = told(teacher, state_of(teacher.get(NOW).text).split(".")[0] + ".0")
    # Just after midnight a quarter of an hour ago was yesterday.
    assert found["s0"].startswith("0 ") or found["s0"] == "n"
    assert found["s1"] == "x"


def test_after_a_restart_it_is_known_from_the_store(school, amina, teacher, seen):
    amina.get(FLOW)
    with school.app_context():
        learning.quiz_answered(ids(school)["layla"], "wells", "rain", "wet", ["1"], True)
    hand_in(school, ids(school)["amina"], 10)
    school.extensions["kisima-last-seen"].__init__()
    page = teacher.get(NOW).text
    assert "Layla" in in_group(page, RAIN_PLACE) and "Amina" in in_group(page, FLOW_PLACE)


def test_who_waits_and_who_tried_five_times_without_success(school, teacher):
    who = ids(school)
    page = teacher.get(NOW).text
    for _ in range(5):
        hand_in(school, who["amina"], 2)
        hand_in(school, who["layla"], 10)
    hand_in(school, who["layla"], 0, grade=False)
    found = told(teacher, state_of(page))
    assert (found["f2"], found["w2"]) == ("0 5", "1")
    page = teacher.get(NOW).text
    assert "Amina" in page.split('id="f"')[1].split("</section>")[0]
    assert "Layla" in page.split('id="w"')[1].split("</section>")[0]


def test_the_test_that_most_fail_on_now_is_named(school, teacher):
    for name, score in (("amina", 2), ("layla", 2), ("layla", 10)):
        hand_in(school, ids(school)[name], score)
    page = teacher.get(NOW).text
    row = page.split('id="t0"')[1].split("</li>")[0]
    assert "1 of 2" in row and "<bdi>Flow</bdi>" in row and "All of flow" in row
    hand_in(school, ids(school)["amina"], 10)
    assert told(teacher, state_of(page))["t0"] == ""


def test_the_wrong_option_that_most_chose_is_named(school, teacher):
    with school.app_context():
        for name, given in (("amina", ["0"]), ("amina", ["0"]), ("layla", ["1"])):
            who = ids(school)[name]
            learning.quiz_answered(who, "wells", "rain", "wet", given, given == ["1"])
        learning.quiz_answered(who, "wells", "rain", "both", ["0", "2"], False)
        learning.quiz_answered(who, "wells", "rain", "sum", ["1"], False)
    page = teacher.get(NOW).text
    box = page.split('id="o"')[1].split("</section>")[0]
    assert box.count("<li") == 2 and "A net" in box and "A bucket" not in box
    sand = next(row for row in box.split("<li") if "Sand in the dry season" in row)
    assert "1 of 2" in sand and "Which of these is wet?" in sand


def test_hidden_names_are_nowhere_in_the_page(school, amina, teacher):
    amina.get(RAIN)
    for _ in range(5):
        hand_in(school, ids(school)["amina"], 2)
    page = teacher.get(f"{NOW}?names=no").text
    assert "Amina" not in page and "Layla" not in page and "amina" not in page
    assert page.count("●") == 3  # two students, and one of them without success


def test_nothing_new_costs_an_empty_answer(school, amina, teacher):
    first = teacher.get(NOW)
    assert asked(teacher, state_of(first.text)).status_code == 204
    again = teacher.get(NOW, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    amina.get(RAIN)
    assert teacher.get(NOW, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_page_of_another_run_or_another_class_list_is_loaded_anew(school, teacher):
    page = teacher.get(NOW).text
    for since in ("", "other.3", "x"):
        assert asked(teacher, since).status_code == 205
    with school.app_context(), transaction() as session:
        session.get_one(Account, ids(school)["layla"]).active = False
    assert asked(teacher, state_of(page)).status_code == 205


def test_an_empty_class_says_what_to_do(school, teacher):
    with school.app_context(), transaction() as session:
        session.query(ClassMember).filter_by(role="student").delete()
    page = teacher.get(NOW).text
    assert "Nobody is in this class yet" in page and "now.js" not in page


def test_last_seen_holds_one_entry_a_person_and_not_more_than_its_bound():
    seen = LastSeen(most=3)
    for number in range(10):
        seen.note(number % 5, f"lesson {number}", number)
    assert seen.unknown(range(5)) == [0, 1]
    assert seen.of(range(5))[4] == Seen("lesson 9", 9)
    seen.fill([4], {4: Seen("older", 1)})
    assert seen.of([4])[4].at_ms == 9


def test_a_board_tells_each_change_once_and_what_is_gone_as_empty():
    board = Board()
    board.show({"a": "1", "b": "2"})
    at = board.number
    board.show({"a": "1", "b": "2"})
    assert board.since(at) == []
    board.show({"a": "3", "c": "4"})
    assert [(name, value) for _n, name, value in board.since(at)] == [
        ("a", "3"),
        ("c", "4"),
        ("b", ""),
    ]


def test_what_does_not_fit_is_left_for_the_next_time():
    changes = [(number, f"s{number}", "x" * 50) for number in range(1, 30)]
    data = json.loads(packet(changes, len, 400))
    assert data["more"] and data["n"] == len(data["d"]) < 8
    assert "more" not in json.loads(packet(changes[:2], len, 400))


# What a refresh costs, counted on the wire.


@pytest.fixture
def sixty(school: Flask) -> list[int]:
    """Class One with sixty students."""
    with school.app_context(), transaction() as session:
        for number in range(58):
            account = Account(
                username=f"s{number}",
                full_name=f"Student {number}",
                role="student",
                password_hash="x",
                session_key="k",
                created_ms=0,
            )
            session.add(account)
            session.flush()
            session.add(ClassMember(class_id=1, account_id=account.id, role="student", joined_ms=0))
    with school.app_context():
        query = select(ClassMember.account_id).where(ClassMember.role == "student")
        return list(db.session.scalars(query))


@pytest.fixture
def wire(school: Flask, teacher: Any) -> Iterator[Callable[[str], bytes]]:
    """Asks a real server as a browser would: all bytes of the answer."""
    server = create_server(school, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    cookie = teacher.client.get_cookie("session").value

    def ask(since: str) -> bytes:
        with socket.create_connection(("127.0.0.1", server.effective_port), timeout=60) as link:
            link.sendall(
                f"GET {NOW}/changes?since={since} HTTP/1.1\r\nHost: kisima.test\r\n"
                f"X-Fragment: 1\r\nAccept-Encoding: gzip, deflate\r\nConnection: close\r\n"
                f"Cookie: session={cookie}\r\n\r\n".encode()
            )
            return b"".join(iter(lambda: link.recv(65536), b""))

    yield ask
    server.close()


def refreshes(wire: Callable[[str], bytes], since: str) -> list[int]:
    """The bytes of each answer until nothing is new any more."""
    import gzip

    sizes = []
    while (answer := wire(since)).startswith(b"HTTP/1.1 200"):
        head, _blank, body = answer.partition(b"\r\n\r\n")
        data = json.loads(gzip.decompress(body) if b"gzip" in head else body)
        since = f"{since.split('.')[0]}.{data['n']}"
        sizes.append(len(answer))
    assert answer.startswith(b"HTTP/1.1 204"), answer
    return [*sizes, len(answer)]


def test_a_usual_refresh_of_sixty_is_below_a_kilobyte(school, sixty, teacher, wire, seen):
    page = teacher.get(NOW).text
    for one in sixty[:6]:
        seen.note(one, "wells/01-rain", now_ms())
    hand_in(school, sixty[0], 2)
    sizes = refreshes(wire, state_of(page))
    assert len(sizes) == 2 and max(sizes) <= 1000, sizes


def busy(students: list[int]) -> None:
    """Everybody answers two questions wrong and hands in for the sixth time, to no avail; a third
    of them once more, which waits."""
    now = now_ms()
    row = {"course_id": "wells", "exercise_id": "flow", "lang": "en", "handed_in_ms": now}
    graded = row | {"number": 6, "state": "graded", "graded_ms": now, "score": 2, "max_score": 10}
    waits = row | {"number": 7, "state": "waiting"}
    marks = {"exercise_id": "flow", "submissions": 6, "score": 2, "max_score": 10, "updated_ms": 1}
    cell = CellGrade("t", "Water flows", 2, 10, "failed")
    result = pack(Grade(2, 10, False, (cell,)).to_json())
    attempt = {"number": 1, "score": 2, "max_score": 10, "needs_manual": False, "graded_ms": now}
    asked = {"lesson_id": "rain", "right": False, "at_ms": now}
    with transaction() as session:
        session.execute(
            insert(SubmissionRow),
            [
                kind | {"account_id": one, "public_id": token_urlsafe(9), "key": f"{n}"}
                for n, (kind, some) in enumerate(((graded, students), (waits, students[::3])))
                for one in some
            ],
        )
        ids = session.scalars(select(SubmissionRow.id).where(SubmissionRow.state == "graded"))
        packed = {"result": result, "executed": b""}
        rows = [attempt | packed | {"submission_id": id} for id in ids]
        session.execute(insert(AttemptRow), rows)
        session.execute(insert(ExerciseState), [marks | {"account_id": one} for one in students])
        for question, given in (("both", ["0", "2"]), ("wet", ["0"])):
            answer = asked | {"question_id": question, "given": json.dumps(given)}
            session.execute(insert(QuizTry), [answer | {"account_id": one} for one in students])


def test_the_worst_refresh_of_sixty_is_below_a_kilobyte(school, sixty, teacher, wire, seen):
    page = teacher.get(NOW).text
    for number, one in enumerate(sixty):
        seen.note(one, "flow" if number % 2 else "wells/01-rain", now_ms())
    with school.app_context():
        busy(sixty)
    sizes = refreshes(wire, state_of(page))
    assert max(sizes) <= 1000, sizes
    # What does not fit comes half a second later: all is there after so many answers.
    assert len(sizes) <= 4, sizes


def test_the_longest_row_fits_alone(school):
    letters = random.Random(5)
    words = ["".join(letters.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=LONGEST)) for _ in "ab"]
    with school.test_request_context(headers={"Accept-Encoding": "gzip"}):
        value = get_template_attribute("teach/now_rows.html", "option")(60, 60, *words)
        data = packet([(99_999, "o4", str(value))], len, 0)
        assert _size(data) <= ROOM
