"""The rubric in exercise.yaml: read, and what is wrong in it at its line."""

import json
from pathlib import Path

from app.catalog.exercise_folder import read_exercise_folder
from app.catalog.rubric import RubricRow

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
