"""Marking by hand through the pages: one answer after another, rubric, kept comments, release."""

import html
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from waitress import create_server

from app.database import db
from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people import enrolment
from app.people.models import Account
from app.progress import queue, submissions
from scripts.find_chromium import ADVICE, find_chromium

DESK = "/mark/classes/1/exercises/flow/"
RUBRIC = """\
rubric:
  why:
    - {text: Names the slope, points: 2}
    - {text: Gives an example, points: 1}
    - {text: Mixes up pressure and flow, points: -0.5}
"""


def cell(name: str, kind: str, source: str, points: float, solution: bool) -> dict[str, Any]:
    about = {"schema_version": 3, "grade_id": name, "grade": True, "solution": solution}
    about |= {"locked": not solution, "points": points, "task": False}
    made = {"id": name, "cell_type": kind, "source": source, "metadata": {"nbgrader": about}}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


SOURCE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}},
    "cells": [
        {"id": "q", "cell_type": "markdown", "source": "Why does it flow?", "metadata": {}},
        cell("why", "markdown", "Because of the slope.", 3, True),
        cell("t", "code", "# Test: Flow\nassert True", 7, False),
    ],
}


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    put_exercise("flow", "02-pumps", SOURCE, about=RUBRIC)
    put_exercise("words", "01-rain", SOURCE | {"cells": SOURCE["cells"][:2]})
    return courseware


def hand_in(school: Flask, username: str, words: str, key: str = "k") -> str:
    notebook = json.loads(json.dumps(SOURCE))
    notebook["cells"][1]["source"] = words
    cells = (
        CellGrade("why", "Why", 0, 3, "manual", remark=Remark("waiting-for-instructor")),
        CellGrade("t", "Flow", 5, 7, "partial"),
    )
    with school.app_context():
        student = db.session.query(Account).filter_by(username=username).one().id
        made = submissions.submit(student, "wells", "flow", notebook, key=key, lang="en")
        assert queue.finish(queue.lease("g", 30), Grade(5, 10, True, cells))
        return made.public_id


def text_of(page: Any) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def fields(page: Any) -> dict[str, str]:
    """What the form on a page would send as it stands, without its ticks."""
    form = page.text.split('id="give"')[1].split("</form>")[0]
    found = dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', form))
    comment = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", form, re.S)[0]
    found["comment"] = html.unescape(comment)
    found.pop("row", None)
    found.pop("keep", None)
    return found


def opened(person: Any, address: str = DESK) -> Any:
    return person.get(address, follow_redirects=True)


def colleague(school: Flask, new_visitor: Any) -> Any:
    """Another instructor of the class, signed in."""
    with school.app_context():
        from app.database import transaction
        from app.people.accounts import add_account

        with transaction() as session:
            made = add_account(
                session,
                username="otieno",
                full_name="Otieno Were",
                secret="a long pass word",
                role="instructor",
            )
            enrolment.enrol(session, 1, made.id, "instructor")
    visitor = new_visitor(school)
    visitor.sign_in("otieno", "a long pass word")
    return visitor


def test_answers_come_one_after_another_until_none_waits(teacher, school):
    hand_in(school, "amina", "The slope does it.")
    hand_in(school, "layla", "Water likes to move.")
    assert "2 answers wait for you" in teacher.get("/teach/").text
    page = opened(teacher)
    assert "The slope does it." in page.text and "0 of 2 marked" in text_of(page)
    assert "Why does it flow?" in page.text and "Because of the slope." in page.text
    assert re.search(r"Test results: \d+ of [1-9]\d* points?", text_of(page))
    page = teacher.post(DESK, fields(page) | {"points": "2,5"}, follow_redirects=True)
    assert "Water likes to move." in page.text and "1 of 2 marked" in text_of(page)
    page = teacher.post(DESK, fields(page) | {"quick": "half"}, follow_redirects=True)
    assert "Nothing waits any more." in page.text and "2.5 of 3 points" in text_of(page)
    assert "1.5 of 3 points" in text_of(page)
    assert "wait for you" not in teacher.get("/teach/").text


