"""Figures that are made from data are what their programs draw."""

import pytest

from scripts import figures

PROGRAM = """import sys
from pathlib import Path
PLACE = Path(__file__).parent / "lesson" / "figure.svg"
if __name__ == "__main__":
    Path(sys.argv[1]).write_text("<svg/>", "utf-8")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with one program; its figure is not drawn yet."""
    monkeypatch.setattr(figures, "PROGRAMS", tmp_path)
    (tmp_path / "rain.py").write_text(PROGRAM, "utf-8")
    (tmp_path / "strokes.py").write_text("WIDTH = 2\n", "utf-8")
    return tmp_path


def test_a_figure_is_drawn_where_it_belongs(folder, capsys):
    assert figures.main(["--check"]) == 1
    assert capsys.readouterr().out == "figure.svg in lesson is not what rain.py makes\n"
    assert figures.main([]) == 0 and (folder / "lesson/figure.svg").read_text() == "<svg/>"
    assert figures.main(["--check"]) == 0


def test_a_program_that_fails_says_why(folder, capsys):
    (folder / "rain.py").write_text(PROGRAM.replace('"<svg/>"', "1 / 0"), "utf-8")
    assert figures.main(["--check"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert not (folder / "lesson").exists()


def test_our_figures_are_what_their_programs_draw(capsys):
    assert figures.main(["--check"]) == 0, capsys.readouterr().out
