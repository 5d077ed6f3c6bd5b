"""New courses and lessons, their states, titles and order, deleting and taking it back."""

import pytest

from app.authoring.arranging import OrderChanged
from app.authoring.deleting import NotDeleted, PlaceTaken
from app.authoring.files_beside import FileRefused
from app.authoring.making import BadLanguage, NoTitle
from app.catalog.checks.checking import check_catalog


@pytest.fixture
def ours(workshop, teacher):
    """The slug of a course of the school's own with three lessons."""
    slug = workshop.new_course("Bei za mahindi", language="sw", licence="CC-BY-4.0", by=teacher)
    for title in ("Soko", "Mvua"):
        workshop.new_lesson(slug, title, by=teacher)
    return slug


def slugs(desk, course):
    return [lesson.slug for lesson in desk.catalog().any_course(course).all_lessons]


def test_a_new_course_is_a_sound_draft(desk, ours):
    catalog = desk.catalog()
    assert ours == "bei-za-mahindi"
    assert catalog.course(ours) is None
    assert catalog.any_course(ours).source_lang == "sw"
    assert slugs(desk, ours) == ["01-first-lesson", "02-soko", "03-mvua"]
    assert check_catalog(catalog, [desk.own / "courseware"]) == ()


@pytest.mark.parametrize("title", ["أسعار الذرة", "मक्का के भाव", "玉米", "🌽", "CON", "!"])
def test_a_title_in_any_script_gets_a_folder(desk, workshop, teacher, title):
    first = workshop.new_course(title, language="ar", licence="", by=teacher)
    second = workshop.new_course(title, language="ar", licence="", by=teacher)
    lesson = workshop.new_lesson(first, title, by=teacher)
    assert first != second
    assert desk.catalog().any_course(first).source_title == title
    assert desk.catalog().any_lesson(first, lesson).source_title == title


def test_ids_of_two_schools_differ(desk, workshop, teacher):
    made = [workshop.new_course("Maize", language="en", licence="", by=teacher) for _ in "ab"]
    assert made == ["maize-2", "maize-3"]
    assert len({desk.catalog().any_course(slug).id for slug in made}) == 2


@pytest.mark.parametrize("title", ['"Why?": a # question', "- [x]", "yes", "1.5", "a\nb", "{x}"])
def test_a_title_is_written_so_that_it_is_read_again(desk, workshop, teacher, title):
    slug = workshop.new_course(title, language="en", licence="", by=teacher)
    plain = " ".join(title.split())
    assert desk.catalog().any_course(slug).source_title == plain
    workshop.rename(slug, "01-first-lesson", title, by=teacher)
    assert desk.catalog().any_lesson(slug, "01-first-lesson").source_title == plain


def test_what_cannot_be_made_is_named(workshop, teacher):
    with pytest.raises(NoTitle):
        workshop.new_course("  ", language="en", licence="", by=teacher)
    with pytest.raises(BadLanguage):
        workshop.new_course("Maize", language="English!", licence="", by=teacher)


def test_a_new_lesson_in_a_shipped_course_copies_its_list(desk, workshop, teacher):
    slug = workshop.new_lesson("maize", "Prices", by=teacher)
    assert slugs(desk, "maize") == ["01-rules", "02-data", "03-prices"]
    assert workshop.source("courseware/maize/course.yaml").origin == "copied"
    assert "# The order matters." in workshop.source("courseware/maize/course.yaml").text
    assert desk.catalog().lesson("maize", slug) is None


def test_students_see_what_is_published_and_nothing_else(desk, workshop, teacher, ours):
    workshop.set_state(ours, None, "published", by=teacher)
    workshop.set_state(ours, "02-soko", "published", by=teacher)
    catalog = desk.catalog()
    assert [lesson.slug for lesson in catalog.course(ours).lessons] == ["02-soko"]
    assert catalog.lesson(ours, "03-mvua") is None
    workshop.set_state(ours, None, "archived", by=teacher)
    assert desk.catalog().course(ours) is None
    assert desk.catalog().lesson(ours, "02-soko") is None


def test_a_misspelt_state_shows_nothing_to_students(desk):
    desk.write("courseware/maize/02-data/lesson.md", "---\nid: data\ntitle: D\nstate: drfat\n---\n")
    catalog = desk.catalog()
    assert catalog.lesson("maize", "02-data") is None
    assert "wrong-value" in [finding.id for finding in catalog.findings]


def test_an_exercise_that_only_drafts_lead_to_is_hidden(desk, workshop, teacher):
    desk.ship("exercises/sum/exercise.yaml", "id: sum\ntitle: Sum\n")
    notebook = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    desk.ship("exercises/sum/exercise.ipynb", notebook)
    assert desk.catalog().exercise("sum") is not None
    workshop.set_values("courseware/maize/02-data/lesson.md", {"exercise": "sum"}, by=teacher)
    assert desk.catalog().exercise("sum") is not None
    workshop.set_state("maize", "02-data", "draft", by=teacher)
    catalog = desk.catalog()
    assert catalog.exercise("sum") is None
    assert catalog.exercise_by_id("sum") is catalog.any_exercise("sum") is not None


