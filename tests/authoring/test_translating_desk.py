"""The translators' desk: many at once lose nothing, and other programs' changes are seen."""

import threading
from pathlib import Path

import polib
import pytest

from app.authoring.translating.desk import Desk
from app.authoring.translating.errors import NoSuchLanguage, NoSuchTranslation
from app.authoring.translating.glossary import Term, marked, terms_in
from app.catalog import load_catalog

WORDS = [f"Sentence number {name} stands here." for name in ("one", "two", "three", "four", "five")]


@pytest.fixture
def desk(tmp_path: Path, store) -> Desk:
    """A desk over one course with five sentences, Swahili added."""
    lesson = tmp_path / "courseware/wells/01-rain/lesson.md"
    lesson.parent.mkdir(parents=True)
    (lesson.parent.parent / "course.yaml").write_text("id: wells\ntitle: Wells\n")
    lesson.write_text("---\nid: a\ntitle: Rain\n---\n\n" + "\n\n".join(WORDS) + "\n")
    catalog = load_catalog(tmp_path / "courseware", tmp_path / "x", tmp_path / "own", None)
    made = Desk(tmp_path / "own", tmp_path / "shipped", lambda: catalog)
    made.add_language("sw")
    return made


def test_five_people_at_once_lose_nothing(desk: Desk, store) -> None:
    entries = [one for one in desk.work("wells", "sw").by_id.values() if one.source in WORDS]

    def save(entry) -> None:
        with store.app_context():
            desk.save("wells", "sw", entry.id, f"» {entry.source}", base=entry.base, by=None)

    threads = [threading.Thread(target=save, args=(entry,)) for entry in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file = polib.pofile(str(desk.places.own_path("wells", "sw")))
    assert {file.find(words).msgstr for words in WORDS} == {f"» {words}" for words in WORDS}


def test_what_another_program_wrote_is_seen_at_once(desk: Desk) -> None:
    entry = next(iter(desk.work("wells", "sw").by_id.values()))
    desk.save("wells", "sw", entry.id, "Visima", base=entry.base, by=None)
    path = desk.places.own_path("wells", "sw")
    path.write_text(path.read_text("utf-8").replace("Visima", "Kisima"), "utf-8")
    assert desk.entry("wells", "sw", entry.id).translation == "Kisima"


def test_taking_a_translation_away_leaves_it_to_do(desk: Desk) -> None:
    entry = next(iter(desk.work("wells", "sw").by_id.values()))
    saved = desk.save("wells", "sw", entry.id, "Visima", base=entry.base, by=None)
    after = desk.save("wells", "sw", entry.id, " ", base=saved.base, by=None)
    assert (saved.state, after.state) == ("done", "to_do")


def test_only_languages_that_were_added_and_not_the_original(desk: Desk) -> None:
    with pytest.raises(NoSuchTranslation):
        desk.work("wells", "fr")
    with pytest.raises(NoSuchTranslation):
        desk.work("wells", "en")
    with pytest.raises(NoSuchLanguage):
        desk.add_language("not a code")


def test_words_of_the_glossary_are_found_whole_and_the_longest_first() -> None:
    glossary = [
        Term("machine learning", "", {}, ""),
        Term("machine", "", {}, ""),
        Term("artificial intelligence (AI)", "", {}, "sw: akili mnemba"),
        Term("to learn (a machine)", "", {}, ""),
    ]
    text = "Machine learning is AI; machines learn, unlearned."
    assert [term.term for term in terms_in(text, glossary)] == [
        "machine learning",
        "artificial intelligence (AI)",
        "machine",
        "to learn (a machine)",
    ]
    pieces = marked(text, glossary)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.kind] == [
        "Machine learning", "AI", "machines", "learn",
    ]  # fmt: skip
    assert glossary[2].note_for("sw") and not glossary[2].note_for("fr")
