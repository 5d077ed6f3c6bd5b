"""The notebook page and the results, through the whole app, without running code."""

import dataclasses
import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.database import transaction
from app.grading import CellGrade, Grade
from app.kernels import NoFreeKernel
from app.people import accounts
from app.progress import queue
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.grading_times import note_time
from app.progress.marking.late import LateRule

PAGE = "/exercises/flow/"
JSON = {"Accept": "application/json"}


def cell(grade_id: str, source: str, kind: str = "code", **about: Any) -> dict[str, Any]:
    marks = {"schema_version": 3, "grade_id": grade_id, "cell_type": kind, "task": False}
    marks |= {"grade": False, "solution": False, "locked": False} | about
    made = {"id": grade_id, "cell_type": kind, "source": source, "metadata": {"nbgrader": marks}}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


SOURCE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}},
    "cells": [
        cell("intro", "# How much flows?\n\nWrite `flow`.", "markdown", locked=True),
        cell(
            "flow",
            "def flow(litres, minutes):\n"
            "    ### BEGIN SOLUTION\n    return litres / minutes\n    ### END SOLUTION",
            solution=True,
        ),
        cell(
            "flow-test",
            "# Test: Ten litres in five minutes\n# Hint: Divide.\nassert flow(10, 5) == 2\n"
            "### BEGIN HIDDEN TESTS\nassert flow(9, 3) == 3\n### END HIDDEN TESTS",
            grade=True,
            locked=True,
            points=2,
        ),
    ],
}


class IdleKernels:
    """Kernels of which none is ever free."""

    def warm(self) -> None:
        pass

    def restart(self, owner: str) -> None:
        pass

    def run(self, *given: object) -> None:
        raise NoFreeKernel(seconds=40)


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    """The course with an exercise in its second lesson."""
    put_exercise("flow", "02-pumps", SOURCE, title="How much flows?")
    return courseware


@pytest.fixture
def school(school: Flask) -> Flask:
    parts = school.extensions["kisima"]
    school.extensions["kisima"] = dataclasses.replace(parts, live=IdleKernels())
    return school


class Form:
    """The notebook's form as the page has it, and ways to send it."""

    def __init__(self, visitor: Any) -> None:
        self.visitor = visitor
        page = visitor.get(PAGE).text
        self.hidden = {
            name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1)  # type: ignore[union-attr]
            for name in ("account", "base", "key")
        }
        self.token = visitor.token

    def send(self, path: str, text: str | None = None, **more: Any) -> TestResponse:
        """Send it with a text in the answer's cell; by script where `headers` say so."""
        headers = more.pop("headers", {})
        cells = {} if text is None else {"cell-flow": text}
        self.visitor.token = self.token
        values = self.hidden | cells | more
        return self.visitor.post(PAGE + path, values, headers=headers)  # type: ignore[no-any-return]


def shown(visitor: Any) -> str:
    """The text in the answer's box."""
    page = visitor.get(PAGE).text
    return re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S).group(1)  # type: ignore[union-attr]


def test_the_page_shows_tests_and_neither_solution_nor_hidden_lines(amina: Any) -> None:
    page = amina.get(PAGE).text
    assert "Ten litres in five minutes" in page
    assert "2 points" in page
    assert "litres / minutes" not in page
    assert "flow(9, 3)" not in page
    assert page.count("How much flows?</h") == 1


def test_who_is_in_no_class_of_the_course_does_not_see_it(visitor: Any, amina: Any) -> None:
    assert visitor.get(PAGE).status_code == 302
    assert amina.get("/exercises/none/").status_code == 404


def test_what_was_saved_is_there_again(amina: Any) -> None:
    assert Form(amina).send("save", "def flow(a, b):\r\n    return 1").status_code == 303
    assert shown(amina) == "def flow(a, b):\n    return 1"


def test_a_script_is_told_the_new_revision(amina: Any) -> None:
    answer = Form(amina).send("save", "x = 1", headers=JSON)
    assert answer.json == {"revision": 1}


