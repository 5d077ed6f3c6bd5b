"""Texts on one line keep the spaces at which no line may break."""

from types import SimpleNamespace
from typing import Any

from app.catalog.markdown.rendered import Html
from app.catalog.markdown.rendering import render
from app.catalog.one_line import one_line
from app.catalog.pages.steps import step_of_cells
from app.catalog.rubric import read_row

FRENCH = "Étape 7\u202f: «\u00a0pourquoi\u00a0»"


def test_spaces_tabs_and_line_ends_are_folded_and_no_break_spaces_are_not() -> None:
    assert one_line("  a\t b\n\n  c ") == "a b c"
    assert one_line(f"\n{FRENCH} \r\n ") == FRENCH


def test_a_row_of_a_rubric_keeps_them() -> None:
    row = read_row({"text": f"{FRENCH}\n  dit", "points": 2})
    assert row and row.text == f"{FRENCH} dit"


def test_a_heading_keeps_them_in_contents_and_as_a_step() -> None:
    links: Any = None
    page = render(f"## {FRENCH}\n", links=links)
    assert [one.text for one in page.toc] == [FRENCH]
    markup = page.parts[0].html if isinstance(page.parts[0], Html) else ""
    cell: Any = SimpleNamespace(id="a", kind="markdown", solution=False, points=0, html=markup)
    assert step_of_cells([cell]) == {"a": FRENCH}
