"""The data sheets of an exercise are read, and held against its files."""

import pytest

from app.catalog.checks.checking import check_catalog
from app.catalog.checks.data_checks import undescribed
from app.catalog.data_sheets import DataColumn, read_data_sheets

SHEET = """heights.csv:
  title: Heights
  origin: Made up
  licence: CC-BY-4.0
  rows: 2
  columns:
    name: {meaning: who, type: text}
    height: {meaning: how tall, type: number or empty, unit: cm, values: 100 to 220}
  not_for: trousers
"""
FOLDER = "exercises/doubling"


@pytest.fixture
def table(school):
    school.write(f"{FOLDER}/data/heights.csv", 'name,height\n"Ama, B.",150\nBo,\n')
    return school


def found(school):
    return [(one.path.name, one.line, one.id) for one in check_catalog(school.load())]


def test_what_is_said_of_a_file_is_read(table):
    table.write(f"{FOLDER}/datasheet.yaml", SHEET)
    (sheet,), findings = read_data_sheets(table.exercises / "doubling")
    assert findings == [] == found(table)
    assert (sheet.file, sheet.title, sheet.rows) == ("heights.csv", "Heights", 2)
    assert (sheet.licence, sheet.not_for) == ("CC-BY-4.0", "trousers")
    height = DataColumn("height", "how tall", "number or empty", "cm", "100 to 220")
    assert sheet.columns == (DataColumn("name", "who", "text"), height)


@pytest.mark.parametrize(
    ("old", "new", "id"),
    [
        ("rows: 2", "rows: 3", "data-sheet-rows"),
        ("rows: 2", "rows: many", "data-sheet-value"),
        ("    name: {meaning: who, type: text}\n", "", "data-sheet-columns"),
        ("height: {", "tall: {", "data-sheet-columns"),
        ("licence: CC-BY-4.0", "licence:", "data-sheet-lacks"),
        ("meaning: who, ", "", "data-sheet-lacks"),
        ("type: text", "kind: text", "data-sheet-value"),
        ("origin: Made up", "origin: [a, b]", "data-sheet-value"),
        ("heights.csv", "height.csv", "data-sheet-file"),
        ("title: Heights", "title: Rules: yes", "bad-yaml"),
    ],
)
def test_what_does_not_fit_is_named(table, old, new, id):
    table.write(f"{FOLDER}/datasheet.yaml", SHEET.replace(old, new))
    assert id in [one for _name, _line, one in found(table)]


def test_tables_without_a_sheet_and_large_ones_are_known(table):
    exercise = table.load().any_exercise("doubling")
    assert undescribed(exercise) == ("heights.csv",) and found(table) == []
    table.write(f"{FOLDER}/data/large.csv", "a\n" + "1\n" * 100_001)
    assert found(table) == [("large.csv", 1, "data-large")]
