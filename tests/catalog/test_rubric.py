"""The rubric in exercise.yaml: read, and what is wrong in it at its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.catalog.exercise_folder import read_exercise_folder
from app.catalog.rubric import RubricRow, ShownRow, row_lines
from app.catalog.translation.extraction import extract
from app.catalog.translation.translation_files import update_translation

MARKED = {"schema_version": 3, "grade_id": "why", "grade": True, "solution": True, "locked": False}


def folder(tmp_path: Path, rubric: str) -> Path:
    about = {"nbgrader": MARKED | {"points": 3, "task": False}}
    cell = {"id": "why", "cell_type": "markdown", "source": "", "metadata": about}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (tmp_path / "exercise.ipynb").write_text(json.dumps(notebook), "utf-8")
    (tmp_path / "exercise.yaml").write_text(f"id: flow\ntitle: Flow\n{rubric}", "utf-8")
    return tmp_path


def test_rows_have_words_and_points(tmp_path: Path) -> None:
    text = "rubric:\n  why:\n    - {text: Names it, points: 3}\n    - {text: Vague, points: -0.5}\n"
    exercise, findings = read_exercise_folder(folder(tmp_path, text))
    assert exercise and findings == []
    assert exercise.rubric == {"why": (RubricRow("Names it", 3), RubricRow("Vague", -0.5))}


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
rubric:
  why:
    - {text: Names it, points: 2}
    - {text: No points}
    - just words
  other:
    - {text: x, points: 1}
"""
    exercise, findings = read_exercise_folder(folder(tmp_path, text))
    told = [(one.line, one.id) for one in findings]
    assert told == [(6, "rubric-row"), (7, "rubric-row"), (4, "rubric-short"), (8, "rubric-cell")]
    assert exercise and list(exercise.rubric) == ["why"]


def test_a_rubric_that_is_no_mapping_is_left_out(tmp_path: Path) -> None:
    exercise, findings = read_exercise_folder(folder(tmp_path, "rubric: [a]\n"))
    assert exercise and exercise.rubric == {}
    assert [(one.line, one.id) for one in findings] == [(3, "wrong-value")]


def test_the_words_of_rows_are_found_at_their_lines() -> None:
    text = """\
rubric:
  why:
    - {text: Names   it, points: 2}
    - points: 1
      text: "Gives an
        example"
  task: [{text: Names it, points: 1}]
"""
    expected = {("why", "Names it"): 3, ("why", "Gives an example"): 5, ("task", "Names it"): 7}
    assert row_lines(text) == expected


RUBRIC = (
    "id: doubling\ntitle: Doubling\nrubric:\n  why:\n"
    "    - {text: Says what twice means, points: 2}\n    - {text: Data, points: 1}\n"
)


@pytest.fixture
def marked(school: Any) -> Any:
    """The small school, whose exercise has a question that a person marks."""
    about = {"nbgrader": MARKED | {"points": 3, "task": False}}
    why = {"id": "why", "cell_type": "markdown", "source": "", "metadata": about}
    source = json.loads((school.exercises / "doubling/exercise.ipynb").read_text("utf-8"))
    school.write("exercises/doubling/exercise.ipynb", source | {"cells": [*source["cells"], why]})
    school.write("exercises/doubling/exercise.yaml", RUBRIC)
    return school


def test_rows_are_texts_of_the_course_with_their_places(marked: Any) -> None:
    catalog = marked.load()
    entries = {one.msgid: one for one in extract(catalog, catalog.course("foundations"))}
    place = ("exercises/doubling/exercise.yaml", "5")
    assert entries["Says what twice means"].occurrences == [place]
    # The title of a lesson too, so one entry is for both.
    assert len(entries["Data"].occurrences) == 2


def test_rows_are_read_in_a_language_and_say_when_they_are_not_up_to_date(marked: Any) -> None:
    row = RubricRow("Says what twice means", 2)
    for lang, flag in (("fr", ""), ("ar", "#, fuzzy\n"), ("sw", "")):
        words = "" if lang == "sw" else "Dit le double"
        text = f'{flag}msgid "{row.text}"\nmsgstr "{words}"\n\nmsgid "Data"\nmsgstr "D"\n'
        marked.write(f"translations/{lang}/foundations.po", f'msgid ""\nmsgstr ""\n\n{text}')
    exercise = marked.load().exercise("doubling")
    shown = {lang: exercise.row(lang, row) for lang in ("en", "fr", "ar", "sw")}
    assert shown["fr"] == ShownRow("Dit le double", 2, "fr")
    assert shown["ar"] == ShownRow("Dit le double", 2, "ar", changed=True)
    assert shown["sw"] == shown["en"] == ShownRow("Says what twice means", 2, "en")
    given_before = RubricRow("No longer in the file", 1)
    assert exercise.row("fr", given_before) == ShownRow("No longer in the file", 1, "en")


def test_nothing_translated_changes_no_row_and_no_file(marked: Any) -> None:
    before = marked.load().exercise("doubling")
    bytes_before = (marked.exercises / "doubling/exercise.yaml").read_bytes()
    catalog = marked.load()
    update_translation(catalog, catalog.course("foundations"), "fr", marked.translations)
    path = marked.translations / "fr/foundations.po"
    once = path.read_bytes()
    update_translation(catalog, catalog.course("foundations"), "fr", marked.translations)
    assert b"Says what twice means" in once and path.read_bytes() == once
    after = marked.load().exercise("doubling")
    assert [after.row("fr", row).text for row in before.rubric["why"]] == [
        row.text for row in before.rubric["why"]
    ]
    assert (marked.exercises / "doubling/exercise.yaml").read_bytes() == bytes_before
    assert marked.load().source(after, "fr")["cells"] == catalog.source(before, "en")["cells"]
