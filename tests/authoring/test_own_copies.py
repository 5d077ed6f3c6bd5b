"""The school's own copies of single shipped lessons, and what an update of those does."""

import pytest

from app.authoring.deleting import ShippedStays
from app.authoring.own_folder import NoSuchFile

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
LESSON = "courseware/maize/01-rules/lesson.md"


def lessons(desk):
    return [lesson.slug for lesson in desk.catalog().course("maize").lessons]


def test_a_lesson_of_the_schools_own_counts_before_the_shipped_one(desk):
    desk.write(LESSON, "---\nid: rules\ntitle: Our rules\n---\n\n![A stove](stove.svg)\n")
    catalog = desk.catalog()
    assert catalog.findings == ()
    lesson = catalog.lesson("maize", "01-rules")
    assert (lesson.id, lesson.source_title) == ("rules", "Our rules")
    assert catalog.lesson_file(lesson, "stove.svg", "en") == desk.shipped / LESSON.replace(
        "lesson.md", "stove.svg"
    )
    assert "stove.svg?v=" in catalog.lesson_page(lesson, "en").parts[0].html


def test_a_picture_of_the_schools_own_counts_before_the_shipped_one(desk):
    own = desk.write("courseware/maize/01-rules/stove.svg", "<svg>ours</svg>")
    catalog = desk.catalog()
    lesson = catalog.lesson("maize", "01-rules")
    assert catalog.lesson_file(lesson, "stove.svg", "en") == own
    assert lesson.folder == desk.shipped / "courseware/maize/01-rules"


def test_links_between_own_and_shipped_lessons_lead_on(desk):
    desk.write(
        "courseware/maize/02-data/lesson.md", "---\nid: data\ntitle: D\n---\n\n[r](../01-rules/)\n"
    )
    catalog = desk.catalog()
    page = catalog.lesson_page(catalog.lesson("maize", "02-data"), "en")
    assert 'href="/courses/maize/01-rules/"' in page.parts[0].html


def test_a_copy_that_lost_its_id_keeps_the_progress(desk):
    desk.write(LESSON, "---\ntitle: Our rules\n---\n\nText.\n")
    desk.write("courseware/maize/course.yaml", "title: Our maize\nlessons: [02-data, 01-rules]\n")
    course = desk.catalog().course("maize")
    assert (course.id, [lesson.id for lesson in course.lessons]) == ("maize", ["data", "rules"])


def test_another_course_of_the_same_name_is_not_mixed_with_the_shipped_one(desk):
    desk.write("courseware/maize/course.yaml", "id: ours\ntitle: Ours\n")
    desk.write("courseware/maize/a/lesson.md", "---\nid: a\ntitle: A\n---\nText.\n")
    catalog = desk.catalog()
    assert lessons(desk) == ["a"]
    assert [finding.id for finding in catalog.findings] == ["duplicate-slug"]


def test_an_own_exercise_replaces_the_shipped_one_whole(desk):
    for write, title in ((desk.ship, "Shipped"), (desk.write, "Ours")):
        write("exercises/sum/exercise.yaml", f"id: sum\ntitle: {title}\n")
        write("exercises/sum/exercise.ipynb", NOTEBOOK)
    catalog = desk.catalog()
    assert [one.source_title for one in catalog.exercises] == ["Ours"]
    assert catalog.findings == ()


def test_the_first_save_copies_a_shipped_exercise_whole(desk, workshop, teacher):
    desk.ship("exercises/sum/exercise.yaml", "id: sum\ntitle: Sum\n")
    desk.ship("exercises/sum/exercise.ipynb", NOTEBOOK)
    desk.ship("exercises/sum/data/heights.csv", "1")
    key = "exercises/sum/exercise.yaml"
    source = workshop.source(key)
    workshop.save(key, "id: sum\ntitle: Our sum\n", base_version=source.version, by=teacher)
    exercise = desk.catalog().exercise("sum")
    assert exercise.source_title == "Our sum"
    assert exercise.files == {"data/heights.csv": desk.own / "exercises/sum/data/heights.csv"}


def test_the_first_save_of_a_shipped_lesson_makes_a_copy(desk, workshop, teacher):
    source = workshop.lesson_source("maize", "01-rules")
    assert source.origin == "shipped"
    text = source.text + "\nMore.\n"
    workshop.save_lesson("maize", "01-rules", text, base_version=source.version, by=teacher)
    after = workshop.lesson_source("maize", "01-rules")
    assert (after.origin, after.moved_on, after.text) == ("copied", False, text)
    assert (desk.shipped / LESSON).read_text("utf-8") == source.text
    assert [one.reason for one in workshop.versions(LESSON)] == ["saved", "shipped"]


@pytest.fixture
def copied(desk, workshop, teacher):
    """The school has copied a lesson; then an update brought another original."""
    source = workshop.lesson_source("maize", "01-rules")
    mine = source.text + "\nMine.\n"
    workshop.save_lesson("maize", "01-rules", mine, base_version=source.version, by=teacher)
    desk.ship(LESSON, source.text + "\nNew.\n")
    return source.text


def test_a_copy_says_that_its_original_has_moved_on(desk, workshop, copied):
    source = workshop.lesson_source("maize", "01-rules")
    assert source.moved_on and source.text.endswith("Mine.\n")
    assert workshop.base_text(LESSON) == copied
    assert workshop.shipped_text(LESSON) == copied + "\nNew.\n"
    assert desk.catalog().findings == ()


def test_a_copy_can_be_kept(workshop, copied):
    workshop.keep_mine(LESSON)
    source = workshop.lesson_source("maize", "01-rules")
    assert not source.moved_on and source.text.endswith("Mine.\n")


def test_the_new_original_can_be_taken_and_the_copy_brought_back(workshop, teacher, copied):
    gone = workshop.take_original(LESSON, by=teacher)
    source = workshop.lesson_source("maize", "01-rules")
    assert (source.origin, source.text) == ("shipped", copied + "\nNew.\n")
    workshop.undelete(gone.id, by=teacher)
    source = workshop.lesson_source("maize", "01-rules")
    assert source.moved_on and source.text.endswith("Mine.\n")


def test_an_update_that_takes_the_original_away_leaves_the_copy(desk, workshop, copied):
    (desk.shipped / LESSON).unlink()
    source = workshop.lesson_source("maize", "01-rules")
    assert source.gone and not source.moved_on
    assert lessons(desk) == ["01-rules", "02-data"]


def test_what_is_only_shipped_cannot_be_deleted(workshop, teacher):
    with pytest.raises(ShippedStays):
        workshop.delete("maize", "02-data", by=teacher)
    with pytest.raises(ShippedStays):
        workshop.take_original("courseware/maize/course.yaml", by=teacher)


@pytest.mark.parametrize(
    "key",
    [
        "../x",
        "courseware/../../x",
        "courseware/.origin/x",
        "secret/x",
        "courseware",
        "",
        "courseware//x",
    ],
)
def test_no_key_leads_out_of_the_own_folder(workshop, key):
    with pytest.raises(NoSuchFile):
        workshop.source(key)
