"""The pages of courses for writers: new ones, states, order, deleting, copies and originals."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask


def lessons(visitor: Any, course: str = "wells") -> list[str]:
    return re.findall(r'data-lesson="([^"]+)"', visitor.get(f"/write/{course}/").text)


def test_a_new_course_is_a_draft_with_a_first_lesson(teacher: Any, amina: Any) -> None:
    form = {"title": "Maize & money", "language": "en", "licence": "CC-BY-4.0"}
    made = teacher.post("/write/", form)
    assert made.location == "/write/maize-money/"
    page = teacher.get("/write/maize-money/").text
    assert "draft" in page and "Students do not see this course" in page
    (first,) = lessons(teacher, "maize-money")
    assert teacher.get(f"/write/maize-money/{first}/").status_code == 200
    assert amina.get("/courses/maize-money/").status_code == 404


def test_a_published_course_that_no_class_follows_leads_to_the_classes(teacher: Any) -> None:
    words = "None of your classes follows this course yet"
    assert words not in teacher.get("/write/wells/").text
    teacher.post("/write/", {"title": "Maize", "language": "en"})
    assert words not in teacher.get("/write/maize/").text
    teacher.post("/write/maize/state", {"state": "published"})
    page = teacher.get("/write/maize/").text
    assert words in page and 'href="/teach/classes/1/courses"' in page


def test_a_course_without_a_title_is_refused(teacher: Any) -> None:
    assert teacher.post("/write/", {"title": " ", "language": "en"}).status_code == 400


def test_a_new_lesson_opens_in_the_editor_and_waits_until_it_is_published(
    teacher: Any, amina: Any
) -> None:
    made = teacher.post("/write/wells/", {"title": "Ponds"})
    assert made.location == "/write/wells/03-ponds/"
    assert "Ponds" not in amina.get("/courses/wells/").text
    teacher.get(made.location)
    teacher.post("/write/wells/03-ponds/state", {"state": "published"})
    assert "Ponds" in amina.get("/courses/wells/").text
    teacher.post("/write/wells/03-ponds/state", {"state": "archived"})
    assert "Ponds" not in amina.get("/courses/wells/").text


def test_an_unknown_state_is_refused(teacher: Any) -> None:
    assert teacher.post("/write/wells/state", {"state": "secret"}).status_code == 400


def test_buttons_and_dragging_put_lessons_in_order(teacher: Any, amina: Any) -> None:
    assert lessons(teacher) == ["01-rain", "02-pumps"]
    teacher.post("/write/wells/02-pumps/move", {"to": "up"})
    assert lessons(teacher) == ["02-pumps", "01-rain"]
    answer = teacher.post(
        "/write/wells/order",
        {"lesson": ["01-rain", "02-pumps"]},
        headers={"Accept": "application/json"},
    )
    assert answer.json == {"words": "The new order is saved."}
    read = amina.get("/courses/wells/").text
    assert read.index("01-rain/") < read.index("02-pumps/")


def test_deleting_asks_and_can_be_undone(teacher: Any) -> None:
    teacher.post("/write/wells/", {"title": "Ponds"})
    assert "Delete “Ponds”?" in teacher.get("/write/wells/03-ponds/delete").text
    assert "03-ponds" in lessons(teacher)
    gone = teacher.post("/write/wells/03-ponds/delete")
    page = teacher.get(gone.location).text
    assert "03-ponds" not in lessons(teacher) and "“Ponds” was deleted." in page
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found
    teacher.post("/write/undelete", {"id": found[1]})
    assert lessons(teacher) == ["01-rain", "02-pumps", "03-ponds"]


def test_a_course_of_the_school_is_deleted_and_comes_back(teacher: Any) -> None:
    teacher.post("/write/", {"title": "Maize", "language": "en"})
    gone = teacher.post("/write/maize/delete")
    page = teacher.get(gone.location).text
    assert teacher.get("/write/maize/").status_code == 404
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found
    assert teacher.post("/write/undelete", {"id": found[1]}).location == "/write/maize/"


def test_what_came_with_kisima_is_not_deleted(teacher: Any) -> None:
    assert teacher.post("/write/wells/delete").status_code == 400
    assert lessons(teacher) == ["01-rain", "02-pumps"]


@pytest.mark.parametrize(("take", "read"), [("mine", "Rain pours."), ("original", "It rains.")])
def test_a_copy_whose_original_has_moved_on_offers_two_ways_out(
    school: Flask, teacher: Any, amina: Any, courseware: Path, take: str, read: str
) -> None:
    page = teacher.get("/write/wells/01-rain/").text
    base = re.search(r'name="base" value="([^"]*)"', page)
    assert base
    path = courseware / "wells/01-rain/lesson.md"
    shipped = path.read_text("utf-8")
    text = shipped.replace("Rain falls.", "Rain pours.")
    teacher.post("/write/wells/01-rain/", {"text": text, "base": base[1], "save": "1"})
    path.write_text(shipped.replace("Rain falls.", "It rains."), "utf-8")
    school.extensions["kisima"].shelf.look_now()
    assert "the original has moved on" in teacher.get("/write/").text
    page = teacher.get("/write/wells/01-rain/original").text
    assert "pours" in page and "It rains." in page.replace("<ins>", "").replace("</ins>", "")
    teacher.post("/write/wells/01-rain/original", {"take": take})
    assert "the original has moved on" not in teacher.get("/write/").text
    assert read in amina.get("/courses/wells/01-rain/").text


def test_title_and_summary_are_changed_in_the_schools_own_copy(
    teacher: Any, amina: Any, courseware: Path
) -> None:
    teacher.post("/write/wells/about", {"title": "Wells", "summary": "Water for all."})
    page = amina.get("/courses/wells/").text
    assert "<h1>Wells</h1>" in page and "Water for all." in page
    assert "Water for all." not in (courseware / "wells/course.yaml").read_text("utf-8")


def test_unsaved_work_is_listed(teacher: Any) -> None:
    teacher.get("/write/wells/01-rain/")
    teacher.post("/write/wells/01-rain/typed", {"text": "Half", "base": ""})
    assert "Typed and not saved" in teacher.get("/write/").text
