"""Assignments in the pages: assigning, what students see of it, and what stays closed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.clock import now_ms
from app.database import db
from app.people import accounts
from app.people.models import Account
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

HERE = "/teach/classes/1/assignments/"
LESSON = "/courses/wells/01-rain/"
DAY = 86_400_000
Assign = Callable[..., int]


@pytest.fixture
def assign(school: Flask) -> Assign:
    """`assign(opens, due)` assigns the lesson Rain, in days from now."""

    def days(number: float | None) -> int | None:
        return None if number is None else now_ms() + int(number * DAY)

    def assigned(opens: float | None = None, due: float | None = None) -> int:
        with school.app_context():
            teacher = accounts.by_username("teacher")
            times = Times(days(opens), days(due))
            return assigning.assign(teacher, 1, "lesson", "rain", "wells", times, LateRule())

    return assigned


def test_a_lesson_is_assigned_with_times_typed_by_hand(school: Flask, teacher: Any) -> None:
    teacher.get(HERE + "new")
    form = {"item": "lesson:rain", "opens": "2030-01-02 08:00", "due": "2030-01-09T17:30"}
    answer = teacher.post(HERE + "new", form | {"late": "none", "percent": "10"})
    assert answer.status_code == 303
    with school.app_context():
        found = assigning.assignments_of(1)[0]
    opens = datetime(2030, 1, 2, 8, tzinfo=UTC).timestamp() * 1000
    assert (found.item_id, found.times.opens_ms) == ("rain", opens)
    page = teacher.get(HERE).text
    assert "Rain" in page and "Opens on Jan 2, 2030" in page and "Due on Jan 9, 2030" in page


def test_times_are_those_of_the_schools_zone(school: Flask, teacher: Any) -> None:
    school.extensions["babel"].default_timezone = "Africa/Nairobi"
    teacher.get(HERE + "new")
    form = {"item": "lesson:rain", "due": "2030-01-09T17:30", "late": "none"}
    teacher.post(HERE + "new", form)
    with school.app_context():
        found = assigning.assignments_of(1)[0]
    assert found.times.due_ms == datetime(2030, 1, 9, 14, 30, tzinfo=UTC).timestamp() * 1000
    page = teacher.get(f"{HERE}{found.id}/").text
    assert 'value="2030-01-09T17:30"' in page and "Africa/Nairobi" in page


@pytest.mark.parametrize(
    "form",
    [
        {"item": "lesson:rain", "opens": "2030-01-09 08:00", "due": "2030-01-02 08:00"},
        {"item": "lesson:rain", "opens": "on Tuesday"},
        {"item": "lesson:gone"},
    ],
)
def test_what_cannot_be_assigned_is_said_in_the_form(teacher: Any, form: dict[str, str]) -> None:
    teacher.get(HERE + "new")
    answer = teacher.post(HERE + "new", form | {"late": "none"})
    assert answer.status_code == 422
    assert 'class="error"' in answer.text or 'role="alert"' in answer.text


def test_a_closed_lesson_and_its_files_stay_closed(assign: Assign, amina: Any) -> None:
    assign(opens=2)
    for path in (LESSON, LESSON + "files/cloud.svg"):
        answer = amina.get(path)
        assert answer.status_code == 403
        assert "This opens on" in answer.text and "Rain falls" not in answer.text
    assert amina.post(LESSON + "quiz/wet", {"answer": "1"}).status_code == 403
    for page in (amina.get("/").text, amina.get("/courses/wells/").text):
        assert "Opens on" in page and f'href="{LESSON}"' not in page


def test_those_who_teach_open_it_all_the_same(assign: Assign, teacher: Any) -> None:
    assign(opens=2)
    assert "Rain falls" in teacher.get(LESSON).text


def test_what_is_overdue_is_said_calmly_and_can_still_be_done(assign: Assign, amina: Any) -> None:
    assign(due=-1)
    home = amina.get("/").text
    assert "Was due on" in home and "it counts as late" in home
    assert amina.get(LESSON).status_code == 200


def test_an_opening_that_passes_shows_on_a_kept_page(
    assign: Assign, amina: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.kept_pages.DAY_MS", 10**15)  # a day that does not end by itself
    assign(opens=0.5)
    later = now_ms() + 3 * DAY // 4
    assert "Opens on" in amina.get("/").text
    assert "Opens on" in amina.get("/").text  # the kept one
    for module in ("app.web.kept_pages", "app.progress.assigning.mine"):
        monkeypatch.setattr(f"{module}.now_ms", lambda: later)
    assert "Opens on" not in amina.get("/").text


def test_a_student_gets_more_time_and_loses_it_again(
    school: Flask, assign: Assign, teacher: Any, amina: Any
) -> None:
    id = assign(due=-1)
    with school.app_context():
        student = db.session.query(Account).filter_by(username="amina").one().id
    teacher.get(f"{HERE}{id}/")
    form = {"student": str(student), "until": "2040-01-09T17:30"}
    assert teacher.post(f"{HERE}{id}/more-time", form).status_code == 303
    assert "Jan 9, 2040" in teacher.get(f"{HERE}{id}/").text
    assert "Due on Jan 9, 2040" in amina.get("/").text
    teacher.post(f"{HERE}{id}/no-more-time/{student}")
    assert "Was due on" in amina.get("/").text


def test_removed_it_is_open_again(assign: Assign, teacher: Any, amina: Any) -> None:
    id = assign(opens=2)
    assert amina.get(LESSON).status_code == 403
    teacher.get(f"{HERE}{id}/")
    teacher.post(f"{HERE}{id}/remove")
    assert amina.get(LESSON).status_code == 200
    assert teacher.get(f"{HERE}{id}/").status_code == 404
