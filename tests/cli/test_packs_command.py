"""Courses in and out by command."""

from pathlib import Path

from click.testing import CliRunner, Result

from app.cli import kisima


def run(tmp_path: Path, *words: str) -> Result:
    return CliRunner().invoke(kisima, [*words, "--data", str(tmp_path / "data")])


def test_a_pack_is_shown_and_then_taken_in(tmp_path: Path) -> None:
    file = str(tmp_path / "f.kisima")
    assert " files, " in run(tmp_path, "pack", "foundations", file).output
    shown = run(tmp_path, "unpack", file)
    assert "licence: CC-BY-4.0" in shown.output and "here: same" in shown.output
    assert not (tmp_path / "data/own/courseware").exists()
    assert "Taken in" in run(tmp_path, "unpack", file, "--yes", "--copy").output
    course = (tmp_path / "data/own/courseware/foundations-2/course.yaml").read_text("utf-8")
    assert "state: draft" in course


def test_questions_go_out_and_come_in(tmp_path: Path) -> None:
    file = tmp_path / "f.gift"
    assert "questions" in run(tmp_path, "export", "foundations", "--gift", str(file)).output
    shown = run(tmp_path, "import", str(file))
    assert "6 questions" in shown.output and "Nothing was taken in" in shown.output
    assert "Taken in" in run(tmp_path, "import", str(file), "--yes").output


def test_a_course_that_is_not_there_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "x.kisima"
    result = run(tmp_path, "pack", "nothing", str(file))
    assert result.exit_code == 1 and "no course" in str(result.exception)
    assert list(tmp_path.glob("*.kisima*")) == [] and not list(tmp_path.glob(".*.part"))
