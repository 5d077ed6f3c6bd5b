"""Figures of lessons whose labels are translated by PO files."""

import re

import polib
import pytest

from app.catalog.checks.checking import check_catalog
from app.catalog.translation.extraction import extract

PLACE = "courseware/foundations/01-rules"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="400" height="90" lang="en">
<title>How it works</title>
<text x="9" y="20" data-room="88">warm</text>
<text x="9" y="40" translate="no">t = 20</text>
</svg>"""
FRENCH = {"warm": "chaud", "How it works": "Comment ça marche"}


@pytest.fixture
def drawn(school):
    school.write(f"{PLACE}/figure.svg", SVG)
    return school


def put_po(school, lang="fr", **more):
    texts = {"Foundations of AI": "Bases de l’IA", **FRENCH, **more}
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.extend(polib.POEntry(msgid=source, msgstr=words) for source, words in texts.items())
    school.write(f"translations/{lang}/foundations.po", str(file))


def opened(school, lang="fr"):
    """The catalogue, its lesson, and the address of the lesson's figure on its page."""
    catalog = school.load()
    lesson = catalog.lesson("foundations", "01-rules")
    parts = catalog.lesson_page(lesson, lang).parts
    html = "".join(getattr(part, "html", "") for part in parts)
    found = re.search(r'src="/courses/foundations/01-rules/files/([^"]*)"', html)
    return catalog, lesson, found[1] if found else ""


def test_labels_are_texts_of_the_course(drawn):
    catalog = drawn.load()
    entries = {entry.msgid: entry for entry in extract(catalog, catalog.course("foundations"))}
    assert entries["warm"].comment == "A label in a figure; room for about 10 letters"
    assert entries["warm"].occurrences == [(f"{PLACE}/figure.svg", "3")]
    assert "read aloud" in entries["How it works"].comment
    assert "t = 20" not in entries


def test_a_drawing_that_no_lesson_shows_has_no_texts(drawn):
    drawn.write(f"{PLACE}/other.svg", SVG.replace("warm", "elsewhere"))
    catalog = drawn.load()
    assert "elsewhere" not in {one.msgid for one in extract(catalog, catalog.course("foundations"))}


def test_a_page_shows_the_figure_in_its_language(drawn):
    put_po(drawn)
    catalog, lesson, address = opened(drawn)
    assert address.startswith("figure.fr.svg?v=")
    made = catalog.figure_at(lesson, "figure.fr.svg").decode()
    assert made == SVG.replace("warm", "chaud").replace(
        "How it works", "Comment ça marche"
    ).replace('lang="en"', 'lang="fr"')
    assert opened(drawn, "en")[2].startswith("figure.svg?v=")


def test_the_address_changes_with_a_label_and_with_the_drawing_alone(drawn):
    put_po(drawn)
    first = opened(drawn)[2]
    put_po(drawn, Data="Données")
    assert opened(drawn)[2] == first
    put_po(drawn, warm="très chaud")
    second = opened(drawn)[2]
    drawn.write(f"{PLACE}/figure.svg", SVG.replace("t = 20", "t = 21"))
    assert len({first, second, opened(drawn)[2]}) == 3


def test_a_file_made_by_hand_goes_on_winning(drawn):
    put_po(drawn)
    drawn.write(f"{PLACE}/figure.fr.svg", "<svg/>")
    catalog, lesson, address = opened(drawn)
    assert address.startswith("figure.fr.svg?v=")
    assert catalog.lesson_file(lesson, "figure.fr.svg", "fr").read_text() == "<svg/>"
    assert catalog.figure_at(lesson, "figure.fr.svg") is None


def test_a_drawing_without_translated_labels_keeps_its_name(drawn):
    put_po(drawn, "sw", warm="", **{"How it works": ""})
    catalog, lesson, address = opened(drawn, "sw")
    assert address.startswith("figure.svg?v=")
    # A page that was opened when there were some gets the drawing all the same.
    assert catalog.figure_at(lesson, "figure.sw.svg").decode() == SVG


@pytest.mark.parametrize("path", ["figure.de.svg", "none.fr.svg", "figure.svg", "../x.fr.svg", ""])
def test_nothing_else_is_made(drawn, path):
    put_po(drawn)
    catalog, lesson, _ = opened(drawn)
    assert catalog.figure_at(lesson, path) is None


def test_a_lesson_with_a_file_of_its_own_has_its_figures_translated_too(drawn):
    put_po(drawn)
    drawn.write(f"{PLACE}/lesson.fr.md", "---\ntitle: Oui\n---\n\n![Un thermostat](figure.svg)\n")
    assert opened(drawn)[2].startswith("figure.fr.svg?v=")


def test_labels_count_in_how_far_a_course_is_translated(drawn):
    put_po(drawn, warm="")
    catalog = drawn.load()
    before = catalog.translated(catalog.course("foundations"), "fr")
    drawn.write(f"{PLACE}/figure.fr.svg", "<svg/>")
    catalog = drawn.load()
    assert catalog.translated(catalog.course("foundations"), "fr") > before


def test_made_figures_outlive_a_restart_and_are_known_to_the_cache(drawn):
    put_po(drawn)
    opened(drawn)
    kept = list(drawn.cache.glob("figure-*.json"))
    catalog, lesson, _ = opened(drawn)
    (drawn.translations / "fr/foundations.po").unlink()
    assert b"chaud" in catalog.figure_at(lesson, "figure.fr.svg")
    assert len(kept) == 1 and list(drawn.cache.glob("figure-*.json")) == kept


def test_nothing_is_wrong_with_translated_labels(drawn):
    put_po(drawn)
    assert not [one for one in check_catalog(drawn.load()) if one.path.suffix in (".po", ".svg")]


def test_a_drawing_of_a_question_in_the_bank_is_translated_too(drawn):
    drawn.write(f"{PLACE}/key.svg", SVG.replace("warm", "locked"))
    question = "```quiz id=bank-one\nWhat?\n\n![Key](../01-rules/key.svg)\n\n= 2\n> Two.\n```\n"
    drawn.write("courseware/foundations/questions/01-rules.md", question)
    put_po(drawn, locked="fermé")
    catalog = drawn.load()
    course = catalog.course("foundations")
    assert "locked" in {entry.msgid for entry in extract(catalog, course)}
    html = catalog.bank_page(course, "fr").by_id["bank-one"].prompt_html
    assert "/01-rules/files/key.fr.svg?v=" in html
