"""`kisima check --mutate` on a solution with lines that no test notices."""

import json
from pathlib import Path

from click.testing import CliRunner

from app.cli.check import check


def cell(name: str, source: str, points: float | None = None) -> dict:
    marks = {"schema_version": 3, "grade_id": name, "task": False}
    marks |= {"grade": bool(points), "solution": not points, "locked": bool(points)}
    about = {"nbgrader": marks | ({"points": points} if points else {})}
    kind = {"cell_type": "code", "outputs": [], "execution_count": None}
    return {"id": name, "source": source, "metadata": about, **kind}


def test_lines_that_no_test_notices_are_named(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "exercises" / "double"
    (folder / "wrong").mkdir(parents=True)
    solution = "### BEGIN SOLUTION\nm = n + 2\ntwice = 2 * n\nprint(twice)\n### END SOLUTION"
    cells = [cell("f", f"n = 3\n{solution}"), cell("t", "assert twice == 6", 1)]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "exercise.ipynb").write_text(json.dumps(notebook), "utf-8")
    excused = 'excused: {f: {print(twice): It is for the eye., "twice = 2 * n": No need.}}\n'
    (folder / "exercise.yaml").write_text(f"id: double\ntitle: Double\n{excused}", "utf-8")
    monkeypatch.setenv("KISIMA_EXERCISES", str(tmp_path / "none"))
    result = CliRunner().invoke(check, [str(folder), "--json", "--mutate", "--language", "all"])
    found = {row["id"]: row["values"] for row in json.loads(result.stdout)}
    assert result.exit_code == 1 and "mutants-survive" not in found
    assert found["line-not-tested"]["text"] == "m = n + 2"
    assert found["excuse-unused"]["text"] == "twice = 2 * n"


def test_a_language_is_one_to_change_lines_in() -> None:
    result = CliRunner().invoke(check, ["--language", "ar"])
    assert result.exit_code == 2 and "--mutate" in result.output


def test_a_language_that_no_exercise_has_is_told(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "exercises" / "double"
    folder.mkdir(parents=True)
    notebook = {"cells": [cell("t", "assert 1", 1)], "metadata": {}, "nbformat": 4}
    (folder / "exercise.ipynb").write_text(json.dumps(notebook | {"nbformat_minor": 5}), "utf-8")
    (folder / "exercise.yaml").write_text("id: double\ntitle: Double\n", "utf-8")
    monkeypatch.setenv("KISIMA_EXERCISES", str(tmp_path / "none"))
    result = CliRunner().invoke(check, [str(folder), "--mutate", "--language", "xx"])
    assert result.exit_code == 2
    assert "No exercise here is in the language xx. They are in en." in result.output