def test_two_tabs_lose_nothing(amina: Any) -> None:
    one, two = Form(amina), Form(amina)
    one.send("save", "first")
    answer = two.send("save", "second", headers=JSON)
    assert answer.status_code == 409
    assert answer.json["cells"] == {"flow": "first"}
    assert answer.json["conflict"] is True
    assert "second" in amina.get(PAGE + "versions/").text


def test_after_a_conflict_the_chosen_text_goes_on_and_the_other_is_kept(amina: Any) -> None:
    one, two = Form(amina), Form(amina)
    one.send("save", "first")
    page = two.send("save", "second")
    assert page.status_code == 409
    assert 'name="over"' in page.text
    assert ">\nsecond</textarea>" in page.text
    assert '<pre tabindex="0">first</pre>' in page.text
    two.hidden["base"] = "1"
    two.send("save", "second", over="1")
    assert shown(amina) == "second"
    assert "first" in amina.get(PAGE + "versions/").text


def test_what_another_student_typed_is_not_saved(amina: Any) -> None:
    answer = Form(amina).send("save", "not hers", account="999", headers=JSON)
    assert answer.json["error"] == "OtherAccount"
    assert "not hers" not in shown(amina)


def test_a_reset_cell_is_as_at_the_beginning_and_its_text_is_kept(amina: Any) -> None:
    answer = Form(amina).send("reset-cell", "mine", cell="flow", headers=JSON)
    assert "NotImplementedError" in answer.json["cells"]["flow"]
    assert "NotImplementedError" in shown(amina)
    assert "mine" in amina.get(PAGE + "versions/").text


def test_starting_over_can_be_undone(amina: Any) -> None:
    Form(amina).send("save", "mine")
    amina.post(PAGE + "start-over")
    assert "NotImplementedError" in shown(amina)
    versions = amina.get(PAGE + "versions/").text
    back = re.search(r'action="([^"]*/versions/\d+)"', versions)
    assert back is not None
    amina.post(back.group(1))
    assert shown(amina) == "mine"


def upload(visitor: Any, data: bytes) -> TestResponse:
    visitor.get(PAGE)
    file = (io.BytesIO(data), "flow.ipynb")
    return visitor.post(PAGE + "upload", {"file": file})  # type: ignore[no-any-return]


def test_an_uploaded_notebook_becomes_the_draft_with_her_own_cells(amina: Any) -> None:
    Form(amina).send("save", "before")
    notebook = json.loads(amina.get(PAGE + "notebook.ipynb").data)
    notebook["cells"][1]["source"] = "uploaded"
    own = {"id": "own", "cell_type": "code", "source": "print(flow(1, 1))", "metadata": {}}
    notebook["cells"].insert(2, own | {"outputs": [], "execution_count": None})
    upload(amina, json.dumps(notebook).encode())
    assert shown(amina) == "uploaded"
    assert "print(flow(1, 1))" in amina.get(PAGE).text
    assert "before" in amina.get(PAGE + "versions/").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "This file is not a notebook"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b'{"a": 1}', "not a notebook"),
        (json.dumps(SOURCE).replace('"flow', '"other').encode(), "another exercise"),
        (b" " * 21_000_000, "a notebook may have 20 MB"),
        (b" " * 31_000_000, "too large"),
        (b"", "This file"),
    ],
)
def test_a_bad_upload_is_answered_in_a_sentence_and_changes_nothing(
    amina: Any, data: bytes, words: str
) -> None:
    Form(amina).send("save", "mine")
    answer = upload(amina, data)
    assert 400 <= answer.status_code < 500
    assert words in answer.text
    assert shown(amina) == "mine"


def test_no_free_kernel_is_said_and_the_text_is_saved(amina: Any) -> None:
    answer = Form(amina).send("run", "mine", headers=JSON)
    assert answer.status_code == 503
    assert (answer.json["seconds"], answer.json["revision"]) == (40, 1)
    assert "40 seconds" in answer.json["sentence"]
    assert shown(amina) == "mine"


def test_without_javascript_python_is_restarted_and_the_text_kept(amina: Any) -> None:
    button = re.search(r"<button([^>]*)>Restart</button>", amina.get(PAGE).text)
    assert button and f'formaction="{PAGE}restart"' in button[1] and "live-only" not in button[1]
    assert Form(amina).send("restart", "mine").status_code == 303
    assert "Python has been restarted" in amina.get(PAGE).text
    assert shown(amina) == "mine"


