"""Testing an exercise again for a class, through the instructor's pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.database import db
from app.grading import CellGrade, Grade
from app.people.models import Account
from app.progress import queue, submissions

AGAIN = "/teach/classes/1/exercises/flow/again/"


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    put_exercise("flow", "02-pumps")
    return courseware


def hand_in(school: Flask, key: str = "k1", score: float | None = None) -> submissions.Submission:
    with school.app_context():
        amina = db.session.query(Account).filter_by(username="amina").one()
        made = submissions.submit(amina.id, "wells", "flow", {"cells": []}, key=key, lang="en")
    if score is not None:
        grade_next(school, score)
    return made


def grade_next(school: Flask, score: float) -> None:
    with school.app_context():
        cell = CellGrade("t", "Flow", score, 4, "partial", message=f"scored {score}")
        assert queue.finish(queue.lease("g", 30), Grade(score, 4, False, (cell,)))


def work_of_amina(school: Flask) -> str:
    with school.app_context():
        amina = db.session.query(Account).filter_by(username="amina").one()
        return f"/mark/classes/1/students/{amina.id}/exercises/flow/"


def test_from_the_class_to_the_changed_points(teacher: Any, school: Flask) -> None:
    hand_in(school, score=1)
    assert AGAIN in teacher.get("/teach/classes/1/").text
    assert "1 hand-in will be tested again." in teacher.get(AGAIN).text
    assert teacher.post(AGAIN).status_code == 303
    page = teacher.get(AGAIN)
    assert "0 of 1 hand-in tested again." in page.text
    assert '<progress id="how-far" value="0" max="1"' in page.text
    assert 'http-equiv="refresh"' in page.text
    state = teacher.get(AGAIN + "state")
    assert (state.json["done"], state.json["value"]) == (False, 0)
    assert len(state.data) < 1000
    grade_next(school, 3)
    assert teacher.get(AGAIN + "state").json["done"] is True
    over = teacher.get(AGAIN).text
    assert "3 points, before: 1" in over and "refresh" not in over


def test_asked_twice_it_is_done_once(teacher: Any, school: Flask) -> None:
    hand_in(school, score=1)
    teacher.get(AGAIN)
    teacher.post(AGAIN)
    assert teacher.post(AGAIN).status_code == 303
    assert "0 of 1 hand-in tested again." in teacher.get(AGAIN).text


def test_the_student_keeps_her_points_until_then(amina: Any, teacher: Any, school: Flask) -> None:
    address = f"/submissions/{hand_in(school, score=3).public_id}/"
    teacher.get(AGAIN)
    teacher.post(AGAIN)
    assert "3 of 4 points" in amina.get(address).text
    assert amina.get(address + "state").json["done"] is True
    grade_next(school, 4)
    assert "4 of 4 points" in amina.get(address).text


def test_earlier_results_stay_to_be_seen(teacher: Any, school: Flask) -> None:
    hand_in(school, score=1)
    teacher.get(AGAIN)
    teacher.post(AGAIN)
    address = work_of_amina(school)
    assert "This is being tested again." in teacher.get(address).text
    grade_next(school, 3)
    page = teacher.get(address).text
    assert "Earlier result" in page and "scored 3" in page and "scored 1" not in page
    assert "scored 1" in teacher.get(address + "?number=1&attempt=1").text


def test_with_nothing_handed_in_there_is_no_button(teacher: Any, school: Flask) -> None:
    page = teacher.get(AGAIN)
    assert "There is nothing to test again yet." in page.text
    refused = teacher.post(AGAIN)
    assert refused.status_code == 400 and "There is nothing to test again:" in refused.text


def test_it_is_for_those_who_teach_the_class(amina: Any, school: Flask) -> None:
    assert amina.get(AGAIN).status_code == 403
    assert amina.post(AGAIN).status_code == 403
    assert amina.get(AGAIN + "state").status_code == 403
