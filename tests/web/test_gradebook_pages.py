"""The gradebook and its cells, through the pages of an instructor and a student."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people import enrolment
from app.people.models import Account
from app.progress import queue, submissions
from app.progress.marking import manual, releasing
from app.progress.marking.item import item_of

BOOK = "/mark/classes/1/"


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    put_exercise("rain", "01-rain")
    put_exercise("flow", "02-pumps")
    return courseware


def _account(username: str) -> Account:
    from app.database import db

    return db.session.query(Account).filter_by(username=username).one()


def hand_in(
    school: Flask, username: str, score: float, exercise: str = "flow", by_hand: bool = False
) -> submissions.Submission:
    """A graded submission; with `by_hand` three of its points wait for a person."""
    cells = [CellGrade("t", "Flow", score, 7, "partial")]
    if by_hand:
        remark = Remark("waiting-for-instructor")
        cells.append(CellGrade("essay", "Why", 0, 3, "manual", remark=remark))
    key = f"{username}{exercise}{score}"
    with school.app_context():
        student = _account(username).id
        made = submissions.submit(student, "wells", exercise, {"cells": []}, key=key, lang="en")
        assert queue.finish(queue.lease("g", 30), Grade(score, 10, by_hand, tuple(cells)))
        return submissions.submission(made.public_id)


def item(school: Flask) -> Any:
    catalog = school.extensions["kisima"].catalog
    return item_of(catalog.exercise("flow"), catalog, 0.6)


def text_of(page: Any) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def names(page: Any) -> list[str]:
    return re.findall(r"<th scope=row><bdi>(\w+)", page.text)


def cell(school: Flask, username: str = "amina", exercise: str = "flow") -> str:
    with school.app_context():
        return f"{BOOK}students/{_account(username).id}/exercises/{exercise}/"


def test_the_class_leads_to_the_gradebook_and_its_cells_to_the_work(teacher, school):
    hand_in(school, "amina", 4)
    hand_in(school, "amina", 6.5)
    assert f'href="{BOOK}"' in teacher.get("/teach/classes/1/").text
    page = teacher.get(BOOK)
    found = re.search(r"<td><a href=(\d+/2)>6.5<i>2×</i></a>", page.text)
    assert found and names(page) == ["Amina", "Layla"]
    led = teacher.get(BOOK + found.group(1))
    assert led.location == cell(school)
    assert "6.5 of 10 points" in text_of(teacher.get(led.location))


def test_rows_are_sorted_by_any_column_and_the_empty_come_last(teacher, school):
    hand_in(school, "layla", 3)
    hand_in(school, "amina", 4)
    assert names(teacher.get(f"{BOOK}?sort=e2")) == ["Layla", "Amina"]
    page = teacher.get(f"{BOOK}?sort=-e2")
    assert names(page) == ["Amina", "Layla"] and "aria-sort=descending" in page.text
    assert "?sort=e2" in page.text
    hand_in(school, "layla", 1, "rain")
    assert names(teacher.get(f"{BOOK}?sort=-e1")) == names(teacher.get(f"{BOOK}?sort=e1"))


def test_rows_are_filtered_and_the_address_says_how(teacher, school):
    hand_in(school, "amina", 9)
    hand_in(school, "layla", 2, by_hand=True)
    for query, found in (
        ("name=LAY", ["Layla"]),
        ("only=person", ["Layla"]),
        ("only=failed", ["Layla"]),
        ("only=late", []),
        ("only=nonsense&sort=nothing", ["Amina", "Layla"]),
    ):
        page = teacher.get(f"{BOOK}?{query}")
        assert names(page) == found, query
    assert "?only=person&amp;sort=e1" in teacher.get(f"{BOOK}?only=person").text
    assert "No student is like that" in teacher.get(f"{BOOK}?only=late").text


def test_cells_show_attempts_best_and_last(teacher, school):
    for score in (6, 3):
        hand_in(school, "amina", score)
    for show, number in (("attempts", 2), ("best", 6), ("last", 3)):
        assert re.search(rf"<a href=\d+/2>{number}</a>", teacher.get(f"{BOOK}?show={show}").text)


def test_quizzes_and_lessons_are_columns_when_asked_for(teacher, amina, school):
    amina.get("/courses/wells/02-pumps/")
    plain, wide = teacher.get(BOOK), teacher.get(f"{BOOK}?quizzes=1&lessons=1")
    # Two lessons, and the quizzes of the one that has some.
    assert wide.text.count("<th scope=col") == plain.text.count("<th scope=col") + 3
    assert "✓" in wide.text


def test_many_items_come_in_parts_and_the_total_is_of_all(teacher, school, monkeypatch):
    from app.web.mark import gradebook_parts

    monkeypatch.setattr(gradebook_parts, "UNDIVIDED", 1)
    monkeypatch.setattr(gradebook_parts, "PART", 1)
    hand_in(school, "amina", 4)
    hand_in(school, "amina", 5, "rain")
    for query, heads in (("", 1), ("?items=1", 1), ("?items=all", 2), ("?items=9", 1)):
        page = teacher.get(BOOK + query)
        assert page.text.count("<th scope=col") == heads + 2, query
        assert "<td>9<td" in page.text and '"Exercises"' in page.text
    assert "All of flow" in teacher.get(BOOK).text  # where the class has got to
    assert "All of rain" in teacher.get(f"{BOOK}?items=1").text
    assert names(teacher.get(f"{BOOK}?items=2&sort=e1"))[0] == "Amina"
    assert 'name="items" value="1"' in teacher.get(f"{BOOK}?items=1").text


def test_a_mark_is_set_with_a_reason_that_the_student_reads(teacher, amina, school):
    made = hand_in(school, "amina", 2)
    address = cell(school)
    teacher.get(address)
    assert teacher.post(f"{address}override", {"points": "7,5"}).status_code == 422
    refused = teacher.post(f"{address}override", {"points": "11", "reason": "kind"})
    assert refused.status_code == 422 and "from 0 to 10" in refused.text and "kind" in refused.text
    told = {"points": "7,5", "reason": "She explained it."}
    assert teacher.post(f"{address}override", told).status_code == 303
    page = text_of(teacher.get(address))
    assert "7.5 of 10 points" in page and "from 2 to 7.5 points" in page and "Mwalimu" in page
    assert "<td><a href" in teacher.get(BOOK).text and "set by a person" in teacher.get(BOOK).text
    for path in (f"/submissions/{made.public_id}/", "/exercises/flow/"):
        assert "She explained it." in amina.get(path).text
    assert "7.5 of 10 points" in text_of(amina.get("/courses/wells/"))
    assert "Who changed" not in amina.get(f"/submissions/{made.public_id}/").text
    teacher.get(address)
    teacher.post(f"{address}take-back")
    assert "2 of 10 points" in text_of(amina.get("/courses/wells/"))


def test_a_student_is_let_off_an_exercise(teacher, amina, school):
    address = cell(school)
    teacher.get(address)
    assert teacher.post(f"{address}exempt", {"off-reason": "Was ill."}).status_code == 303
    assert "exempt" in teacher.get(BOOK).text
    assert "You need not do this one" in amina.get("/courses/wells/").text


def test_one_submission_is_tested_again(teacher, school):
    hand_in(school, "amina", 2)
    address = cell(school)
    teacher.get(address)
    assert teacher.post(f"{address}1/again").status_code == 303
    assert "This is being tested again." in teacher.get(address).text
    assert teacher.post(f"{address}2/again").status_code == 404


def test_points_by_hand_and_comments_are_read_once_they_are_released(teacher, amina, school):
    made = hand_in(school, "amina", 5, by_hand=True)
    result = f"/submissions/{made.public_id}/"
    with school.app_context():
        manual.give(_account("teacher"), made, "essay", 2, "Say where it flows.", item(school))
    assert "Say where it flows." in teacher.get(cell(school)).text
    page = text_of(amina.get(result))
    assert "5 of 10 points" in page and "Say where" not in page
    assert "5 of 10 points" in text_of(amina.get("/courses/wells/"))
    with school.app_context():
        releasing.release(_account("teacher"), 1, item(school))
    page = text_of(amina.get(result))
    assert "7 of 10 points" in page and "Say where it flows." in page
    assert "marks the rest" not in page
    assert "7 of 10 points" in text_of(amina.get("/courses/wells/"))


def test_what_is_held_is_nowhere_to_be_read(teacher, amina, school):
    with school.app_context():
        releasing.set_held(_account("teacher"), 1, item(school), True)
    made = hand_in(school, "amina", 5)
    for path in (f"/submissions/{made.public_id}/", "/exercises/flow/", "/courses/wells/"):
        assert "5 of 10" not in text_of(amina.get(path)), path
    assert (
        "shows the results of this exercise later"
        in amina.get(f"/submissions/{made.public_id}/").text
    )
    assert "5 of 10 points" in text_of(teacher.get(cell(school)))


def test_two_of_one_name_are_told_apart_by_their_user_names(teacher, school):
    assert "layla" not in teacher.get(BOOK).text + teacher.get("/teach/classes/1/").text
    with school.app_context():
        enrolment.add_student(1, username="layla2", full_name="Layla Hassan", secret="4821")
    for page in (teacher.get(BOOK), teacher.get("/teach/classes/1/")):
        assert "layla2" in page.text and page.text.count("layla") == 2


def test_names_cannot_bring_tags_into_the_table(teacher, school):
    from app.people import enrolment

    with school.app_context():
        enrolment.add_student(1, username="odd", full_name="<b>A&B", secret="48261")
    page = teacher.get(f'{BOOK}?name=<b>a&sort="><b>')
    assert "<b>A" not in page.text and "&lt;b&gt;A&amp;B" in page.text
    assert 'value="<b>' not in page.text and '"><b>' not in page.text
