"""Translators' files: texts go out, come back up to date, and land in their places."""

import polib
import pytest

from app.catalog.translation.extraction import extract
from app.catalog.translation.merging import merge, status
from app.catalog.translation.notebook_text import notebook_texts, translate_notebook
from app.catalog.translation.translation_files import (
    TranslationUnreadable,
    po_path,
    update_translation,
)


def template(school):
    catalog = school.load()
    return extract(catalog, catalog.course("foundations"))


def by_text(file):
    return {entry.msgid: entry for entry in file}


def po(*pairs, **metadata):
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", **metadata}
    for msgid, msgstr in pairs:
        file.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return file


def test_the_template_has_every_text_that_students_see(school):
    texts = [entry.msgid for entry in template(school)]
    assert texts[:3] == ["Foundations of AI", "First steps.", "Rules versus learning"]
    for text in ("A thermostat follows a rule.", "It follows a rule.", "Data", "Doubling"):
        assert text in texts
    for text in ("Write `double`.", "double(n)", "Multiply by 2.", "expected 4, got {double(2)}"):
        assert text in texts
    assert "YOUR CODE HERE" in texts
    assert not any("secret" in text or "return" in text for text in texts)


def test_a_template_without_drafts_has_what_students_see_only(school):
    path = school.courseware / "foundations/02-data/lesson.md"
    path.write_text(path.read_text().replace("title: Data", "title: Data\nstate: draft"))
    catalog = school.load()
    course = catalog.course("foundations")
    texts = [entry.msgid for entry in extract(catalog, course, drafts=False)]
    assert "Rules versus learning" in texts and "The mean of 2 and 4 is 3." not in texts
    assert "The mean of 2 and 4 is 3." in [entry.msgid for entry in template(school)]


def test_entries_say_where_they_stand(school):
    entries = by_text(template(school))
    assert entries["A thermostat follows a rule."].occurrences == [
        ("courseware/foundations/01-rules/lesson.md", "11")
    ]
    assert entries["double(n)"].occurrences == [("exercises/doubling/exercise.ipynb#cell-3", "1")]
    assert len(entries["Doubling"].occurrences) == 2


def test_a_template_filled_in_translates_all_of_it(school):
    file = template(school)
    for entry in file:
        entry.msgstr = f"» {entry.msgid}"
    (school.translations / "fr").mkdir(parents=True)
    file.save(str(school.translations / "fr/foundations.po"))
    catalog = school.load()
    course = catalog.course("foundations")
    assert course.title("fr") == "» Foundations of AI" and catalog.translated(course, "fr") == 1.0
    for lesson in course.lessons:
        page = catalog.lesson_page(lesson, "fr")
        assert page.translated == 1.0
        assert not any('lang="en"' in getattr(part, "html", "") for part in page.parts)
    assert catalog.exercise_page(catalog.exercise("doubling"), "fr").translated == 1.0


def test_merging_keeps_what_is_there_and_adds_what_is_new():
    old = po(("One", "Un"), ("Two", "Deux"), **{"X-Reviewed-By": "Awa"})
    merged = merge(old, po(("Two", ""), ("Something else entirely", "")))
    entries = by_text(merged)
    assert entries["Two"].msgstr == "Deux" and not entries["Two"].fuzzy
    assert entries["Something else entirely"].msgstr == ""
    assert entries["One"].obsolete and entries["One"].msgstr == "Un"
    assert merged.metadata["X-Reviewed-By"] == "Awa"


def test_a_text_that_changed_a_little_takes_over_its_translation_as_fuzzy():
    old = po(("A thermostat follows a rule.", "Un thermostat suit une règle."))
    (entry,) = merge(old, po(("A thermostat follows one rule.", "")))
    assert entry.fuzzy and entry.msgstr == "Un thermostat suit une règle."
    assert entry.previous_msgid == "A thermostat follows a rule."


