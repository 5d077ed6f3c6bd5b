"""Taking in what was made elsewhere, and passing courses on, in the pages."""

import io
import re
import zipfile
from typing import Any

import pytest

from app.authoring.exercises import trials

GIFT = "::wet::Is it wet? {T}\n\nMatch. {=a -> b =c -> d}\n"


def sent(visitor: Any, data: bytes, name: str) -> Any:
    return visitor.post("/write/-/import", {"file": (io.BytesIO(data), name)})


def choose(visitor: Any, address: str, **form: str) -> Any:
    """Send the preview's form as it stands, with more or other fields."""
    page = visitor.get(address).text
    fields = dict(re.findall(r'type="hidden" name="(once|seen|choice)" value="([^"]*)"', page))
    return visitor.post(address, fields | form)


def test_questions_are_shown_and_become_a_draft_course(teacher: Any, amina: Any) -> None:
    address = sent(teacher, GIFT.encode(), "quiz one.gift").location
    page = teacher.get(address).text
    assert "1 question" in page and "1 kept aside" in page and "Line 3" in page
    assert "quiz-one" not in teacher.get("/write/").text
    made = choose(teacher, address)
    assert made.location == "/write/quiz-one/"
    assert "draft" in teacher.get("/write/quiz-one/").text
    assert amina.get("/courses/quiz-one/").status_code == 404


def test_questions_go_into_a_lesson(teacher: Any, amina: Any) -> None:
    address = sent(teacher, GIFT.encode(), "quiz.txt").location
    assert choose(teacher, address, lesson="wells/02-pumps").location == "/write/wells/02-pumps/"
    page = amina.get("/courses/wells/02-pumps/").text
    assert "Is it wet?" in page and "Match." not in page


def test_a_file_that_was_left_is_gone(teacher: Any) -> None:
    address = sent(teacher, GIFT.encode(), "quiz.txt").location
    choose(teacher, address, drop="1")
    assert teacher.get(address).location == "/write/-/import"


def test_another_persons_file_is_not_shown(teacher: Any, amina: Any, school: Any) -> None:
    address = sent(teacher, GIFT.encode(), "quiz.txt").location
    assert amina.get(address).status_code == 403
    folder = address.rpartition("/")[2]
    about = school.extensions["kisima"].workshop.own / ".uploads" / folder / "about.json"
    about.write_text(about.read_text().replace('"by": ', '"by": 9'))
    assert teacher.get(address).location == "/write/-/import"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"A? {T}\n<<<<<<< HEAD\nB? {T}\n>>>>>>> x\n", "a.gift", "Line 2 "),
        ("Maïs? {T}".encode("latin-1"), "a.txt", "Line 1 "),
        (b"Dear all", "letter.txt", "letter.txt"),
        (b"PK\x03\x04 nothing more", "a.zip", "damaged"),
        (b"", "a.txt", "choose a file"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words(
    teacher: Any, data: bytes, name: str, words: str
) -> None:
    answer = sent(teacher, data, name)
    assert answer.status_code == 400 and words in answer.text


def test_a_pack_travels_and_is_chosen(teacher: Any) -> None:
    pack = teacher.get("/write/wells/export/pack")
    assert pack.headers["Content-Disposition"].endswith("wells.kisima")
    address = sent(teacher, pack.data, "wells.kisima").location
    page = teacher.get(address).text
    assert "You have exactly this course already" in page and "CC-BY-4.0" in page
    assert "Wells and water (2)" in page
    assert choose(teacher, address, choice="copy").location == "/write/wells-2/"
    page = teacher.get("/write/wells-2/").text
    assert "draft" in page and "Wells and water (2)" in page


def test_exercises_of_a_pack_are_checked_when_it_is_taken_in(
    courseware: Any, put_exercise: Any, request: pytest.FixtureRequest
) -> None:
    put_exercise("flow", "02-pumps")
    school, teacher = map(request.getfixturevalue, ("school", "teacher"))
    pack = teacher.get("/write/wells/export/pack").data
    choose(teacher, sent(teacher, pack, "wells.kisima").location, choice="copy")
    assert trials.waiting(school.extensions["kisima"].workshop.own) == ("flow-2",)


def test_replacing_says_what_differs_and_keeps_it(teacher: Any, amina: Any) -> None:
    pack = teacher.get("/write/wells/export/pack").data
    editor = teacher.get("/write/wells/01-rain/").text
    base = re.search(r'name="base" value="([^"]+)"', editor)
    assert base
    text = "---\nid: rain\ntitle: Rain\n---\n\nMine.\n"
    teacher.post("/write/wells/01-rain/", {"text": text, "base": base[1], "save": "1"})
    assert "Mine." in amina.get("/courses/wells/01-rain/").text
    address = sent(teacher, pack, "wells.kisima").location
    assert "courseware/wells/01-rain/lesson.md" in teacher.get(address).text
    choose(teacher, address, choice="replace")
    assert "Rain falls." in amina.get("/courses/wells/01-rain/").text
    assert "versions/" in teacher.get("/write/wells/01-rain/versions/").text


def test_a_pack_with_a_script_shows_none(teacher: Any) -> None:
    lesson = b"---\nid: x\ntitle: '<script>alert(2)</script>'\n---\n\n<script>alert(1)</script>\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.md", lesson)
    address = sent(teacher, out.getvalue(), "lessons.zip").location
    page = teacher.get(address).text
    assert "<script>alert" not in page
    assert "a.md" in page and "Line 6" in page and "The tag &lt;script&gt;" in page
    slug = choose(teacher, address).location.split("/")[2]
    assert "<script>alert" not in teacher.get(f"/write/{slug}/").text


def test_a_drawing_that_could_act_is_named_before_it_is_taken_in(teacher: Any, school: Any) -> None:
    own = school.extensions["kisima"].workshop.own / "courseware" / "wells" / "01-rain"
    own.mkdir(parents=True, exist_ok=True)
    (own / "sky.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
    pack = teacher.get("/write/wells/export/pack").data
    page = teacher.get(sent(teacher, pack, "wells.kisima").location).text
    assert "courseware/wells/01-rain/sky.svg" in page and "taken out: onload" in page


def test_what_the_check_says_of_a_script_is_text(teacher: Any) -> None:
    text = "---\nid: rain\ntitle: Rain\n---\n\n<script>alert(1)</script>\n"
    editor = teacher.get("/write/wells/01-rain/").text
    base = re.search(r'name="base" value="([^"]+)"', editor)
    assert base
    teacher.post("/write/wells/01-rain/", {"text": text, "base": base[1], "save": "1"})
    pack = teacher.get("/write/wells/export/pack").data
    page = teacher.get(sent(teacher, pack, "wells.kisima").location).text
    assert "The tag &lt;script&gt;" in page and "<script>" not in page


def test_what_can_be_passed_on(teacher: Any) -> None:
    page = teacher.get("/write/wells/export").text
    assert "Download the course pack" in page and "No lesson of this course leads" in page
    assert "::wet::" in teacher.get("/write/wells/export/gift").text
    assert teacher.get("/write/wells/export/nbgrader").status_code == 400