def test_a_form_sent_twice_is_one_submission_and_a_changed_one_another(amina: Any) -> None:
    form = Form(amina)
    first = form.send("hand-in", "one")
    again = form.send("hand-in", "one")
    form.hidden["base"] = "1"
    changed = form.send("hand-in", "two")
    assert first.location == again.location
    assert changed.location != first.location


def graded(app: Flask, *cells: CellGrade) -> None:
    with app.app_context():
        work = queue.lease("test", 30)
        assert work is not None
        score = sum(one.score for one in cells)
        queue.finish(work, Grade(score, 2, False, cells, executed=work.notebook))


def test_the_wait_is_foretold_by_what_gradings_took(amina: Any, school: Flask) -> None:
    with school.app_context(), transaction() as session:
        note_time(session, "flow", 17_000)
    first = Form(amina).send("hand-in", "one").location
    second = Form(amina).send("hand-in", "two").location
    assert "The result should be here in about 20 seconds." in amina.get(first).text
    words = amina.get(second + "state", headers=JSON).json["words"]
    assert words.startswith("Waiting: 1 notebook is tested before yours.")
    assert words.endswith("The result should be here in about 40 seconds.")


def test_the_result_page_waits_and_then_shows_each_test(amina: Any, school: Flask) -> None:
    address = Form(amina).send("hand-in", "one").location
    page = amina.get(address)
    assert "Your work is tested next." in page.text
    assert 'http-equiv="refresh"' in page.text
    state = amina.get(address + "state", headers=JSON)
    assert state.json["done"] is False
    assert len(state.data) < 1000
    failed = CellGrade("flow-test", "Ten litres", 0, 2, "failed", "Divide.", "Not 2", "line 1")
    graded(school, failed)
    page = amina.get(address)
    assert 'http-equiv="refresh"' not in page.text
    for words in ("0 of 2 points", "Ten litres", "Divide.", "Not 2", "line 1"):
        assert words in page.text


def test_the_result_says_which_cell_stopped_first_and_why(amina: Any, school: Flask) -> None:
    address = Form(amina).send("hand-in", "def flow(litres, minutes)\n    return 2").location
    error = {"output_type": "error", "ename": "SyntaxError", "evalue": "expected ':'"}
    error["traceback"] = ["  Cell In[1], line 1\n    def flow(litres, minutes)\n    ^"]
    said = "NameError: name 'flow' is not defined"
    failed = CellGrade("flow-test", "Ten litres", 0, 2, "error", "Divide.", said, "line 3")
    with school.app_context():
        work = queue.lease("test", 30)
        executed = json.loads(json.dumps(work.notebook))
        executed["cells"][1]["outputs"] = [error]
        divided = replace(failed, grade_id="by", message="ZeroDivisionError: division by zero")
        queue.finish(work, Grade(0, 2, False, (failed, divided), executed=executed))
    page = html.unescape(amina.get(address).text)
    assert "“Code cell 1” stopped with an error, in line 1." in page
    assert "The colon is missing" in page and "----> 1 def flow(litres, minutes)" in page
    assert f"<code>{said}</code>" in page and "Something is divided by 0" in page
    assert "does not know the name" not in page  # that is said once, above


def test_a_name_that_the_stopped_cell_would_not_have_made_is_explained(
    amina: Any, school: Flask
) -> None:
    address = Form(amina).send("hand-in", "def flow(a, b):\n  x = 1\n return x").location
    error = {"output_type": "error", "ename": "IndentationError", "evalue": "unindent does not"}
    error["traceback"] = ["  File <tokenize>:3\n    return x\n    ^"]
    said = ["NameError: name 'retrun' is not defined", "NameError: name 'flow' is not defined"]
    tests = [CellGrade(one, one, 0, 1, "error", "", one) for one in said]
    with school.app_context():
        work = queue.lease("test", 30)
        executed = json.loads(json.dumps(work.notebook))
        executed["cells"][1] |= {"outputs": [error], "source": "def flow(a, b):\n  x\n return x"}
        queue.finish(work, Grade(0, 2, False, tuple(tests), executed=executed))
    page = html.unescape(amina.get(address).text)
    assert "stopped with an error, in line 3." in page and "----> 3  return x\n" in page
    assert "does not know the name retrun here" in re.sub("<.*?>", "", page)
    assert page.count("does not know the name") == 1


