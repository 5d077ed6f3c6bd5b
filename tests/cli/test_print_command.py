"""`kisima print`: a course as one file."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import kisima

COURSE = "id: wells\ntitle: Wells\nlessons: [01-rain]\n"
RAIN = """---
id: rain
title: Rain
minutes: 50
---

Water falls.

::: instructor
Bring a bucket.
:::
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs `kisima print` in a folder whose school has a course of its own, in Swahili too."""
    course = tmp_path / "data" / "own" / "courseware" / "wells"
    (course / "01-rain").mkdir(parents=True)
    (course / "course.yaml").write_text(COURSE, "utf-8")
    (course / "01-rain" / "lesson.md").write_text(RAIN, "utf-8")
    po = tmp_path / "data" / "own" / "translations" / "sw" / "wells.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr ""\n\nmsgid "Rain"\nmsgstr "Mvua"\n', "utf-8")
    monkeypatch.chdir(tmp_path)

    def printed(*words: str) -> Result:
        return CliRunner().invoke(kisima, ["print", *words, "--data", "data"])

    return printed


def test_a_handbook_and_a_guide_are_written(run, tmp_path):
    assert run("wells").output == "wells-handbook.html: 0.0 MB\n"
    assert run("wells", "--for", "instructor").exit_code == 0
    handbook = (tmp_path / "wells-handbook.html").read_text("utf-8")
    guide = (tmp_path / "wells-guide.html").read_text("utf-8")
    assert "Water falls." in handbook and "Bring a bucket." not in handbook
    assert "Bring a bucket." in guide and "<td>50</td><td>2</td><td>1</td>" in guide


def test_a_language_is_in_the_files_name_and_in_the_file(run, tmp_path):
    assert run("wells", "--lang", "sw").exit_code == 0
    text = (tmp_path / "wells-handbook.sw.html").read_text("utf-8")
    assert '<html lang="sw" dir="ltr">' in text and "Mvua" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [(["nothing"], "There is no course nothing"), (["wells", "--lang", "fr"], "en, sw"),
     (["wells", "--with-bank"], "for instructors only")],
)  # fmt: skip
def test_what_cannot_be_printed_is_said(run, words, told):
    result = run(*words)
    assert result.exit_code == 2 and told in result.output
