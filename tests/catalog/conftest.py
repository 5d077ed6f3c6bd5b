"""Small courses on a real disk, for the tests of the catalogue."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.catalog import Catalog, load_catalog

LESSON = """---
id: rules
title: Rules versus learning
minutes: 40
competencies: [4.1.4]
exercise: doubling
---

## A first heading

A thermostat follows a rule.

![A thermostat](figure.svg)

See [the next lesson](../02-data/lesson.md#means) and [the exercise](../../../exercises/doubling/).

```quiz id=thermostat
Which has learned?
- [ ] A thermostat
  > It follows a rule.
- [x] A spam filter
```
"""


def solution_cell(grade_id: str, source: str) -> dict[str, Any]:
    """A code cell that the student writes in."""
    marks = {"grade": False, "solution": True, "locked": False, "task": False}
    return _cell("code", source, {**marks, "grade_id": grade_id, "schema_version": 3})


def graded_cell(grade_id: str, source: str, points: float = 2) -> dict[str, Any]:
    """A code cell with tests."""
    marks = {"grade": True, "solution": False, "locked": True, "task": False, "points": points}
    return _cell("code", source, {**marks, "grade_id": grade_id, "schema_version": 3})


def text_cell(source: str) -> dict[str, Any]:
    """A Markdown cell of the instructor's."""
    return {"cell_type": "markdown", "id": "text", "metadata": {}, "source": source}


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    """A notebook in nbformat 4.5."""
    numbered = [{**cell, "id": f"c{number}"} for number, cell in enumerate(cells)]
    return {"cells": numbered, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, source: str, marks: dict[str, Any]) -> dict[str, Any]:
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {"nbgrader": marks}, "source": source, **code}


DOUBLING = notebook(
    text_cell("# Doubling\n\nWrite `double`."),
    solution_cell(
        "double",
        "def double(n):\n    # Give back twice n.\n"
        "    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION\n",
    ),
    graded_cell(
        "test-double",
        "# Test: double(n)\n# Hint: Multiply by 2.\n"
        'assert double(2) == 4, f"expected 4, got {double(2)}"\n'
        "### BEGIN HIDDEN TESTS\nassert double(-1) == -2, 'secret'\n### END HIDDEN TESTS\n",
    ),
)


class School:
    """The folders of one installation, and its catalogue as it is now."""

    notebook = staticmethod(notebook)
    text_cell = staticmethod(text_cell)
    solution_cell = staticmethod(solution_cell)
    graded_cell = staticmethod(graded_cell)

    def __init__(self, root: Path) -> None:
        self.root = root
        self.courseware = root / "courseware"
        self.exercises = root / "exercises"
        self.translations = root / "translations"
        self.cache = root / "cache"
        self.course = self.courseware / "foundations"

    def write(self, path: str, text: str | bytes | dict[str, Any]) -> Path:
        """Write a file below the root; a dict as JSON."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = json.dumps(text, indent=1) if isinstance(text, dict) else text
        target.write_bytes(data.encode() if isinstance(data, str) else data)
        return target

    def load(self) -> Catalog:
        """The catalogue, loaded anew."""
        return load_catalog([self.courseware], [self.exercises], self.translations, self.cache)


@pytest.fixture
def school(tmp_path: Path) -> School:
    """A school with one course of two lessons, one exercise, and French titles."""
    school = School(tmp_path)
    school.write(
        "courseware/foundations/course.yaml",
        "id: foundations\ntitle: Foundations of AI\nsummary: First steps.\nhours: 6\n"
        "lessons:\n  - 01-rules\n  - 02-data\n",
    )
    school.write("courseware/foundations/01-rules/lesson.md", LESSON)
    school.write("courseware/foundations/01-rules/figure.svg", "<svg/>")
    school.write(
        "courseware/foundations/02-data/lesson.md",
        "---\nid: data\ntitle: Data\n---\n\n## Means\n\nThe mean of 2 and 4 is 3.\n",
    )
    school.write("exercises/doubling/exercise.yaml", "id: doubling\ntitle: Doubling\n")
    school.write("exercises/doubling/exercise.ipynb", DOUBLING)
    school.write("exercises/doubling/wrong/adds.ipynb", DOUBLING)
    return school
