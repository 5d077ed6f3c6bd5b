"""The data sheets of an exercise are read, and held against its files."""

import pytest

from app.catalog.checks.checking import check_catalog
from app.catalog.checks.data_checks import undescribed
from app.catalog.data_sheets import DataColumn, read_data_sheets
from app.catalog.translation.extraction import extract
from app.catalog.translation.po_words import ShortText

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


def test_its_words_are_texts_of_the_course_with_their_places(table):
    sheet = SHEET.replace("type: text", 'type: text, values: "`Bo`, `Jo`"')
    table.write(f"{FOLDER}/datasheet.yaml", sheet + "  program: scripts/heights.py\n")
    catalog = table.load()
    texts = {one.msgid: one for one in extract(catalog, catalog.course("foundations"))}
    assert texts["how tall"].occurrences == [(f"{FOLDER}/datasheet.yaml", "8")]
    assert "heights.csv: height, meaning" in texts["how tall"].comment
    assert {"Heights", "Made up", "cm", "text", "100 to 220", "trousers"} <= texts.keys()
    stays = {"CC-BY-4.0", "heights.csv", "name", "`Bo`, `Jo`", "scripts/heights.py"}
    assert stays.isdisjoint(texts)


def test_a_sheet_is_read_in_a_language_as_far_as_it_is_translated(table):
    table.write(f"{FOLDER}/datasheet.yaml", SHEET)
    place = f"#: {FOLDER}/datasheet.yaml:8\n"
    words = f'msgid "Heights"\nmsgstr "Tailles"\n\n{place}msgid "how tall?"\nmsgstr "la taille"\n'
    table.write("translations/fr/foundations.po", f'msgid ""\nmsgstr ""\n\n{words}')
    catalog = table.load()
    page = catalog.data_page(catalog.exercise("doubling"), "fr")
    (sheet,) = page.sheets
    assert (page.lang, page.changed) == ("fr", 1) and 0 < page.translated < 1
    assert sheet.title == ShortText("Tailles", "fr")
    assert sheet.columns[1].meaning == ShortText("la taille", "fr", changed=True)
    assert sheet.not_for == ShortText("trousers", "en")


def test_a_changed_sheet_changes_its_page(table):
    table.write(f"{FOLDER}/datasheet.yaml", SHEET)
    table.write("translations/fr/foundations.po", 'msgid ""\nmsgstr ""\n\nmsgid "A"\nmsgstr "B"\n')
    catalog = table.load()
    before = catalog.data_page(catalog.exercise("doubling"), "fr")
    table.write(f"{FOLDER}/datasheet.yaml", SHEET.replace("Made up", "Measured"))
    catalog = table.load()
    after = catalog.data_page(catalog.exercise("doubling"), "fr")
    assert (before.sheets[0].origin.text, after.sheets[0].origin.text) == ("Made up", "Measured")
