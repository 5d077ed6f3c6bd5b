"""Items, pairs, exports and feedback, through the pages of an instructor."""

import csv
import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people.models import Account
from app.progress import queue, submissions
from app.progress.marking import manual, releasing
from app.progress.marking.item import item_of

CLASS = "/mark/classes/1/"
FLOW = f"{CLASS}exercises/flow/"
ABOUT = {"schema_version": 3, "task": False}
STUB = "# What is the flow?\nlitres = None"


def cell(id: str, source: str, **about: Any) -> dict[str, Any]:
    shape = {"cell_type": "code", "outputs": [], "execution_count": None}
    return shape | {"id": id, "source": source, "metadata": {"nbgrader": ABOUT | about}}


def notebook(answer: str) -> dict[str, Any]:
    own = {"grade_id": "own", "grade": False, "locked": False, "solution": True}
    test = {"grade_id": "t", "grade": True, "locked": True, "solution": False, "points": 10}
    kernel = {"name": "python3", "language": "python", "display_name": "Python"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": [cell("own", answer, **own), cell("t", "# Test: Flow\nassert litres", **test)],
    }


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    source = notebook(f"### BEGIN SOLUTION\nlitres = 4\n### END SOLUTION\n{STUB}")
    put_exercise("flow", "02-pumps", source, title="=Flow")
    return courseware


def account(username: str) -> Account:
    from app.database import db

    return db.session.query(Account).filter_by(username=username).one()


def hand_in(school: Flask, username: str, score: float, answer: str = STUB) -> Any:
    """A graded submission of ten points, three of which wait for a person."""
    remark = Remark("waiting-for-instructor")
    cells = (
        CellGrade("t", "Flow", score, 7, "partial", message="litres is too small <1"),
        CellGrade("essay", "Why", 0, 3, "manual", remark=remark),
    )
    with school.app_context():
        student = account(username).id
        made = submissions.submit(
            student, "wells", "flow", notebook(answer), key=f"{username}{score}", lang="en"
        )
        assert queue.finish(queue.lease("g", 30), Grade(score, 10, True, cells))
        return submissions.submission(made.public_id)


def text_of(page: Any) -> str:
    assert page.status_code == 200, page.status_code
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def table(page: Any) -> list[list[str]]:
    assert (
        page.data.startswith(b"\xef\xbb\xbf")
        and "attachment" in page.headers["Content-Disposition"]
    )
    return list(csv.reader(io.StringIO(page.data.decode("utf-8-sig"))))


def test_the_gradebook_leads_to_all_of_it(teacher, school):
    assert f'href="{CLASS}more/"' in teacher.get(CLASS).text
    page = teacher.get(f"{CLASS}more/").text
    for address in (f"{FLOW}items", f"{FLOW}alike", f"{CLASS}lessons/wells/01-rain/items"):
        assert f'href="{address}"' in page and teacher.get(address).status_code == 200
    for name in ("feedback.zip", "moodle.csv", "nbgrader.csv"):
        assert f'href="{CLASS}{name}?course=wells"' in page


def test_tests_have_their_figures_and_few_say_little(teacher, school):
    hand_in(school, "amina", 7)
    hand_in(school, "layla", 3.5)
    page = text_of(teacher.get(f"{FLOW}items"))
    assert "Flow Points reached 75%" in page and "Too few to say" in page
    assert "Nothing was graded yet" not in page


def test_questions_go_by_the_first_try(teacher, amina, school):
    amina.get("/courses/wells/01-rain/")
    for given in ("4", "5"):
        amina.post("/courses/wells/01-rain/quiz/sum", {"answer": given})
    page = text_of(teacher.get(f"{CLASS}lessons/wells/01-rain/items"))
    assert re.search(r"What is 2 \+ 3\? Right at the first try 0% Students 1 ", page)
    assert teacher.get(f"{CLASS}lessons/wells/02-pumps/items").status_code == 404


COPIED = (
    "total = 0\nfor day in range(7):\n    total += day * 2\nprint(total, 'litres')\nx = [total]"
)
RENAMED = COPIED.replace("total", "s").replace("day", "d") + "  # mine"


