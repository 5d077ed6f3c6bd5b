"""Answers that a person marks are called by the step that they stand in, and not by ids."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.database import db
from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people.models import Account
from app.progress import queue, submissions


def cell(name: str, source: str, *, solution: bool, kind: str = "markdown") -> dict[str, Any]:
    about = {"schema_version": 3, "grade_id": name, "grade": True, "solution": solution}
    about |= {"locked": not solution, "points": 2, "task": False}
    made = {"id": name, "cell_type": kind, "source": source, "metadata": {"nbgrader": about}}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def text(id: str, source: str) -> dict[str, Any]:
    return {"id": id, "cell_type": "markdown", "source": source, "metadata": {}}


NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}},
    "cells": [
        text("head", "# Flow\n\n## 1. Measure"),
        cell("t", "# Test: It flows\nassert True", solution=False, kind="code"),
        cell("shows", "Because.", solution=True),
        text("second", "## 2. Think `twice` & decide"),
        cell("why", "So.", solution=True),
        text("more", "And then?"),
        cell("limits", "Few.", solution=True),
    ],
}


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    put_exercise("flow", "02-pumps", NOTEBOOK)
    return courseware


@pytest.fixture
def handed_in(school: Flask) -> str:
    """The public id of a hand-in of Amina's, with three answers for a person."""
    remark = Remark("waiting-for-instructor")
    cells = [CellGrade("t", "It flows", 2, 2, "passed")]
    cells += [CellGrade(id, id, 0, 2, "manual", remark=remark) for id in ("shows", "why", "limits")]
    with school.app_context():
        student = db.session.query(Account).filter_by(username="amina").one().id
        notebook = json.loads(json.dumps(NOTEBOOK))
        made = submissions.submit(student, "wells", "flow", notebook, key="k", lang="en")
        assert queue.finish(queue.lease("g", 30), Grade(2, 8, True, tuple(cells)))
        return made.public_id


STEPS = (
    "1. Measure",
    "2. Think twice &amp; decide · Your answer 2",
    "2. Think twice &amp; decide · Your answer 3",
)


def test_a_student_reads_the_steps_of_her_answers(handed_in: str, amina: Any) -> None:
    page = amina.get(f"/submissions/{handed_in}/").text
    assert all(f">{step}</span>" in page for step in STEPS) and "It flows" in page
    assert ">shows<" not in page and ">why<" not in page


def test_who_marks_reads_them_too(handed_in: str, teacher: Any, school: Flask) -> None:
    with school.app_context():
        amina = db.session.query(Account).filter_by(username="amina").one().id
    work = teacher.get(f"/mark/classes/1/students/{amina}/exercises/flow/").text
    listed = teacher.get("/mark/classes/1/exercises/flow/?all=1").text
    one = teacher.get(f"/mark/classes/1/exercises/flow/?work={handed_in}&cell=shows").text
    items = teacher.get("/mark/classes/1/exercises/flow/items").text
    assert all(f">{step}<" in page for step in STEPS for page in (work, listed))
    assert "1. Measure</bdi>" in one and STEPS[1] in items


def test_her_own_data_names_the_steps(handed_in: str, amina: Any, school: Flask) -> None:
    from app.progress.own_data.whose import Of

    with school.app_context():
        catalog = school.extensions["kisima"].catalog
        student = db.session.query(Account).filter_by(username="amina").one()
        of = Of(student, catalog, "en", {}, [])
        exercise = catalog.exercise("flow").id
        assert of.test(exercise, CellGrade("why", "why", 0, 2, "manual")) == (
            "2. Think twice & decide"
        )
        assert of.test(exercise, CellGrade("t", "It flows", 2, 2, "passed")) == "It flows"
