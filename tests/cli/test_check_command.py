"""`kisima check` on an exercise that does not judge as it should."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.catalog import load_catalog
from app.cli.check import check
from app.cli.check_stats import exercise_rows

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_notebooks_that_fail_are_named_with_file_line_and_cure(tmp_path: Path, monkeypatch) -> None:
    exercise = tmp_path / "exercises" / "bad"
    shutil.copytree(next((ROOT / "exercises").glob("*/exercise.yaml")).parent, exercise)
    for wrong in exercise.glob("wrong/*.ipynb"):
        wrong.unlink()
    shutil.copy(exercise / "exercise.ipynb", exercise / "wrong" / "no-mistake.ipynb")
    (exercise / "exercise.yaml").write_text("id: bad\ntitle: Bad\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KISIMA_EXERCISES", str(tmp_path / "none"))
    result = CliRunner().invoke(check, [str(exercise), "--json"])
    found = {row["id"]: row for row in json.loads(result.stdout)}
    row = found["wrong-notebook"]
    assert (result.exit_code, row["severity"], row["line"]) == (1, "error", 1)
    assert row["path"] == "exercises/bad/wrong/no-mistake.ipynb"
    assert row["cure"]


@pytest.fixture
def small_course(tmp_path: Path, monkeypatch) -> Path:
    """A course of two lessons, one of them a draft, in a place where nothing else is."""
    course = tmp_path / "courseware" / "wells"
    for slug, state in (("01-rain", "published"), ("02-pumps", "draft")):
        (course / slug).mkdir(parents=True)
        text = (
            f"---\nid: {slug}\ntitle: {slug}\nminutes: 5\nstate: {state}\n---\n\nOne two three.\n"
        )
        (course / slug / "lesson.md").write_text(text, "utf-8")
    (course / "course.yaml").write_text("id: wells\ntitle: Wells\nstandard: textbook\n", "utf-8")
    monkeypatch.setenv("KISIMA_EXERCISES", str(tmp_path / "none"))
    return course


def test_lessons_are_counted_in_a_table_and_for_programs(small_course: Path) -> None:
    said = CliRunner().invoke(check, [str(small_course), "--stats", "--no-run"]).stdout
    assert "wells/02-pumps (draft)" in said and "wells: 2 lessons" in said
    as_json = CliRunner().invoke(check, [str(small_course / "01-rain"), "--stats", "--json"])
    data = json.loads(as_json.stdout)
    rows = [(one["lesson"], one["minutes"], one["prose"]) for one in data["lessons"]]
    assert rows == [("01-rain", 5, 3)] and data["exercises"] == []
    assert "standard-glossary" in {one["id"] for one in data["findings"]}


def test_a_standard_is_asked_for_at_the_place_that_is_checked(small_course: Path) -> None:
    result = CliRunner().invoke(check, [str(small_course / "01-rain"), "--json", "--no-run"])
    assert {Path(row["path"]).parent.name for row in json.loads(result.stdout)} == {"01-rain"}
    assert result.exit_code == 0


@pytest.mark.slow
def test_the_seconds_of_a_solution_are_told_by_language() -> None:
    catalog = load_catalog([ROOT / "courseware"], [ROOT / "exercises"], ROOT / "translations", None)
    (row,) = exercise_rows(catalog, catalog.exercises[:1], run=True)
    assert row.wrong >= 4 and set(row.seconds) >= {"en", "fr", "ar", "sw"}
    assert min(row.seconds.values()) > 0