def test_what_only_a_person_marks_is_not_told_as_no_points(school, amina):
    waits = CellGrade("why", "Why", 0, 3, "manual", remark=Remark("waiting-for-instructor"))
    with school.app_context():
        student = db.session.query(Account).filter_by(username="amina").one().id
        notebook = SOURCE | {"cells": SOURCE["cells"][:2]}
        made = submissions.submit(student, "rain", "words", notebook, key="k", lang="en")
        assert queue.finish(queue.lease("g", 30), Grade(0, 3, True, (waits,)))
    page = text_of(amina.get(f"/submissions/{made.public_id}/"))
    assert "Handed in and safely kept." in page and "3 points" in page and "0 of 3" not in page
    assert page.count("Your instructor") == 1


def test_points_that_may_still_grow_say_who_marks_the_rest(teacher, amina, school):
    hand_in(school, "amina", "The slope does it.")
    rest, notebook = "points, your instructor marks the rest", "/exercises/flow/"
    assert rest in text_of(amina.get("/courses/wells/"))
    assert "your points can still grow" in text_of(amina.get(notebook))
    teacher.post(DESK, fields(opened(teacher)) | {"points": "2"})
    assert rest in text_of(amina.get("/courses/wells/"))
    teacher.post(f"{DESK}showing", {"do": "release"})
    assert "points" in text_of(amina.get("/courses/wells/"))
    assert rest not in text_of(amina.get("/courses/wells/"))
    assert "your points can still grow" not in text_of(amina.get(notebook))


def test_rows_of_the_rubric_add_up_and_the_student_reads_them_after_the_release(
    teacher, amina, school
):
    made = hand_in(school, "amina", "The slope does it.")
    page = opened(teacher)
    sent = fields(page) | {"row": ["2 Names the slope", "9 Not in it"], "comment": "Well seen."}
    page = teacher.post(DESK, sent, follow_redirects=True)
    assert "2 of 3 points" in text_of(page)
    result = f"/submissions/{made}/"
    assert "Names the slope" not in amina.get(result).text
    teacher.post(f"{DESK}showing", {"do": "release"})
    seen = text_of(amina.get(result))
    assert "Names the slope" in seen and "Well seen." in seen and "7 of 10 points" in seen
    assert "Gives an example" not in seen
    page = opened(teacher, f"{DESK}?work={made}&cell=why")
    assert re.search(r'value="2 Names the slope"[^>]* checked', page.text)
    # The box still says 2; with one more row ticked it is their sum.
    sent = fields(page) | {"row": ["2 Names the slope", "1 Gives an example"]}
    teacher.post(DESK, sent)
    assert "8 of 10 points" in text_of(amina.get(result))
    teacher.post(f"{DESK}showing", {"do": "withhold"})
    assert "Well seen." not in amina.get(result).text


@pytest.fixture
def arabic_rows(school: Flask, tmp_path: Path) -> str:
    """The first row of the rubric, translated into Arabic; the second is not yet."""
    words = "يذكر الميل"
    path = tmp_path / "translations" / "ar" / "wells.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n\n'
        f'msgid "Names the slope"\nmsgstr "{words}"\n\nmsgid "Gives an example"\nmsgstr ""\n',
        "utf-8",
    )
    school.extensions["kisima"].shelf.look_now()
    return words


def test_the_rubric_is_read_in_the_markers_and_the_students_language(
    teacher, amina, school, arabic_rows
):
    made = hand_in(school, "amina", "The slope does it.")
    teacher.post("/language", {"lang": "ar", "next": "/"})
    page = opened(teacher)
    assert f'<span lang="ar" dir="auto">{arabic_rows}</span>' in page.text
    assert '<span lang="en" dir="auto">Gives an example</span>' in page.text
    assert "\u200e-0.5" in page.text  # the minus stays before its number
    rows = ["2 Names the slope", "1 Gives an example"]
    teacher.post(DESK, fields(page) | {"row": rows}, follow_redirects=True)
    teacher.post(f"{DESK}showing", {"do": "release"})
    result = amina.get(f"/submissions/{made}/").text
    assert "Names the slope" in result and arabic_rows not in result
    amina.post("/language", {"lang": "ar", "next": "/"})
    for visitor, place in (
        (amina, f"/submissions/{made}/"),
        (teacher, "/mark/classes/1/students/2/exercises/flow/"),
        (teacher, "/mark/classes/1/students/2/feedback.html"),
    ):
        page = visitor.get(place).text
        assert arabic_rows in page and "Names the slope" not in page, place
        assert "Gives an example" in page, place


