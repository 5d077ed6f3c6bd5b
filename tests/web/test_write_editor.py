"""The editor of a lesson: preview, what is typed and not saved, saving, conflicts, versions."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app.people import accounts

RAIN = "/write/wells/01-rain/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def juma(school: Flask, new_visitor: Callable[..., Any]) -> Any:
    """Another instructor, signed in."""
    with school.app_context():
        account, given = accounts.add_instructor(username="juma", full_name="Juma Mwangi")
        accounts.change_secret(account.id, given, "a new pass word")
    visitor = new_visitor(school)
    visitor.sign_in("juma", "a new pass word")
    visitor.get("/teach/")
    return visitor


def opened(visitor: Any) -> tuple[str, str]:
    """The text in the editor, and the version that it began with."""
    page = visitor.get(RAIN).text
    text = re.search(r'<textarea id="w_words"[^>]*>\n(.*?)</textarea>', page, re.S)
    base = re.search(r'name="base" value="([^"]*)"', page)
    assert text and base
    return text[1].replace("&gt;", ">").replace("&#39;", "'").replace("&#34;", '"'), base[1]


def save(visitor: Any, text: str, base: str) -> Any:
    return visitor.post(RAIN, {"text": text, "base": base, "save": "1"})


def test_preview_is_the_page_that_students_will_see(teacher: Any) -> None:
    text, _base = opened(teacher)
    text = text.replace("Rain falls.", "Rain *falls* hard.")
    answer = teacher.post("/write/preview", {"course": "wells", "lesson": "01-rain", "text": text})
    assert "Rain <em>falls</em> hard." in answer.json["page"]
    assert '<section class="quiz" id="quiz-wet">' in answer.json["page"]
    assert f'src="{RAIN}files/cloud.svg?v=' in answer.json["page"]
    assert teacher.get(f"{RAIN}files/cloud.svg").mimetype == "image/svg+xml"


def test_findings_stand_with_their_lines(teacher: Any) -> None:
    text = "---\ntitle: Rain\ncolour: red\n---\n\n[gone](nowhere.md)\n"
    answer = teacher.post("/write/preview", {"course": "wells", "lesson": "01-rain", "text": text})
    assert answer.json["marks"]["6"] == "error"
    assert answer.json["marks"]["3"] == "warning"
    assert "The link to nowhere.md leads nowhere." in answer.json["findings"]


def test_without_a_script_the_page_is_shown_and_nothing_is_saved(teacher: Any, amina: Any) -> None:
    text, base = opened(teacher)
    page = teacher.post(RAIN, {"text": text + "\n**New** words.\n", "base": base, "show": "1"}).text
    assert "<strong>New</strong> words." in page
    assert "New" not in amina.get("/courses/wells/01-rain/").text


def test_what_is_saved_is_what_students_read(teacher: Any, amina: Any, courseware: Path) -> None:
    text, base = opened(teacher)
    assert save(teacher, text + "\nNew words.\n", base).status_code == 303
    assert "New words." in amina.get("/courses/wells/01-rain/").text
    assert "New words." not in (courseware / "wells/01-rain/lesson.md").read_text("utf-8")


def test_a_script_that_saves_learns_the_new_title(teacher: Any) -> None:
    text, base = opened(teacher)
    sent = {"text": text.replace("title: Rain", "title: Long rains"), "base": base, "save": "1"}
    assert teacher.post(RAIN, sent, headers=JSON).json["title"] == "Long rains"


def test_what_is_typed_waits_until_the_next_visit(teacher: Any, amina: Any) -> None:
    text, base = opened(teacher)
    teacher.post(f"{RAIN}typed", {"text": text + "\nHalf a", "base": base}, headers=JSON)
    assert opened(teacher)[0].endswith("Half a")
    assert "did not save it" in teacher.get(RAIN).text
    assert "Half a" in teacher.get(f"{RAIN}typed/difference").text
    assert "Half a" not in amina.get("/courses/wells/01-rain/").text
    teacher.post(f"{RAIN}typed/drop")
    assert opened(teacher)[0] == text


def test_text_typed_back_to_the_saved_one_is_not_kept(teacher: Any) -> None:
    text, base = opened(teacher)
    teacher.post(f"{RAIN}typed", {"text": text + "x", "base": base}, headers=JSON)
    teacher.post(f"{RAIN}typed", {"text": text, "base": base}, headers=JSON)
    assert "did not save it" not in teacher.get(RAIN).text


def test_two_who_write_see_each_other(teacher: Any, juma: Any) -> None:
    text, base = opened(teacher)
    teacher.post(f"{RAIN}typed", {"text": text + "x", "base": base}, headers=JSON)
    assert "Mwalimu Juma\u2069 is writing" in juma.get(RAIN).text
    answer = juma.post(f"{RAIN}typed", {"text": text + "y", "base": base}, headers=JSON)
    assert "Mwalimu Juma" in answer.json["others"]


def test_who_saves_second_sees_both_texts_and_nothing_is_overwritten(
    teacher: Any, juma: Any, amina: Any
) -> None:
    text, base = opened(teacher)
    save(juma, text.replace("Rain falls.", "Rain pours."), base)
    mine = text + "\nMy ending.\n"
    page = save(teacher, mine, base)
    assert page.status_code == 409
    assert "Juma Mwangi saved" in page.text and "<del>falls</del>" not in page.text
    assert "different places" in page.text
    assert "Rain pours." in amina.get("/courses/wells/01-rain/").text
    assert opened(teacher)[0] == mine  # a closed window loses nothing either
    joined = re.search(r'id="w_joined"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    now = re.search(r'name="base" value="([^"]*)"', page.text)
    assert joined and now
    save(teacher, joined[1].replace("&gt;", ">"), now[1])
    read = amina.get("/courses/wells/01-rain/").text
    assert "Rain pours." in read and "My ending." in read


def test_a_script_hears_of_a_conflict_in_a_word(teacher: Any, juma: Any) -> None:
    text, base = opened(teacher)
    save(juma, text + "\nTheirs.\n", base)
    form = {"text": text + "\nMine.\n", "base": base, "save": "1"}
    answer = teacher.post(RAIN, form, headers=JSON)
    assert (answer.status_code, answer.json["error"]) == (409, "ChangedMeanwhile")


def test_versions_are_compared_and_brought_back(teacher: Any, amina: Any) -> None:
    text, base = opened(teacher)
    save(teacher, text.replace("Rain falls.", "Rain pours."), base)
    page = teacher.get(f"{RAIN}versions/").text
    newest, oldest = re.findall(r'versions/(\d+)"', page)
    difference = teacher.get(f"{RAIN}compare?old={oldest}&new={newest}").text
    assert "<del>falls</del>" in difference and "<ins>pours</ins>" in difference
    assert teacher.get(f"{RAIN}versions/{oldest}").status_code == 200
    assert teacher.post(f"{RAIN}versions/{oldest}").status_code == 303
    assert "Rain falls." in amina.get("/courses/wells/01-rain/").text


def test_a_version_of_another_lesson_is_not_found(teacher: Any) -> None:
    text, base = opened(teacher)
    save(teacher, text + "\nMore.\n", base)
    (newest, *_) = re.findall(r'versions/(\d+)"', teacher.get(f"{RAIN}versions/").text)
    assert teacher.get(f"/write/wells/02-pumps/versions/{newest}").status_code == 404


def test_a_picture_is_made_small_and_answers_its_line(teacher: Any) -> None:
    text, _base = opened(teacher)
    out = io.BytesIO()
    Image.effect_noise((1400, 900), 90).convert("RGB").save(out, "JPEG")
    form = {"picture": (io.BytesIO(out.getvalue()), "My Well.JPG"), "alt": "A [deep] well"}
    answer = teacher.post(f"{RAIN}pictures", form, headers=JSON)
    assert answer.json["line"] == "![A \\[deep\\] well](my-well.jpg)"
    line = answer.json["line"]
    page = teacher.post(
        "/write/preview", {"course": "wells", "lesson": "01-rain", "text": f"{text}\n{line}\n"}
    ).json["page"]
    found = re.search(r'<img[^>]*src="([^"]*my-well[^"]*)"', page)
    assert found and 'alt="A [deep] well"' in page
    assert len(teacher.get(found[1]).data) <= 60_000


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"alt": "A well"}, "No picture was chosen"),
        ({"picture": (b"<svg/>", "a.svg"), "alt": " "}, "what the picture shows"),
        ({"picture": (b"nothing", "a.png"), "alt": "A well"}, "cannot be read as a picture"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_refused_in_words(
    teacher: Any, form: dict[str, Any], words: str
) -> None:
    if "picture" in form:
        data, name = form["picture"]
        form = form | {"picture": (io.BytesIO(data), name)}
    answer = teacher.post(f"{RAIN}pictures", form, headers=JSON)
    assert answer.status_code == 400 and words in answer.json["sentence"]


def test_without_a_script_a_picture_comes_to_the_end_of_the_text(teacher: Any) -> None:
    text, base = opened(teacher)
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "blue").save(out, "PNG")
    form = {"text": text, "base": base, "add": "1", "alt": "Blue"}
    teacher.post(RAIN, form | {"picture": (io.BytesIO(out.getvalue()), "blue.png")})
    assert opened(teacher)[0].endswith("![Blue](blue.png)\n")


def test_a_lesson_that_cannot_be_read_can_still_be_written(
    school: Flask, teacher: Any, courseware: Path
) -> None:
    (courseware / "wells/01-rain/lesson.md").write_text("---\ntitle: [\n---\nWords.\n", "utf-8")
    school.extensions["kisima"].shelf.look_now()
    text, base = opened(teacher)
    page = teacher.post(RAIN, {"text": text, "base": base, "show": "1"}).text
    assert "settings here cannot be read" in page
    assert save(teacher, "---\ntitle: Rain\n---\nWords.\n", base).status_code == 303
    assert "Words." in teacher.get("/courses/wells/01-rain/").text


def test_students_are_sent_away(amina: Any) -> None:
    for path in ("/write/", "/write/wells/", RAIN, f"{RAIN}versions/", f"{RAIN}files/cloud.svg"):
        assert amina.get(path).status_code == 403, path
    form = {"course": "wells", "lesson": "01-rain", "text": "x"}
    assert amina.post("/write/preview", form).status_code == 403
    assert "Edit this lesson" not in amina.get("/courses/wells/01-rain/").text


def test_a_lesson_leads_its_teachers_to_the_editor(teacher: Any) -> None:
    assert f'href="{RAIN}"' in teacher.get("/courses/wells/01-rain/").text
