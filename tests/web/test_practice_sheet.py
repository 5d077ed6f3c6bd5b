"""The sheet: an exercise's cells with what a student typed, and back to a notebook."""

from dataclasses import dataclass
from typing import Any

from app.web.practice.sheet import assemble, runnable, sheet, without_title


@dataclass(frozen=True)
class Cell:
    id: str
    kind: str = "code"
    html: str = ""
    source: str = ""
    locked: bool = False
    solution: bool = False
    grade_id: str = ""
    points: float = 0.0
    title: str = ""


PAGE = (
    Cell("intro", "markdown", html="<h2>Flow</h2><p>Read.</p>", source="# Flow\n\nRead."),
    Cell("setup", source="import math", locked=True, grade_id="setup"),
    Cell("answer", source="# here", solution=True, grade_id="flow"),
    Cell("test", source="assert flow", locked=True, grade_id="t1", points=2, title="Works"),
    Cell("words", "markdown", source="Write", solution=True, grade_id="why"),
)


def notebook(*cells: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "cells": [
            {"id": id, "cell_type": kind, "source": source, "metadata": {}}
            for id, kind, source in cells
        ]
    }


RELEASE = notebook(*((cell.id, cell.kind, cell.source) for cell in PAGE))


def test_each_cell_is_shown_for_what_it_is() -> None:
    kinds = [slot.kind for slot in sheet(PAGE, None)]
    assert kinds == ["text", "locked", "code", "test", "answer"]


def test_the_draft_gives_its_text_to_what_is_typed_in_and_to_nothing_else() -> None:
    draft = notebook(("answer", "code", "mine"), ("test", "code", "changed"))
    sources = {slot.id: slot.source for slot in sheet(PAGE, draft)}
    assert sources["answer"] == "mine"
    assert sources["test"] == "assert flow"


def test_her_own_cells_stay_where_she_put_them() -> None:
    draft = notebook(
        ("x", "code", "first"),
        ("answer", "code", "a"),
        ("y", "code", "after"),
        ("intro", "markdown", ""),
    )
    assert [slot.id for slot in sheet(PAGE, draft)] == [
        "x", "intro", "setup", "answer", "y", "test", "words",
    ]  # fmt: skip


def test_a_notebook_comes_back_with_the_texts_and_her_own_cells() -> None:
    slots = sheet(PAGE, notebook(("answer", "code", "a"), ("y", "code", "after")))
    made = assemble(RELEASE, slots, {"answer": "one\r\ntwo", "y": "changed", "test": "cheat"})
    assert [(cell["id"], cell["source"]) for cell in made["cells"]] == [
        ("intro", "# Flow\n\nRead."),
        ("setup", "import math"),
        ("answer", "one\ntwo"),
        ("y", "changed"),
        ("test", "assert flow"),
        ("words", "Write"),
    ]
    assert sheet(PAGE, made)[3].source == "changed"


def test_a_draft_of_an_older_release_is_found_by_its_grade_ids() -> None:
    draft = notebook(("old-id", "code", "mine"))
    draft["cells"][0]["metadata"] = {"nbgrader": {"grade_id": "flow", "solution": True}}
    slots = sheet(PAGE, draft)
    assert [slot.source for slot in slots if slot.id == "answer"] == ["mine"]
    assert not any(slot.extra for slot in slots)


def test_only_wanted_cells_with_code_are_run() -> None:
    made = notebook(
        ("a", "code", "1"), ("m", "markdown", "x"), ("b", "code", "  "), ("c", "code", "3")
    )
    assert runnable(made) == (("a", "1"), ("c", "3"))
    assert runnable(made, ["c", "gone"]) == (("c", "3"),)


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    slots = without_title(sheet(PAGE, None), "Flow")
    assert slots[0].html == "<p>Read.</p>"
    assert without_title(sheet(PAGE, None), "Other")[0].html.startswith("<h2>")