def test_a_row_is_translated_at_the_desk_and_taken_away_in_her_data(teacher, amina, school):
    hand_in(school, "amina", "The slope does it.")
    sent = fields(opened(teacher)) | {"row": ["2 Names the slope"]}
    teacher.post(DESK, sent)
    teacher.post(f"{DESK}showing", {"do": "release"})
    page = teacher.get("/translate/wells/ar/?q=Names+the+slope").text.partition("things texts")[2]
    entry = re.search(r'href="(/translate/wells/ar/[0-9a-f]{12})"', page)[1]
    page = teacher.get(entry).text
    assert "A row of a rubric" in page
    base = re.search(r'name="base" value="([^"]+)"', page)[1]
    teacher.post(entry, {"text": "يذكر *الميل*", "base": base, "do": "stay"})
    assert "<p>يذكر *الميل*</p>" in teacher.get(entry).text
    school.extensions["kisima"].shelf.look_now()
    amina.post("/language", {"lang": "ar", "next": "/"})
    pack = zipfile.ZipFile(io.BytesIO(amina.get("/account/data.zip").data))
    assert "يذكر *الميل* (2)" in pack.read("results.csv").decode("utf-8-sig")


def test_names_may_be_hidden_everywhere(teacher, school):
    for name in ("amina", "layla"):
        hand_in(school, name, "The slope.")
    page = opened(teacher, f"{DESK}?anonymous=1")
    for _ in range(2):
        assert "Answer " in page.text and "Amina" not in page.text and "Layla" not in page.text
        page = teacher.post(DESK, fields(page) | {"quick": "full"}, follow_redirects=True)
    assert "Nothing waits" in page.text and "Amina" not in page.text and "Layla" not in page.text


def test_comments_are_kept_put_in_and_dropped(teacher, school):
    hand_in(school, "amina", "One.")
    hand_in(school, "layla", "Two.")
    sent = fields(opened(teacher)) | {"points": "1", "comment": "Say why.", "keep": "1"}
    page = teacher.post(DESK, sent, follow_redirects=True)
    kept = re.search(r'name="insert" value="(\d+)"', page.text)
    assert kept
    page = teacher.post(DESK, fields(page) | {"comment": "Good.", "insert": kept[1]})
    assert fields(page)["comment"] == "Good.\nSay why."
    page = teacher.post(DESK, fields(page) | {"forget": kept[1]})
    assert 'name="insert"' not in page.text and fields(page)["comment"] == "Good.\nSay why."


def test_two_at_once_are_told_and_nothing_is_overwritten(teacher, school, new_visitor):
    made = hand_in(school, "amina", "The slope.")
    other, address = colleague(school, new_visitor), f"{DESK}?work={made}&cell=why"
    mine, theirs = opened(teacher, address), opened(other, address)
    assert other.post(DESK, fields(theirs) | {"points": "1", "comment": "Thin."}).status_code == 303
    met = teacher.post(DESK, fields(mine) | {"points": "3", "comment": "Fine."})
    assert met.status_code == 409
    for words in ("What Otieno Were gave", "Thin.", "Fine."):
        assert words in met.text
    assert "1 of 3 points" in text_of(opened(teacher, f"{DESK}?all=1"))
    assert teacher.post(DESK, fields(met)).status_code == 303
    assert "3 of 3 points" in text_of(opened(teacher, f"{DESK}?all=1"))


def test_a_later_hand_in_is_told_of_and_waits_itself(teacher, school):
    hand_in(school, "amina", "First.")
    page = opened(teacher)
    hand_in(school, "amina", "Second.", key="k2")
    page = teacher.post(DESK, fields(page) | {"points": "2"}, follow_redirects=True)
    assert "what you gave belongs to hand-in 1" in text_of(page) and "Second." in page.text


