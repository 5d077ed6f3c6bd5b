"""Pages: made once for each content, in the reader's language as far as there is one."""

import json
import os
import re

import pytest

from app.catalog.pages.lesson_pages import LessonGone

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Reviewed-By: %s\\n"

msgid "Foundations of AI"
msgstr "Les bases de l'IA"

msgid "Rules versus learning"
msgstr "Règles ou apprentissage"

msgid "A thermostat follows a rule."
msgstr "Un thermostat suit une règle."

#, fuzzy
msgid "A first heading"
msgstr "Presque un titre"

msgid "Doubling"
msgstr "Doubler"

msgid "Write `double`."
msgstr "Écris `double`."

msgid "YOUR CODE HERE"
msgstr "TON CODE ICI"

msgid "double(n)"
msgstr "double(n) rend le double"

msgid "expected 4, got {double(2)}"
msgstr "reçu {double(2)} au lieu de 4"
"""


@pytest.fixture
def french(school):
    school.write("translations/fr/foundations.po", PO % "")
    return school


def html_of(page):
    return "".join(part.html for part in page.parts if hasattr(part, "html"))


def lesson_page(school, lang="en", slug="01-rules"):
    catalog = school.load()
    return catalog.lesson_page(catalog.lesson("foundations", slug), lang)


def exercise_page(school, lang="en"):
    catalog = school.load()
    return catalog.exercise_page(catalog.exercise("doubling"), lang)


def test_a_page_has_text_question_and_addresses(school):
    page = lesson_page(school)
    assert (page.title, page.lang, page.dir, page.translated) == (
        "Rules versus learning",
        "en",
        "ltr",
        1.0,
    )
    html = html_of(page)
    assert 'src="/courses/foundations/01-rules/files/figure.svg?v=' in html
    assert 'href="/courses/foundations/02-data/#means"' in html
    assert 'href="/exercises/doubling/"' in html
    assert [p.question.id for p in page.parts if hasattr(p, "question")] == ["thermostat"]


def test_a_page_comes_from_the_disk_as_it_was_made(school):
    made = lesson_page(school)
    assert lesson_page(school) == made
    assert exercise_page(school) == exercise_page(school)


def test_reading_a_page_from_the_disk_needs_no_markdown(school):
    import subprocess
    import sys

    lesson_page(school)
    exercise_page(school)
    places = [school.courseware, school.exercises, school.translations, school.cache]
    code = (
        "import sys; from pathlib import Path; from app.catalog import load_catalog\n"
        f"c = load_catalog(*[Path(p) for p in {[str(p) for p in places]!r}])\n"
        "assert c.lesson_page(c.courses[0].lessons[0], 'en').parts\n"
        "assert c.exercise_page(c.exercises[0], 'en').cells\n"
        "heavy = {'markdown', 'markdown_it', 'nh3', 'polib', 'pygments', 'nbformat'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_damaged_cache_file_is_made_again(school):
    made = lesson_page(school)
    for path in school.cache.glob("*.json"):
        path.write_bytes(path.read_bytes()[:100])
    assert lesson_page(school) == made


def test_a_cache_of_another_shape_is_made_again(school):
    made = lesson_page(school)
    (path,) = school.cache.glob("lesson-*.json")
    kept = json.loads(path.read_bytes())
    kept["page"] = {"": "os:path"}
    path.write_text(json.dumps(kept))
    assert lesson_page(school) == made


def test_a_changed_lesson_changes_its_page_and_the_cache_does_not_grow(school):
    first = lesson_page(school, slug="02-data")
    files = len(list(school.cache.iterdir()))
    school.write(
        "courseware/foundations/02-data/lesson.md", "---\nid: data\ntitle: Data\n---\n\nNew.\n"
    )
    second = lesson_page(school, slug="02-data")
    assert "New." in html_of(second) and second.digest != first.digest
    assert len(list(school.cache.iterdir())) == files


def test_pages_of_lessons_that_are_gone_leave_the_cache(school):
    lesson_page(school, slug="02-data")
    (school.course / "02-data/lesson.md").unlink()
    lesson_page(school)
    assert len(list(school.cache.glob("lesson-*.json"))) == 1


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(school):
    school.write("cache", "a file where the folder should be")
    assert "thermostat" in html_of(lesson_page(school))


def test_a_lesson_that_vanished_is_named(school):
    catalog = school.load()
    (school.course / "02-data/lesson.md").unlink()
    with pytest.raises(LessonGone, match="02-data"):
        catalog.lesson_page(catalog.lesson("foundations", "02-data"), "en")


def test_a_lesson_comes_in_the_readers_language_block_by_block(french):
    page = lesson_page(french, "fr")
    assert (page.title, page.lang, page.reviewed) == ("Règles ou apprentissage", "fr", False)
    assert 0 < page.translated < 1
    html = html_of(page)
    assert "Un thermostat suit une règle." in html
    assert 'lang="en"' in html and 'dir="ltr"' in html


def test_an_old_translation_stays_on_the_page_with_a_mark(french):
    page = lesson_page(french, "fr")
    assert "Presque un titre<small" in html_of(page) and "The original has changed" in html_of(page)
    assert page.changed == 1 and page.toc[0].text == "Presque un titre"


def test_a_changed_paragraph_keeps_its_translation_before_anybody_merges(french):
    lesson = french.course / "01-rules/lesson.md"
    lesson.write_text(lesson.read_text("utf-8").replace("follows a rule.", "follows one rule."))
    html = html_of(lesson_page(french, "fr"))
    assert "Un thermostat suit une règle.<small" in html
    assert "A thermostat follows one rule." not in html


def test_anchors_are_the_same_in_every_language(french):
    french.write("translations/fr/foundations.po", PO.replace("#, fuzzy\n", "") % "")
    page = lesson_page(french, "fr")
    assert page.toc[0].text == "Presque un titre"
    assert page.toc[0].id == lesson_page(french).toc[0].id


def test_a_language_without_files_gets_the_source(french):
    page = lesson_page(french, "sw")
    assert (page.lang, page.title) == ("en", "Rules versus learning")
    assert lesson_page(french, "fr-CA").lang == "fr"


def test_the_header_says_whether_a_speaker_has_read_it(french):
    french.write("translations/fr/foundations.po", PO % "Awa Diop")
    assert lesson_page(french, "fr").reviewed
    assert french.load().course("foundations").reviewed("fr")


def test_titles_come_from_the_po_file(french):
    course = french.load().course("foundations")
    assert course.title("fr") == "Les bases de l'IA"
    assert course.summary("fr") == "First steps."


def test_the_share_is_of_the_texts_that_are_there_now_however_full_the_po_file_is(french):
    catalog = french.load()
    course = catalog.course("foundations")
    assert catalog.translated(course, "fr") == pytest.approx(8 / 21)
    assert (catalog.translated(course, "en"), catalog.translated(course, "sw")) == (1.0, 0.0)
    french.write(
        "courseware/foundations/02-data/lesson.md",
        "---\ntitle: Data\n---\n\nA.\n\nB.\n\nC.\n\nD.\n\nE.\n",
    )
    catalog = french.load()
    assert catalog.translated(catalog.course("foundations"), "fr") < 8 / 21
    french.write(
        "courseware/foundations/02-data/lesson.fr.md", "---\ntitle: Données\n---\n\nÀ nous.\n"
    )
    catalog = french.load()
    assert catalog.translated(catalog.course("foundations"), "fr") > 8 / 21


def test_the_languages_on_offer_are_those_with_files(french):
    french.write(
        "courseware/foundations/02-data/lesson.sw.md", "---\ntitle: Takwimu\n---\n\nHabari.\n"
    )
    assert [language.code for language in french.load().languages] == ["en", "fr", "sw"]


def test_a_file_of_its_own_replaces_the_blocks(french):
    french.write(
        "courseware/foundations/02-data/lesson.fr.md",
        "---\ntitle: Données\nreviewed_by: Awa\n---\n\nÀ Dakar.\n",
    )
    page = lesson_page(french, "fr", "02-data")
    assert (page.title, page.translated, page.reviewed) == ("Données", 1.0, True)
    assert "À Dakar." in html_of(page) and "mean of 2" not in html_of(page)


def test_a_broken_po_file_leaves_the_source(school):
    school.write("translations/fr/foundations.po", 'msgid "A\nmsgstr x\n')
    page = lesson_page(school, "fr")
    assert page.title == "Rules versus learning" and page.translated == 0.0


def test_boxes_take_their_names_from_the_interface(school):
    school.write(
        "courseware/foundations/02-data/lesson.md",
        "---\nid: data\ntitle: D\n---\n\n::: objectives\n- One thing\n:::\n",
    )
    school.write("translations/fr/foundations.po", PO % "")
    school.write(
        "translations/fr/LC_MESSAGES/messages.po", 'msgid "Objectives"\nmsgstr "Objectifs"\n'
    )
    assert "Objectifs" in html_of(lesson_page(school, "fr", "02-data"))


def test_an_exercise_page_shows_no_solution_and_no_hidden_test(school):
    page = exercise_page(school)
    assert [cell.kind for cell in page.cells] == ["markdown", "code", "code"]
    text, solution, test = page.cells
    assert "<h" in text.html and "Doubling" in text.html
    assert (solution.solution, solution.locked, test.locked) == (True, False, True)
    assert (test.title, test.points, test.grade_id) == ("double(n)", 2.0, "test-double")
    assert "return 2" not in solution.source and "secret" not in test.source


def test_an_exercise_comes_in_the_readers_language(french):
    page = exercise_page(french, "fr")
    text, solution, test = page.cells
    assert (page.title, page.lang) == ("Doubler", "fr")
    assert "Écris <code" in text.html and "Doubler" in text.html
    assert "# TON CODE ICI" in solution.source
    assert test.title == "double(n) rend le double"
    assert 'f"reçu {double(2)} au lieu de 4"' in test.source
    assert "# Hint: Multiply by 2." in test.source


def test_what_is_not_translated_in_an_exercise_is_marked(french):
    french.write("translations/fr/foundations.po", PO.replace("Écris `double`.", "") % "")
    text = exercise_page(french, "fr").cells[0]
    assert 'lang="en"' in text.html.split("Write")[0] and "Doubler" in text.html


def test_a_heading_in_two_cells_has_two_ids(school):
    cells = school.text_cell("## Step\n\nOne"), school.text_cell("## Step\n\nTwo")
    school.write("exercises/doubling/exercise.ipynb", school.notebook(*cells))
    first, second = exercise_page(school).cells
    assert 'id="step"' in first.html and 'id="step-2"' in second.html


def test_release_and_source_are_new_dicts_with_what_they_may_hold(french):
    catalog = french.load()
    exercise = catalog.exercise("doubling")
    release, source = catalog.release(exercise, "fr"), catalog.source(exercise, "fr")
    assert "return 2 * n" in json.dumps(source) and "return 2 * n" not in json.dumps(release)
    about = release["metadata"]["kisima"]
    assert (about["exercise"], about["lang"], len(about["release"])) == ("doubling", "fr", 12)
    release["cells"].clear()
    assert catalog.release(exercise, "fr")["cells"]


def test_a_template_that_nobody_filled_in_is_no_translation(school):
    head = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'
    school.write("translations/fr/foundations.po", head + 'msgid "Data"\nmsgstr ""\n')
    assert [language.code for language in school.load().languages] == ["en"]
    school.write("translations/fr/foundations.po", head + 'msgid "Data"\nmsgstr ""\n"Données"\n')
    assert lesson_page(school, "fr", "02-data").title == "Données"
    school.write("translations/fr/foundations.po", head + 'msgid "Data"\nmsgstr "Les données"\n')
    assert lesson_page(school, "fr", "02-data").title == "Les données"


def test_an_image_of_an_exercise_travels_in_the_page(school):
    school.write("exercises/doubling/plot.png", b"\x89PNG")
    cell = school.text_cell("![a](plot.png) ![b](attachment:b.png) ![c](../../courseware/c.png)")
    cell["attachments"] = {"b.png": {"image/png": "QUJD"}}
    school.write("exercises/doubling/exercise.ipynb", school.notebook(cell))
    html = exercise_page(school).cells[0].html
    assert 'src="data:image/png;base64,iVBORw=="' in html
    assert 'src="data:image/png;base64,QUJD"' in html
    assert html.count("<img") == 2


def test_files_beside_a_lesson_are_served_and_nothing_else(school):
    school.write("courseware/foundations/01-rules/figure.fr.svg", "<svg/>")
    school.write("courseware/foundations/01-rules/data/list.csv", "1")
    school.write("courseware/foundations/01-rules/notes.py", "1")
    catalog = school.load()
    lesson = catalog.lesson("foundations", "01-rules")

    def name(path, lang="en"):
        found = catalog.lesson_file(lesson, path, lang)
        return found and found.relative_to(lesson.folder).as_posix()

    assert name("figure.svg") == "figure.svg" and name("figure.svg", "fr") == "figure.fr.svg"
    assert name("data/list.csv") == "data/list.csv"
    for path in ("lesson.md", "notes.py", "../course.yaml", "../02-data/lesson.md", "/etc/passwd"):
        assert name(path) is None
    for path in ("..\\course.yaml", "data/../../01-rules/figure.svg", "", ".", "x\0.svg"):
        assert name(path) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions and links")
def test_a_link_that_points_out_of_the_lesson_is_not_served(school, tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    (school.course / "01-rules/secret.txt").symlink_to(outside)
    catalog = school.load()
    lesson = catalog.lesson("foundations", "01-rules")
    assert catalog.lesson_file(lesson, "secret.txt", "en") is None


def test_a_page_in_a_language_shows_its_own_figure(french):
    french.write("courseware/foundations/01-rules/figure.fr.svg", "<svg/>")
    assert "files/figure.fr.svg" in html_of(lesson_page(french, "fr"))
    assert "files/figure.svg" in html_of(lesson_page(french, "en"))


def test_the_address_of_a_figure_changes_with_the_figure_and_only_then(school):
    def address():
        return re.search(r'src="([^"]*figure[^"]*)"', html_of(lesson_page(school)))[1]

    first = address()
    assert re.fullmatch(r".*/files/figure\.svg\?v=[0-9a-f]{12}", first)
    assert address() == first
    school.write("courseware/foundations/01-rules/figure.svg", '<svg viewBox="0 0 40 30"/>')
    assert address() != first
    assert 'width="40" height="30"' in html_of(lesson_page(school))
