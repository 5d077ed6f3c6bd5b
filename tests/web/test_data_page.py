"""What an exercise's data is, on a page that its notebook leads to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SHEET = """litres.csv:
  title: Litres by day
  origin: Measured by <the class>
  rows: 1
  columns:
    litres: {meaning: water of one day, type: number, unit: litre}
  not_for: wells elsewhere
gone.csv: {title: A file that is not there}
"""


@pytest.fixture
def folder(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    put_exercise("flow", "02-pumps")
    made: Path = courseware.parent / "exercises" / "flow"
    (made / "data").mkdir()
    (made / "data" / "litres.csv").write_text("litres\n3\n", "utf-8")
    (made / "datasheet.yaml").write_text(SHEET, "utf-8")
    return made


def test_the_notebook_leads_to_the_sheet_of_each_file(folder: Path, amina: Any) -> None:
    assert 'href="/exercises/flow/data"' in amina.get("/exercises/flow/").text
    page = amina.get("/exercises/flow/data").text
    assert "Measured by &lt;the class&gt;" in page and "wells elsewhere" in page
    assert "number · litre" in page and "1 row<" in page
    assert "Licence" not in page and "not there" not in page


def test_without_a_sheet_nothing_leads_there(folder: Path, amina: Any) -> None:
    (folder / "datasheet.yaml").unlink()
    assert "/exercises/flow/data" not in amina.get("/exercises/flow/").text
    assert "Nothing is said" in amina.get("/exercises/flow/data").text