def test_works_alike_are_shown_side_by_side_for_a_person_to_judge(teacher, school):
    hand_in(school, "amina", 7, COPIED)
    hand_in(school, "layla", 7, RENAMED)
    page = teacher.get(f"{FLOW}alike")
    said = text_of(page)
    assert "Amina Odhiambo · Layla Hassan 100% in common" in said
    assert "many good reasons" in said and "heat" not in said and "plagiar" not in said
    led = re.search(rf'href="({FLOW}alike/\d+/\d+)"', page.text)
    both = teacher.get(led[1]).text
    assert (
        "<mark>for day in range(7):\n</mark>" in both
        and "<mark>for d in range(7):\n</mark>" in both
    )
    assert teacher.get(f"{FLOW}alike/1/99").status_code == 404


def test_marks_go_to_moodle_by_its_headings(teacher, school):
    hand_in(school, "amina", 6.5)
    head, amina, layla = table(teacher.get(f"{CLASS}moodle.csv"))
    assert head[:3] == ["First name", "Surname", "ID number"]
    assert head[6:] == ["'=Flow", "Username"]
    assert (amina[:2], amina[6:]) == (["Amina", "Odhiambo"], ["6.5", "amina"])
    assert layla[6:] == ["-", "layla"]


def test_marks_stand_as_nbgrader_exports_them(teacher, school):
    hand_in(school, "amina", 6.5)
    head, amina, layla = table(teacher.get(f"{CLASS}nbgrader.csv?course=wells"))
    assert (head[0], head[3], head[-1]) == ("assignment", "student_id", "max_score")
    assert (amina[0], amina[3:6], amina[7:]) == (
        "flow",
        ["amina", "Odhiambo", "Amina"],
        ["6.5", "0.0", "6.5", "10.0"],
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", amina[2])
    assert (layla[2], layla[7:]) == ("", ["0.0", "0.0", "0.0", "10.0"])


def test_the_table_of_everything_has_the_marks_that_people_set(teacher, school):
    hand_in(school, "amina", 6.5)
    with school.app_context():
        made = submissions.history(account("amina").id, "flow")[0]
        manual.give(account("teacher"), made, "essay", 2, "", item(school))
    rows = table(teacher.get("/teach/classes/1/marks.csv"))
    assert rows[1][-3:] == ["8.5", "10.0", "1"] and rows[2][-3:] == ["", "10.0", "0"]


def item(school: Flask) -> Any:
    catalog = school.extensions["kisima"].catalog
    return item_of(catalog.exercise("flow"), catalog, 0.6)


def test_feedback_is_one_page_that_waits_for_the_release(teacher, school):
    made = hand_in(school, "amina", 6.5)
    with school.app_context():
        manual.give(account("teacher"), made, "essay", 2, "Well <b>argued</b>.", item(school))
        address = f"{CLASS}students/{made.account_id}/feedback.html?course=wells"
    page = teacher.get(address)
    said = text_of(page)
    assert "6.5 of 10 points" in said and "litres is too small <1" in said
    assert "not released yet" in said and "argued" not in page.text
    with school.app_context():
        releasing.release(account("teacher"), 1, item(school))
    page = teacher.get(address)
    assert "8.5 of 10 points" in text_of(page) and "&lt;b&gt;argued" in page.text
    assert "attachment" in page.headers["Content-Disposition"]
    assert not re.search(r"(src|href)=", page.text)


def test_the_zip_has_a_page_for_each_student(teacher, school):
    hand_in(school, "amina", 6.5)
    with school.app_context():
        from app.database import transaction

        with transaction() as session:
            someone = session.get_one(Account, account("layla").id)
            someone.full_name, someone.lang = "Layla/../Hassan: <x>", "ar"
    page = teacher.get(f"{CLASS}feedback.zip")
    with zipfile.ZipFile(io.BytesIO(page.data)) as archive:
        assert archive.testzip() is None
        names = sorted(archive.namelist())
        assert names == ["Amina Odhiambo (amina).html", "Layla .. Hassan x (layla).html"]
        assert "6.5 of 10 points" in archive.read(names[0]).decode()
        assert 'dir="rtl"' in archive.read(names[1]).decode()
