"""A student reads what her instructor looks for before she hands in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

PO = 'msgid ""\nmsgstr ""\n\nmsgid "Names the slope"\nmsgstr "يذكر الميل"\n'


def cell(id: str, source: str, *, grade: bool) -> dict[str, Any]:
    about = {"schema_version": 3, "grade_id": id, "grade": grade, "solution": grade}
    marks = {"nbgrader": about | {"locked": False, "task": False, "points": 3}} if grade else {}
    return {"id": id, "cell_type": "markdown", "source": source, "metadata": marks}


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    cells = [cell("ask", "Why does it flow?", grade=False), cell("why", "The slope.", grade=True)]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    rows = "[{text: Names the slope, points: 2}, {text: Gives an example, points: 1}]"
    put_exercise("flow", "02-pumps", notebook, about=f"rubric: {{why: {rows}}}\n")
    return courseware


def test_the_rows_stand_under_their_cell_with_their_points(amina: Any) -> None:
    page = amina.get("/exercises/flow/").text
    box = page.index('id="box-why"')
    assert page.count("What your instructor looks for") == 1
    assert box < page.index("What your instructor looks for") < page.index("Names the slope")
    assert "(<bdi>2</bdi>)" in page


def test_rows_are_read_in_the_students_language(amina: Any, school: Flask, tmp_path: Path) -> None:
    (tmp_path / "translations" / "ar" / "wells.po").write_text(PO, "utf-8")
    school.extensions["kisima"].shelf.look_now()
    amina.post("/language", {"lang": "ar", "next": "/"})
    page = amina.get("/exercises/flow/").text
    assert "يذكر الميل" in page and "Gives an example" in page
