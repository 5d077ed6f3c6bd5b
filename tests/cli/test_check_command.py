"""`kisima check` on an exercise that does not judge as it should."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.check import check

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