def test_a_link_to_a_draft_leads_nowhere_for_students(desk, workshop, teacher):
    workshop.set_state("maize", "01-rules", "draft", by=teacher)
    catalog = desk.catalog()
    page = catalog.lesson_page(catalog.lesson("maize", "02-data"), "en")
    assert "/courses/maize/01-rules" not in page.parts[0].html


def test_lessons_are_moved_and_put_in_order(desk, workshop, teacher, ours):
    workshop.move_lesson(ours, "03-mvua", -1, by=teacher)
    assert slugs(desk, ours) == ["01-first-lesson", "03-mvua", "02-soko"]
    workshop.move_lesson(ours, "01-first-lesson", 9, by=teacher)
    assert slugs(desk, ours) == ["03-mvua", "02-soko", "01-first-lesson"]
    workshop.set_order(ours, ["01-first-lesson", "02-soko", "03-mvua"], by=teacher)
    assert slugs(desk, ours) == ["01-first-lesson", "02-soko", "03-mvua"]
    with pytest.raises(OrderChanged):
        workshop.set_order(ours, ["02-soko", "03-mvua"], by=teacher)


def test_the_order_keeps_comments(desk, workshop, teacher):
    workshop.move_lesson("maize", "02-data", -1, by=teacher)
    text = workshop.source("courseware/maize/course.yaml").text
    assert text.endswith("# The order matters.\nlessons:\n  - 02-data\n  - 01-rules  # first\n")


def test_a_change_of_state_leaves_every_other_byte(desk, workshop, teacher):
    before = "\ufeff---\r\nid: data  # ours\r\ntitle: D\r\n---\r\nText.\r\n"
    path = desk.write("courseware/maize/02-data/lesson.md", before)
    workshop.set_state("maize", "02-data", "draft", by=teacher)
    after = before.replace("title: D\r\n", "title: D\r\nstate: draft\r\n")
    assert path.read_bytes().decode() == after
    workshop.set_state("maize", "02-data", "published", by=teacher)
    assert path.read_bytes().decode() == before


def test_what_is_typed_goes_on_after_a_change_of_state(workshop, teacher):
    key = "courseware/maize/01-rules/lesson.md"
    source = workshop.source(key)
    workshop.keep_typed(teacher, key, source.text + "\nTyped.\n", source.version)
    workshop.set_state("maize", "01-rules", "archived", by=teacher)
    kept = workshop.typed(teacher, key)
    assert kept.base_version == workshop.source(key).version
    assert "state: archived" in kept.text and kept.text.endswith("Typed.\n")


def test_a_deleted_lesson_comes_back_to_its_place(desk, workshop, teacher, ours):
    gone = workshop.delete(ours, "02-soko", by=teacher)
    assert slugs(desk, ours) == ["01-first-lesson", "03-mvua"]
    assert [(one.title, one.kind, one.by) for one in workshop.deleted()] == [
        ("Soko", "lesson", teacher)
    ]
    assert check_catalog(desk.catalog(), [desk.own / "courseware"]) == ()
    workshop.undelete(gone.id, by=teacher)
    assert slugs(desk, ours) == ["01-first-lesson", "02-soko", "03-mvua"]
    assert workshop.deleted() == ()


def test_a_deleted_course_comes_back_whole(desk, workshop, teacher, ours):
    gone = workshop.delete(ours, by=teacher)
    assert desk.catalog().any_course(ours) is None
    workshop.undelete(gone.id, by=teacher)
    assert len(slugs(desk, ours)) == 3
    with pytest.raises(NotDeleted):
        workshop.undelete(gone.id, by=teacher)


def test_what_is_deleted_comes_back_over_nothing(desk, workshop, teacher, ours):
    gone = workshop.delete(ours, by=teacher)
    again = workshop.new_course("Bei za mahindi", language="sw", licence="", by=teacher)
    assert again == ours
    with pytest.raises(PlaceTaken):
        workshop.undelete(gone.id, by=teacher)
    assert workshop.deleted() == (gone,)


@pytest.mark.parametrize("id", ["..", "../own", ".", "", "nothing", "a/b"])
def test_only_what_was_deleted_is_brought_back(workshop, teacher, ours, id):
    with pytest.raises(NotDeleted):
        workshop.undelete(id, by=teacher)


def test_files_beside_a_lesson_replace_none(desk, workshop, teacher):
    add = lambda name, data: workshop.add_file("maize", "01-rules", name, data, by=teacher)  # noqa: E731
    assert add("stove.svg", b"<svg/>") == "stove.svg"
    assert add("stove.svg", b"<svg>2</svg>") == "stove-2.svg"
    assert add("stove.svg", b"<svg>2</svg>") == "stove-2.svg"
    assert add("../../Jiko la moto.PNG", b"png") == "jiko-la-moto.png"
    assert "jiko-la-moto.png" in desk.catalog().lesson("maize", "01-rules").files
    for name in ("run.exe", "lesson.md", ".svg", "x"):
        with pytest.raises(FileRefused):
            add(name, b"x")
