"""Versions of files and texts that are typed, on both databases."""

import pytest

from app.authoring import typed, versions
from app.authoring.saving import ChangedMeanwhile
from app.authoring.versions import DAY_MS, KEEP_ALL, NoSuchVersion
from app.database import transaction

KEY = "courseware/maize/01-rules/lesson.md"
FRONT = "---\nid: rules\ntitle: Rules\n---\n\n"


@pytest.fixture
def author(any_store, new_person):
    return new_person("amina")


def keep(text, by=None, reason="saved"):
    with transaction() as session:
        versions.add(session, KEY, text.encode(), by=by, reason=reason)


def test_a_version_gives_back_its_bytes(author):
    keep("مرحبا", by=author)
    (found,) = versions.versions(KEY)
    assert (found.by, found.reason, found.size) == (author, "saved", 10)
    assert versions.version(found.id) == (found, "مرحبا".encode())


def test_the_same_bytes_again_are_no_new_version(author):
    for text in ("a", "a", "b", "a"):
        keep(text)
    assert [found.size for found in versions.versions(KEY)] == [1, 1, 1]


def test_a_version_that_is_not_there_is_named(author):
    with pytest.raises(NoSuchVersion):
        versions.version(7)


def test_of_old_versions_the_last_of_each_day_stays(author, monkeypatch):
    # Nine in three days, then as many in one day as are kept in any case.
    for number in range(9 + KEEP_ALL):
        day = number // 3 if number < 9 else 100
        monkeypatch.setattr(versions, "now_ms", lambda day=day: day * DAY_MS)
        keep(f"text {number:02d}")
    kept = [versions.version(found.id)[1].decode() for found in versions.versions(KEY)]
    assert kept[KEEP_ALL:] == ["text 08", "text 05", "text 02"]
    assert kept[0] == "text 58" and len(kept) == KEEP_ALL + 3


def test_what_is_typed_is_there_until_it_is_dropped(author):
    for text in ("A", "A b", "A b"):
        typed.keep_typed(author, KEY, text, "base")
    found = typed.typed(author, KEY)
    assert (found.text, found.base_version) == ("A b", "base")
    assert typed.all_typed(author) == (found,)
    typed.drop_typed(author, KEY)
    typed.drop_typed(author, KEY)
    assert typed.typed(author, KEY) is None


def test_everybody_types_her_own_text(any_store, author, new_person):
    typed.keep_typed(author, KEY, "mine", "")
    other = new_person("juma")
    assert typed.typed(other, KEY) is None
    typed.keep_typed(other, KEY, "hers", "")
    assert typed.typed(author, KEY).text == "mine"


def test_saving_a_conflict_and_a_change_of_state_go_on_both_databases(any_desk, author, new_person):
    workshop, other = any_desk.workshop, new_person("juma")
    base = workshop.source(KEY).version
    saved = workshop.save(KEY, FRONT + "One.\n", base_version=base, by=author)
    with pytest.raises(ChangedMeanwhile):
        workshop.save(KEY, FRONT + "Two.\n", base_version=base, by=other)
    workshop.keep_typed(author, KEY, FRONT + "Typed.\n", saved.version)
    workshop.set_state("maize", "01-rules", "draft", by=other)
    assert [(one.reason, one.by) for one in workshop.versions(KEY)] == [
        ("setting", other),
        ("saved", author),
        ("shipped", None),
    ]
    assert workshop.typed(author, KEY).base_version == workshop.source(KEY).version
    assert workshop.typed(other, KEY).base_version == base


def test_a_change_by_another_program_becomes_a_version(desk, workshop, teacher):
    base = workshop.lesson_source("maize", "01-rules").version
    workshop.save_lesson("maize", "01-rules", FRONT + "One.\n", base_version=base, by=teacher)
    desk.write(KEY, FRONT + "By another program.\n")
    assert workshop.lesson_source("maize", "01-rules").text == FRONT + "By another program.\n"
    found = workshop.versions(KEY)
    assert [(one.reason, one.by) for one in found][:2] == [("outside", None), ("saved", teacher)]


def test_an_own_file_that_was_never_saved_here_is_kept_before_the_first_save(
    desk, workshop, teacher
):
    desk.write(KEY, FRONT + "From a stick.\n")
    base = workshop.lesson_source("maize", "01-rules").version
    workshop.save_lesson("maize", "01-rules", FRONT + "One.\n", base_version=base, by=teacher)
    assert [one.reason for one in workshop.versions(KEY)] == ["saved", "found"]


def test_a_version_is_brought_back_and_can_be_undone(workshop, teacher):
    base = workshop.lesson_source("maize", "01-rules").version
    one = workshop.save_lesson("maize", "01-rules", FRONT + "One.\n", base_version=base, by=teacher)
    workshop.save_lesson(
        "maize", "01-rules", FRONT + "Two.\n", base_version=one.version, by=teacher
    )
    two, first, _shipped = workshop.versions(KEY)
    workshop.bring_back(first.id, by=teacher)
    assert workshop.lesson_source("maize", "01-rules").text == FRONT + "One.\n"
    workshop.bring_back(two.id, by=teacher)
    assert workshop.lesson_source("maize", "01-rules").text == FRONT + "Two.\n"
    assert workshop.versions(KEY)[0].reason == "brought_back"


def test_a_file_that_was_deleted_by_another_program_is_brought_back(desk, workshop, teacher):
    base = workshop.lesson_source("maize", "01-rules").version
    workshop.save_lesson("maize", "01-rules", FRONT + "One.\n", base_version=base, by=teacher)
    (desk.own / KEY).unlink()
    workshop.bring_back(workshop.versions(KEY)[0].id, by=teacher)
    assert workshop.lesson_source("maize", "01-rules").text == FRONT + "One.\n"