def test_what_cannot_be_saved_is_put_back_with_its_reason(teacher, school):
    made = hand_in(school, "amina", "First.")
    page = opened(teacher)
    for points in ("", "9", "many"):
        answer = teacher.post(DESK, fields(page) | {"points": points, "comment": "Mine."})
        assert answer.status_code == 422 and "Mine." in answer.text, points
    assert teacher.get(f"{DESK}?work={made}&cell=t").status_code >= 400
    assert teacher.get(f"{DESK}?work=none&cell=why").status_code == 404


def test_the_waiting_page_lists_exercises(teacher, school):
    assert "Nothing here is for a person yet" in teacher.get("/mark/classes/1/waiting/").text
    hand_in(school, "amina", "First.")
    page = teacher.get("/mark/classes/1/waiting/")
    assert "1 answer waits for you" in page.text and f'href="{DESK}"' in page.text


@pytest.fixture
def window(school: Flask) -> Iterator[Callable[..., Any]]:
    """`window(width, lang)` gives a page of the teacher, in a real browser."""
    api = pytest.importorskip("playwright.sync_api", reason="only on machines with playwright")
    path = find_chromium()
    if path is None:
        pytest.skip(ADVICE)
    server = create_server(school, host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    address = f"http://kisima.test:{server.effective_port}"
    rules = "--host-resolver-rules=MAP kisima.test 127.0.0.1"
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", rules]
        )

        def opened(width: int, lang: str) -> Any:
            size = {"width": width, "height": 800}
            page = browser.new_context(base_url=address, viewport=size, locale=lang).new_page()
            page.set_default_timeout(60_000)
            page.goto("/sign-in")
            page.fill("[name=username]", "teacher")
            page.fill("[name=secret]", "a long pass word")
            page.press("[name=secret]", "Enter")
            page.wait_for_url("**/teach/")
            return page

        yield opened
        browser.close()
    server.close()


@pytest.mark.browser
@pytest.mark.slow
def test_a_class_is_marked_with_keys_alone(window: Callable[..., Any], school: Flask) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for name in ("amina", "layla"):
        hand_in(school, name, f"The slope, says {name}.")
    page = window(1280, "en")
    page.goto(DESK)
    page.keyboard.press("1")
    page.keyboard.press("2")
    assert page.input_value("#points") == "3"
    page.keyboard.press("2")
    assert page.input_value("#points") == "2"
    page.keyboard.press("c")
    page.keyboard.type("Well seen.")
    page.check("[name=keep]")
    page.press("#comment", "Control+Enter")
    page.wait_for_url("**cell=why")
    page.get_by_text("The slope, says layla.").wait_for()
    page.get_by_text("1 of 2 marked").wait_for()
    page.wait_for_load_state()
    page.click("[name=insert]")
    assert page.input_value("#comment") == "Well seen."
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing waits any more.").wait_for()
    page.click("text=Release now")
    page.get_by_text("Marks are shown to students").first.wait_for()
    page.click("main .things a >> nth=1")
    page.get_by_text("The slope, says layla.").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")
    page.get_by_text("The slope, says amina.").wait_for()
    for seen in (page, window(320, "ar")):
        for place in (page.url, DESK + "?all=1", "/mark/classes/1/waiting/"):
            seen.goto(place)
            found = Axe().run(seen).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], place
            width = seen.viewport_size["width"]
            assert seen.evaluate("document.documentElement.scrollWidth") <= width, place


def test_work_that_may_be_anywhere_is_shown_whole(teacher, school, tmp_path):
    source = json.loads(json.dumps(SOURCE))
    about = source["cells"][1]["metadata"]["nbgrader"]
    about |= {"task": True, "grade": False, "solution": False, "locked": True}
    source["cells"][1]["source"] = "Draw the pipe."
    place = tmp_path / "exercises" / "flow" / "exercise.ipynb"
    place.write_text(json.dumps(source), "utf-8")
    school.extensions["kisima"].shelf.look_now()
    made = hand_in(school, "amina", "Draw the pipe.")
    page = opened(teacher, f"{DESK}?work={made}&cell=why")
    assert "This may have been done anywhere in the notebook" in page.text
    assert page.text.count("Draw the pipe.") >= 1
