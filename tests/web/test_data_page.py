"""What an exercise's data is, on a page that its notebook leads to, in its reader's language."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SHEET = """litres.csv:
  title: Litres by day
  origin: Measured by <the class>
  program: scripts/litres.py
  rows: 1
  columns:
    litres: {meaning: water of one day, type: number, unit: litre, values: "`3`, `4`"}
  not_for: wells elsewhere
gone.csv: {title: A file that is not there}
"""
ARABIC = """msgid ""
msgstr ""

msgid "Litres by day"
msgstr "اللترات بحسب اليوم"

msgid "water of one day"
msgstr "ماء يوم واحد"

#, fuzzy
msgid "wells elsewhere"
msgstr "آبار أخرى"
"""
OLDER = "The original has changed since."


@pytest.fixture
def folder(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    put_exercise("flow", "02-pumps")
    made: Path = courseware.parent / "exercises" / "flow"
    (made / "data").mkdir()
    (made / "data" / "litres.csv").write_text("litres\n3\n", "utf-8")
    (made / "datasheet.yaml").write_text(SHEET, "utf-8")
    return made


def words(page: str) -> str:
    """A page's main part without <bdi>, which keeps each text apart."""
    return page.split("<main")[1].replace("<bdi>", "").replace("</bdi>", "")


def test_the_notebook_leads_to_the_sheet_of_each_file(folder: Path, amina: Any) -> None:
    assert 'href="/exercises/flow/data"' in amina.get("/exercises/flow/").text
    page = words(amina.get("/exercises/flow/data").text)
    assert "Measured by &lt;the class&gt;" in page and "wells elsewhere" in page
    assert "number · litre · <code" in page and "1 row<" in page
    assert "Licence" not in page and "not there" not in page and OLDER not in page


def test_without_a_sheet_nothing_leads_there(folder: Path, amina: Any) -> None:
    (folder / "datasheet.yaml").unlink()
    assert "/exercises/flow/data" not in amina.get("/exercises/flow/").text
    assert "Nothing is said" in amina.get("/exercises/flow/data").text


def test_the_program_behind_it_is_for_those_who_teach(
    folder: Path, amina: Any, teacher: Any
) -> None:
    assert "scripts/litres.py" not in amina.get("/exercises/flow/data").text
    assert "scripts/litres.py" in teacher.get("/exercises/flow/data").text


def test_a_reader_sees_what_is_translated_what_is_older_and_what_is_not(
    folder: Path, school: Any, amina: Any
) -> None:
    po = folder.parents[1] / "translations" / "ar" / "wells.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(ARABIC, "utf-8")
    school.extensions["kisima"].shelf.look_now()
    amina.post("/language", {"lang": "ar", "next": "/"})
    page = words(amina.get("/exercises/flow/data").text)
    assert "<h2>اللترات بحسب اليوم</h2>" in page and "ماء يوم واحد</div>" in page
    assert page.count("↻") == 2 and "آبار أخرى <small" in page  # the note, and this text
    assert '<p lang="en" dir="ltr">' in page and '<code dir="ltr">3</code>' in page
