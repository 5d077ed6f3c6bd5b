"""What a class does today is found without reading what it did before."""

from dataclasses import replace
from secrets import token_urlsafe

import pytest
from flask import Flask
from sqlalchemy import Select, insert, text
from sqlalchemy.dialects import sqlite

from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.people.accounts import add_account
from app.progress import class_today, failing_tests, last_work, quiz_today
from app.progress.models import AttemptRow, QuizTry, SubmissionRow
from app.progress.packing import pack
from app.settings import Settings

TODAY = 1_800_000_000_000


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


@pytest.fixture
def students(store: Flask) -> list[int]:
    with transaction() as session:
        return [
            add_account(session, username=name, full_name=name, secret="48261", role="student").id
            for name in ("amina", "baraka", "layla")
        ]


def submitted(account_id: int, number: int, at_ms: int, **more: object) -> None:
    row = {
        "account_id": account_id,
        "course_id": "c",
        "exercise_id": "e1",
        "lang": "en",
        "state": "graded",
        "handed_in_ms": at_ms,
        "graded_ms": at_ms,
        "public_id": token_urlsafe(9),
        "key": f"{number}",
        "number": number,
    }
    with transaction() as session:
        session.execute(insert(SubmissionRow), [row | more])


def judged(handed: class_today.HandIn, *failed: str) -> None:
    cells = tuple(
        CellGrade(id, f"Test {id}", 0, 1, "failed" if id in failed else "passed") for id in "abc"
    )
    result = pack(Grade(0, 3, False, cells).to_json())
    row = {"submission_id": handed.id, "number": 1, "score": 0, "max_score": 3}
    row |= {"needs_manual": False, "graded_ms": 1, "result": result, "executed": b""}
    with transaction() as session:
        session.execute(insert(AttemptRow), [row])


def test_only_today_and_only_of_these_students(students):
    submitted(students[0], 1, TODAY - 1)
    submitted(students[0], 2, TODAY)
    submitted(students[2], 1, TODAY)
    handed = class_today.hand_ins(students[:2], TODAY)
    assert [(one.account_id, one.number) for one in handed] == [(students[0], 2)]


def test_what_waits_is_found_whenever_it_was_handed_in(students):
    submitted(students[0], 1, 5, state="waiting", graded_ms=None)
    submitted(students[1], 1, 5, state="parked", graded_ms=None)
    submitted(students[2], 1, 5, state="leased", graded_ms=None)
    assert class_today.waiting(students[:2]) == {(students[0], "e1"), (students[1], "e1")}


def test_tests_count_by_each_students_newest_result(students):
    submitted(students[0], 1, TODAY)
    submitted(students[0], 2, TODAY + 1)
    submitted(students[1], 1, TODAY + 2)
    newest, second, first = class_today.hand_ins(students, TODAY)
    judged(first, "a", "b", "c")
    judged(second, "a")
    judged(newest, "a", "c")
    found = failing_tests.failing_tests(class_today.hand_ins(students, TODAY), 5)
    assert [(one.grade_id, one.failed, one.students) for one in found] == [
        ("a", 2, 2),
        ("c", 1, 2),
    ]


def test_results_are_read_a_bounded_number_at_a_time_and_each_once(students, monkeypatch):
    read = []
    real = failing_tests.unpack
    monkeypatch.setattr(failing_tests, "unpack", lambda packed: read.append(1) or real(packed))
    monkeypatch.setattr(failing_tests, "READ_AT_ONCE", 2)
    for one in students:
        submitted(one, 1, TODAY)
    handed = class_today.hand_ins(students, TODAY)
    for one in handed:
        judged(one, "a")
    counts = [failing_tests.failing_tests(handed, 5)[0].failed for _ in range(3)]
    assert (counts, len(read)) == ([2, 3, 3], 3)


def test_what_was_done_last_today(students):
    with transaction() as session:
        row = {"lesson_id": "l1", "question_id": "q", "given": "[]", "right": True}
        tries = [row | {"account_id": students[1], "at_ms": TODAY + n} for n in (-5, 7)]
        session.execute(insert(QuizTry), tries)
    submitted(students[0], 1, TODAY + 3)
    assert last_work.last_work(students, TODAY) == {
        students[0]: last_work.Work("exercise", "e1", TODAY + 3),
        students[1]: last_work.Work("lesson", "l1", TODAY + 7),
    }


def plan(query: Select[object]) -> str:
    written = query.compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    rows = db.session.execute(text(f"EXPLAIN QUERY PLAN {written}")).all()
    return "\n".join(row[3] for row in rows)


def test_history_is_not_read(students, settings):
    if settings.database_url:
        pytest.skip("only on SQLite: PostgreSQL scans small tables, whatever indexes there are")
    handed = plan(class_today.hand_ins_query(students, TODAY))
    assert "submission USING INDEX submission_recent (account_id=? AND handed_in_ms>?)" in handed
    assert "SEARCH exercise_state USING INDEX" in handed
    waits = plan(class_today.waiting_query())
    assert "SEARCH submission USING INDEX submission_queue (state=?)" in waits
    tries = plan(quiz_today.tries_query(students, TODAY))
    assert "quiz_try USING INDEX quiz_try_recent (account_id=? AND at_ms>?)" in tries
    drafts = plan(last_work.drafts_query(students, TODAY))
    assert "draft USING COVERING INDEX draft_recent (account_id=? AND updated_ms>?)" in drafts
    assert "SCAN" not in handed + waits + tries + drafts