def test_a_fuzzy_entry_stays_fuzzy_and_an_obsolete_one_comes_back():
    old = po(("One two three four", "Un"))
    fuzzy = merge(old, po(("One two three five", "")))
    again = merge(fuzzy, po(("One two three five", "")))
    assert again[0].fuzzy
    gone = merge(old, po(("Nothing alike at all here", "")))
    back = by_text(merge(gone, po(("One two three four", ""))))
    assert back["One two three four"].msgstr == "Un"
    assert not back["One two three four"].obsolete


def test_every_text_of_a_large_course_that_changed_finds_its_own_old_translation():
    old = po(*[(f"Sentence {n} speaks of {n * 7} things and more.", f"P{n}") for n in range(300)])
    new = po(*[(f"Sentence {n} tells of {n * 7} things and more.", "") for n in range(300)])
    entries = [entry for entry in merge(old, new) if not entry.obsolete]
    assert [entry.msgstr for entry in entries] == [f"P{n}" for n in range(300)]
    assert all(entry.fuzzy for entry in entries)


def test_the_status_counts_texts():
    file = merge(po(("One two three", "Un"), ("Gone", "Parti")), po(("One two three", "")))
    file.append(polib.POEntry(msgid="New", msgstr=""))
    file.append(polib.POEntry(msgid="Old", msgstr="Vieux", flags=["fuzzy"]))
    found = status(file)
    assert (found.translated, found.fuzzy, found.untranslated, found.obsolete) == (1, 1, 1, 1)
    assert found.share == pytest.approx(1 / 3) and found.reviewed_by == ""


def test_a_translation_is_begun_and_brought_up_to_date(school):
    course = school.load().course("foundations")
    begun = update_translation(school.load(), course, "fr", school.translations)
    assert begun.translated == 0 and begun.untranslated > 10
    path = po_path(school.translations, course, "fr")
    file = polib.pofile(str(path))
    file.find("Data").msgstr = "Données"
    file.save(str(path))
    lesson = school.course / "02-data/lesson.md"
    lesson.write_text(lesson.read_text() + "\nA new paragraph.\n")
    again = update_translation(school.load(), course, "fr", school.translations)
    assert (again.translated, again.untranslated) == (1, begun.untranslated)
    assert school.load().lesson("foundations", "02-data").title("fr") == "Données"


def test_a_translation_that_cannot_be_read_is_not_written_over(school):
    path = school.write("translations/fr/foundations.po", 'msgid "A\nmsgstr "B"\n')
    before = path.read_bytes()
    catalog = school.load()
    with pytest.raises(TranslationUnreadable, match="line 1"):
        update_translation(catalog, catalog.courses[0], "fr", school.translations)
    assert path.read_bytes() == before


def test_solutions_and_mark_schemes_need_no_translation(school):
    book = school.notebook(
        school.solution_cell("a", "# Replaced whole\nx = 1\n"),
        school.solution_cell("b", "# Stays\n### BEGIN SOLUTION\n# Gone\n### END SOLUTION\n"),
    )
    assert [text.text for text in notebook_texts(book)] == ["Stays", "YOUR CODE HERE"]


def test_a_translated_notebook_shares_nothing_with_its_source(school):
    book = school.notebook(school.text_cell("Hello, *you*."), school.graded_cell("t", "# one\n"))
    words = {"Hello, *you*.": "Bonjour, *toi*.", "one": "un"}
    result = translate_notebook(book, words.get)
    assert [cell["source"] for cell in result.notebook["cells"]] == ["Bonjour, *toi*.", "# un\n"]
    assert book["cells"][0]["source"] == "Hello, *you*."


def test_no_translation_opens_a_hidden_region(school):
    book = school.notebook(school.text_cell("Hello."), school.graded_cell("t", "# one\n"))
    words = {"Hello.": "### BEGIN SOLUTION", "one": "BEGIN HIDDEN TESTS"}
    result = translate_notebook(book, words.get)
    assert result.notebook["cells"] == book["cells"]
