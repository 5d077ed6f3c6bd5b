"""`kisima translate`: a language added, files merged, shares told."""

import json
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result

from app.cli import kisima as command

LESSON = "---\nid: a\ntitle: Rain\n---\n\nRain falls.\n\n- `x`\n"


@pytest.fixture
def kisima(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command on one course with one lesson."""
    course = tmp_path / "courseware/wells"
    (course / "01-rain").mkdir(parents=True)
    (course / "course.yaml").write_text("id: wells\ntitle: Wells\nlessons: [01-rain]\n")
    (course / "01-rain/lesson.md").write_text(LESSON)
    for name in ("data", "courseware", "exercises", "translations"):
        monkeypatch.setenv(f"KISIMA_{name.upper()}", str(tmp_path / name))
    return lambda *words: CliRunner().invoke(command, list(words))


def own(tmp_path: Path, lang: str) -> Path:
    return tmp_path / "data/own/translations" / lang / "wells.po"


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def test_a_language_is_added_by_one_command(kisima, tmp_path):
    assert "Soomaali" in said(kisima("translate", "add", "so"))
    assert polib.pofile(str(own(tmp_path, "so"))).metadata["Language"] == "so"


def test_an_unknown_code_is_refused(kisima, tmp_path):
    result = kisima("translate", "add", "qqq")
    assert result.exit_code == 2 and "qqq" in result.output
    assert not own(tmp_path, "qqq").exists()


def test_the_status_is_a_table_and_json(kisima, tmp_path):
    kisima("translate", "add", "so")
    file = polib.pofile(str(own(tmp_path, "so")))
    file.find("Rain falls.").msgstr = "Roobku wuu da'aa."
    file.metadata["X-Reviewed-By"] = "Hodan"
    file.save()
    (tmp_path / "courseware/wells/01-rain/lesson.md").write_text(LESSON.replace("falls.", "fell."))
    rows = json.loads(said(kisima("translate", "status", "--json")))
    assert rows == [
        {
            "course": "wells",
            "language": "so",
            "share": 0.0,
            "done": 0,
            "changed": 1,
            "to_do": 2,
            "reviewed_by": "Hodan",
        }
    ]
    assert "reviewed by Hodan" in said(kisima("translate", "status"))


def test_merging_marks_what_changed_and_keeps_the_shipped_folder(kisima, tmp_path):
    kisima("translate", "add", "so")
    file = polib.pofile(str(own(tmp_path, "so")))
    file.find("Rain falls.").msgstr = "Roobku wuu da'aa."
    file.save()
    (tmp_path / "courseware/wells/01-rain/lesson.md").write_text(LESSON.replace("falls.", "fell."))
    assert "1 changed since" in said(kisima("translate", "merge", "so"))
    assert polib.pofile(str(own(tmp_path, "so"))).find("Rain fell.").fuzzy
    assert not (tmp_path / "translations").exists()
    assert "3 to do" in said(kisima("translate", "merge", "fr", "--shipped"))
    assert (tmp_path / "translations/fr/wells.po").exists()


def test_a_course_nobody_translated_is_written_byte_for_byte(kisima, tmp_path):
    said(kisima("translate", "write", "so", "wells", str(tmp_path / "out")))
    assert (tmp_path / "out/01-rain/lesson.so.md").read_text() == LESSON


def test_the_check_prints_the_shares(kisima):
    kisima("translate", "add", "so")
    assert "wells: so 0% translated" in kisima("check", "--no-run").output
