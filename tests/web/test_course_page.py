"""The course page as an overview: what a course is for, what it needs, how it is graded."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.catalog.course_folder import TAKEN

ABOUT = """\
outcomes: [Say where rain comes from]
prerequisites: [Read and write]
materials: [A bucket]
level: beginner
hours: 6.5
"""
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Say where rain comes from"
msgstr "من أين يأتي المطر"
"""


@pytest.fixture
def courseware(courseware: Path) -> Path:
    """The course says what it is for, and its second lesson is its project."""
    course = courseware / "wells"
    path = course / "course.yaml"
    path.write_text(path.read_text("utf-8") + ABOUT, "utf-8")
    pumps = course / "02-pumps" / "lesson.md"
    pumps.write_text(pumps.read_text("utf-8").replace("---\n", "---\nkind: project\n", 1), "utf-8")
    po = courseware.parent / "translations" / "ar" / "wells.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, "utf-8")
    return courseware


def test_who_has_not_begun_reads_what_the_course_is_for_first(amina: Any) -> None:
    page = amina.get("/courses/wells/").text
    for words in ("Say where rain comes from", "Read and write", "A bucket", "Beginners",
                  "about 6.5 hours", "reach 50% of its points"):  # fmt: skip
        assert words in page
    assert page.index("Say where rain") < page.index("<h2>Lessons")
    assert "About this course" not in page


def test_who_has_begun_finds_it_folded_below_the_lessons(amina: Any) -> None:
    amina.get("/courses/wells/01-rain/")
    page = amina.get("/courses/wells/").text
    assert page.index("<h2>Lessons") < page.index("About this course") < page.index("Say where")


def test_what_is_counted_as_done_names_the_project_that_counts(amina: Any) -> None:
    assert "Lesson 1 of 1" in amina.get("/courses/wells/01-rain/").text
    for path in ("/", "/courses/wells/"):
        assert "Lessons and project done: 0 of 2" in amina.get(path).text


def test_a_project_has_a_place_of_its_own_and_no_number(amina: Any) -> None:
    page = amina.get("/courses/wells/").text
    lessons, project = page.split("<h2>Project</h2>")
    assert "02-pumps" not in lessons.split("<h2>Lessons</h2>")[1] and "02-pumps" in project
    assert "Your instructor marks a part of the project" in page
    assert "Lesson 1 of 1" in amina.get("/courses/wells/01-rain/").text
    assert ">Project" in amina.get("/courses/wells/02-pumps/").text


def test_nothing_is_said_about_an_assessment_that_is_not_there(amina: Any) -> None:
    assert "test of" not in amina.get("/courses/wells/").text


def test_every_page_of_a_course_has_an_address_that_no_lesson_may_take(school: Flask) -> None:
    rules = [rule.rule.split("/") for rule in school.url_map.iter_rules()]
    pages = {rule[3] for rule in rules if rule[1] == "courses" and len(rule) > 3 and rule[3]}
    assert {page for page in pages if not page.startswith("<")} <= TAKEN


def test_a_translation_that_nobody_reviewed_says_so(amina: Any) -> None:
    unreviewed = "No speaker of this language has reviewed this translation yet."
    assert unreviewed not in amina.get("/courses/wells/").text
    amina.post("/language", {"lang": "ar", "next": "/"})
    page = amina.get("/courses/wells/").text
    assert "من أين يأتي المطر" in page and unreviewed in page
    assert '<span lang="en" dir="auto">Read and write</span>' in page