def test_a_result_in_arabic_keeps_the_order_of_its_values(amina: Any, school: Flask) -> None:
    address = Form(amina).send("hand-in", "one").location
    words = ("flow([1, -2]) جيدة", 0.0, 2.0, "failed", "حتى 2027-05-31", "والناتج -3")
    graded(school, CellGrade("flow-test", *words))  # type: ignore[arg-type]
    page = amina.get(address).text
    for value in ("flow([1, -2])", "2027-05-31", "-3"):
        assert f'<bdi dir="ltr">{value}</bdi>' in page


def test_of_a_hidden_test_only_title_hint_and_verdict_are_shown(amina: Any, school: Flask) -> None:
    address = Form(amina).send("hand-in", "one").location
    hidden = CellGrade("t", "Nine", 0, 2, "failed", "Try nine.", "secret", "secret", hidden=True)
    graded(school, hidden)
    page = amina.get(address).text
    assert "Try nine." in page
    assert "secret" not in page


def test_what_was_handed_in_can_be_seen_and_downloaded(amina: Any, school: Flask) -> None:
    address = Form(amina).send("hand-in", "hers = 1").location
    graded(school)
    assert "hers = 1" in amina.get(address + "notebook/").text
    file = amina.get(address + "notebook.ipynb")
    assert json.loads(file.data)["cells"][1]["source"] == ["hers = 1"]


def test_nobody_else_sees_a_submission(amina: Any, school: Flask, new_visitor: Any) -> None:
    address = Form(amina).send("hand-in", "one").location
    layla = new_visitor(school)
    layla.sign_in("layla")
    for path in ("", "state", "notebook/", "notebook.ipynb"):
        assert layla.get(address + path).status_code == 404


def test_the_download_is_in_release_form(amina: Any) -> None:
    Form(amina).send("save", "mine")
    answer = amina.get(PAGE + "notebook.ipynb")
    notebook = json.loads(answer.data)
    assert notebook["metadata"]["kisima"]["exercise"] == "flow"
    assert notebook["cells"][1]["source"] == ["mine"]
    assert "flow(9, 3)" not in answer.text


def test_a_page_open_for_long_gets_a_fresh_token(amina: Any) -> None:
    state = amina.get(PAGE + "state", headers=JSON)
    assert set(state.json) == {"account", "csrf"}
    amina.client.delete_cookie("session")
    assert amina.get(PAGE + "state", headers=JSON).status_code == 401


def assign(app: Flask, opens: int | None, due: int | None, late: str) -> None:
    with app.app_context():
        teacher, times = accounts.by_username("teacher"), Times(opens, due)
        rule = LateRule.read(late)
        assigning.assign(teacher, 1, "exercise", "flow", "wells", times, rule)


def test_an_exercise_that_is_not_open_gives_nothing_away(school: Flask, amina: Any) -> None:
    form = Form(amina)
    assign(school, 9_000_000_000_000, None, "none")
    for path in ("", "notebook.ipynb", "versions/", "state"):
        answer = amina.get(PAGE + path)
        assert answer.status_code == 403 and "litres" not in answer.text
    for path in ("save", "run", "hand-in"):
        assert form.send(path, "x = 1").status_code == 403


def test_what_is_handed_in_late_is_taken_and_told_as_late(school: Flask, amina: Any) -> None:
    assign(school, None, 1, "day:0.25")
    assert "it counts as late" in amina.get(PAGE).text
    address = Form(amina).send("hand-in", "def flow(a, b): return a / b").location
    graded(school, CellGrade("flow-test", "Ten litres", 2, 2, "passed"))
    assert "Handed in late: 2 points less" in amina.get(address).text
    assert "0 of 2 points, late" in amina.get("/courses/wells/").text
