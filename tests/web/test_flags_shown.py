"""What grading notices is said on the instructor's page, and never to a student. Really graded."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.kernels import Limits
from app.kernels.engines import best_engine
from app.people import classes, enrolment, setup
from app.progress import submissions
from app.settings import load_settings
from app.tasks import Grader

PASSWORD, PIN = "a long pass word", "48261"
HONEST = "def f(x):\n    return x * x"
TEST = "# Test: Squares\nassert abs(f(3) - 9) == 0"
LAZY = "\ndef f(x):\n    return 1"


@dataclass(frozen=True)
class Case:
    """What a student wrote, the exercise's test, and words that the instructor must read."""

    wrote: str
    words: str
    test: str = TEST


FLAGS = {
    "forged": Case(
        "async def nothing(*a, **k): return False\nget_ipython().run_code = nothing" + LAZY,
        "From the test “Squares” on, Python no longer answered as it must",
    ),
    "changed-python": Case(
        "import builtins\nbuiltins.abs = lambda *a: 0" + LAZY,
        "Before or during the test “Squares” the notebook's code had changed Python itself",
    ),
    "shadowed": Case(
        "def abs(x): return 0\n" + HONEST, "The notebook gives a meaning of its own to abs"
    ),
    "threads": Case(
        "import threading, time\ndef later():\n    while True: time.sleep(0.01)\n"
        "threading.Thread(target=later, daemon=True).start()\n" + HONEST,
        "Code of the notebook went on running beside the test “Squares”",
    ),
    "unusual-code": Case(
        "import inspect\n" + HONEST, "The notebook uses means that can deceive tests: inspect"
    ),
    "test-needs-library": Case(
        HONEST,
        "The test “Squares” needs the library “nosuchlibrary”",
        "# Test: Squares\nimport nosuchlibrary",
    ),
    "test-needs-file": Case(
        HONEST, "The test “Squares” needs the file “gone.csv”", "# Test: Squares\nopen('gone.csv')"
    ),
    "score-above-maximum": Case(
        HONEST, "The test “Squares” gave 7 points, but it has only 2.0", "# Test: Squares\n7"
    ),
    "odd-result": Case(HONEST, "The test “Squares” ended with the value -1", "# Test: Squares\n-1"),
}
QUIET = {
    "honest": Case(HONEST, ""),
    "partial": Case(
        LAZY,
        "1 of 2 numbers are right.",
        "# Test: Squares\nprint('Reason: 1 of 2 numbers are right.')\nfloat(f(1))",
    ),
}
CASES = FLAGS | QUIET


def cell(id: str, source: str, **about: Any) -> dict[str, Any]:
    marks = {"schema_version": 3, "grade_id": id, "task": False, **about}
    return {
        "id": id,
        "cell_type": "code",
        "source": source,
        "metadata": {"nbgrader": marks},
        "outputs": [],
        "execution_count": None,
    }


def notebook(case: Case, answer: str) -> dict[str, Any]:
    first = cell("f", answer, grade=False, solution=True, locked=False)
    test = cell("t", case.test, grade=True, solution=False, locked=True, points=2)
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [first, test]}


def write_course(folder: Path) -> None:
    """A course with a lesson and an exercise for each case."""
    course = folder / "courseware" / "wells"
    for name, case in CASES.items():
        (course / name).mkdir(parents=True)
        lesson = f"---\nid: {name}\ntitle: {name}\nexercise: {name}\n---\n\nText.\n"
        (course / name / "lesson.md").write_text(lesson, "utf-8")
        exercise = folder / "exercises" / name
        exercise.mkdir(parents=True)
        (exercise / "exercise.ipynb").write_text(json.dumps(notebook(case, HONEST)), "utf-8")
        (exercise / "exercise.yaml").write_text(f"id: {name}\ntitle: {name}\n", "utf-8")
    about = f"id: wells\ntitle: Wells\nsummary: Water.\nlessons: [{', '.join(CASES)}]\n"
    (course / "course.yaml").write_text(about, "utf-8")


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Amina has handed in every case, and all of it is graded; her results' addresses by case."""
    folder = tmp_path_factory.mktemp("flags")
    write_course(folder)
    names = {name: folder / name for name in ("data", "courseware", "exercises", "translations")}
    app = create_app(load_settings(names, environ={}), live=object())  # type: ignore[arg-type]
    with app.app_context():
        file = app.extensions["kisima"].setup_file
        code = setup.setup_code(file)
        head = setup.set_up(file, code=code, username="head", full_name="Head", secret=PASSWORD)
        form = classes.create_class(head, "Form 2B", ["wells"])
        amina = enrolment.add_student(
            form.id, username="amina", full_name="Amina", secret=PIN, lang="en"
        )
        app.config["RESULTS"] = {
            name: submissions.submit(
                amina.id, "wells", name, notebook(case, case.wrote), key=name, lang="en"
            ).public_id
            for name, case in CASES.items()
        }
        app.config["WORK"] = f"/mark/classes/{form.id}/students/{amina.id}/exercises/"
    engine = best_engine(preload=())
    Grader(app, app.extensions["kisima"].catalog, engine, Limits(), 30).grade_all()
    engine.close()
    yield app


@pytest.fixture
def head(school: Flask, new_visitor: Any) -> Any:
    person = new_visitor(school)
    person.sign_in("head", PASSWORD)
    return person


@pytest.fixture
def amina(school: Flask, new_visitor: Any) -> Any:
    person = new_visitor(school)
    person.sign_in("amina", PIN)
    return person


def text_of(page: Any) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


@pytest.mark.parametrize("name", FLAGS)
def test_the_instructor_reads_each_flag(school: Flask, head: Any, name: str) -> None:
    page = text_of(head.get(f"{school.config['WORK']}{name}/"))
    assert "Worth a look" in page and "worth a look" in page
    assert FLAGS[name].words in page


@pytest.mark.parametrize("name", FLAGS)
def test_a_student_reads_none(school: Flask, amina: Any, name: str) -> None:
    address = f"/submissions/{school.config['RESULTS'][name]}/"
    for path in (address, address + "notebook/", f"/exercises/{name}/"):
        page = text_of(amina.get(path))
        assert "worth a look" not in page.lower()
        assert FLAGS[name].words[:40] not in page


def test_the_class_shows_at_a_glance_what_to_read(school: Flask, head: Any) -> None:
    page = text_of(head.get("/teach/classes/1/"))
    assert page.count(", worth a look") == len(FLAGS)
    assert "That is no fault by itself." in page


def test_an_honest_answer_carries_no_mark(school: Flask, head: Any) -> None:
    assert "worth a look" not in text_of(head.get(f"{school.config['WORK']}honest/")).lower()


def test_the_reason_of_a_partial_score_is_read_by_both(
    school: Flask, head: Any, amina: Any
) -> None:
    for page in (
        amina.get(f"/submissions/{school.config['RESULTS']['partial']}/"),
        head.get(f"{school.config['WORK']}partial/"),
    ):
        shown = text_of(page)
        assert QUIET["partial"].words in shown and "1 of 2 points" in shown


def test_what_kisima_adds_to_a_test_is_read_by_both(school: Flask, head: Any, amina: Any) -> None:
    remark = "This test gives no points, because the notebook's own code changed how Python works."
    result = f"/submissions/{school.config['RESULTS']['forged']}/"
    assert remark in text_of(amina.get(result))
    assert remark in text_of(head.get(f"{school.config['WORK']}forged/"))
