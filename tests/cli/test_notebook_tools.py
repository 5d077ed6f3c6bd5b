"""`kisima release` and `kisima grade` on files and folders."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.notebook_tools import grade, release
from app.notebooks import read_notebook, write_notebook
from app.notebooks import release as released


def cell(source: str, grade_id: str = "", points: float | None = None) -> dict:
    marks = {"schema_version": 3, "grade_id": grade_id, "locked": points is not None}
    marks |= {"grade": points is not None, "solution": points is None}
    if points is not None:
        marks["points"] = points
    made = {"cell_type": "code", "source": source, "outputs": [], "execution_count": None}
    return {**made, "id": grade_id or "x", "metadata": {"nbgrader": marks} if grade_id else {}}


def write(path: Path, *cells: dict) -> dict:
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_notebook(notebook))
    return notebook


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "pump" / "exercise.ipynb"
    write(path, cell("f = 1", "f"), cell("# Test: one\nassert f == 1, 'f is not 1'", "t", 2))
    return path


def answered(source: Path, path: Path, text: str) -> Path:
    made = released(read_notebook(source.read_bytes()))
    for one in made["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade_id") == "f":
            one["source"] = text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_notebook(made))
    return path


def run(command, *arguments: object):
    return CliRunner().invoke(command, [str(one) for one in arguments])


def test_a_notebook_is_released_with_header_and_footer(source: Path, tmp_path: Path) -> None:
    write(source.parent / "header.ipynb", cell("import math"))
    write(tmp_path / "foot.ipynb", cell("print('end')"))
    out = tmp_path / "out.ipynb"
    assert run(release, source, out, "--footer", tmp_path / "foot.ipynb").exit_code == 0
    texts = [one["source"] for one in read_notebook(out.read_bytes())["cells"]]
    assert (texts[0], texts[-1]) == ("import math", "print('end')") and "f = 1" not in texts


def test_a_folder_is_released_without_what_is_the_instructors(source: Path, tmp_path: Path) -> None:
    folder = source.parent
    answered(source, folder / "wrong" / "two.ipynb", "f = 2")
    for name in ("data/towns.csv", "exercise.yaml", ".hidden", "autotests.yml", "wrong/notes.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("a")
    assert run(release, folder, tmp_path / "out").exit_code == 0
    made = sorted(p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*"))
    assert made == ["data", "data/towns.csv", "exercise.ipynb"]


def test_a_source_is_never_overwritten(source: Path) -> None:
    before = source.read_bytes()
    assert run(release, source, source).exit_code == 1 and source.read_bytes() == before


def test_a_source_that_breaks_the_rules_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    write(path, cell("### BEGIN SOLUTION", "f"))
    result = run(release, path, tmp_path / "out.ipynb")
    assert result.exit_code == 1 and "a.ipynb: In cell 1" in result.stderr


@pytest.mark.slow
def test_autotest_lines_need_their_rules(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    write(path, cell("x = 3", "f"), cell("# AUTOTEST x", "t", 1))
    assert "autotests.yml beside" in run(release, path, tmp_path / "o.ipynb").stderr
    rules = "{dispatch: 'type({{snippet}})', normalize: 'str({{snippet}})', check: 'assert "
    rules += '{{snippet}} == "{{value}}"\', templates: {default: [{test: "{{snippet}}", fail: x}]}}'
    (tmp_path / "autotests.yml").write_text(f"python3: {rules}")
    assert run(release, path, tmp_path / "o.ipynb").exit_code == 0
    assert read_notebook((tmp_path / "o.ipynb").read_bytes())["cells"][1]["source"] == (
        'assert str(x) == "3"\n'
    )


@pytest.mark.slow
def test_json_has_a_row_for_each_graded_cell(source: Path, tmp_path: Path) -> None:
    good = answered(source, tmp_path / "in" / "good.ipynb", "f = 1")
    bad = answered(source, tmp_path / "in" / "bad.ipynb", "f = 2")
    broken = tmp_path / "in" / "broken.ipynb"
    broken.write_text("{")
    result = run(grade, source, tmp_path / "in", "--json")
    rows = {row["file"]: row for row in json.loads(result.stdout)}
    assert result.exit_code == 1 and "error" in rows[str(broken)]
    row = rows[str(bad)]
    assert (row["score"], row["max_score"], row["needs_manual"]) == (0.0, 2.0, False)
    assert row["cells"][0]["message"] == "f is not 1" and row["cells"][0]["status"] == "failed"
    assert {"grade_id", "score", "max_score"} <= set(row["cells"][0])
    assert rows[str(good)]["score"] == 2.0


@pytest.mark.slow
def test_csv_has_a_line_for_each_submission(source: Path, tmp_path: Path) -> None:
    good = answered(source, tmp_path / "good.ipynb", "f = 1")
    rows = list(csv.DictReader(run(grade, source, good, "--csv").stdout.splitlines()))
    assert [(row["score"], row["max_score"]) for row in rows] == [("2.0", "2.0")]


@pytest.mark.slow
def test_a_dead_import_is_told_to_both(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    test = "from nose.tools import assert_equal\nassert_equal(f, 1)"
    write(path, cell("f = 1", "f"), cell(test, "t", 1))
    result = run(grade, path, answered(path, tmp_path / "b.ipynb", "f = 1"))
    assert "Cell 2 uses nose.tools.assert_equal, which is no longer there." in result.stderr
    assert "no longer made. Use a plain assert" in result.stdout
    assert "needs the library “nose" in result.stdout
