"""Forms sent twice, late, by the wrong person, without a token, or full of nonsense."""

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.people import enrolment
from app.people.setup import setup_code
from app.web.going_back import kept_from_text, local_path

PAGE = "/exercises/temperature/"
LESSON = "/courses/foundations/01-what-is-ai/"
JSON = {"Accept": "application/json"}
LONG = "long " * 400_000  # 2 MB
ODD = "NUL \0 bell \x07 bidi \u202e\u2066 marks e\u0301\u0301 \U0001f9d1\u200d \ufdfa \U0010ffff"
SOLVED = "def celsius(f):\n    return (f - 32) * 5 / 9\n"


def hidden(visitor: Any) -> dict[str, str]:
    """The notebook form's hidden fields."""
    page = visitor.get(PAGE).text
    found = re.findall(r'name="(account|base|key)" value="([^"]*)"', page)
    return dict(found)


def shown(visitor: Any) -> str:
    """What stands in the first cell that she types in."""
    page = visitor.get(PAGE).text
    box = re.search(r'<textarea[^>]*name="cell-celsius"[^>]*>\n(.*?)</textarea>', page, re.S)
    assert box
    return html.unescape(box.group(1))


def save(visitor: Any, text: str, **more: Any) -> Any:
    headers = more.pop("headers", {})
    values = hidden(visitor) | {"cell-celsius": text} | more
    return visitor.post(PAGE + "save", values, headers=headers)


# Twice, and in two tabs.


def test_a_hand_in_sent_twice_is_one_submission(student: Any) -> None:
    values = hidden(student) | {"cell-celsius": SOLVED}
    answers = [student.post(PAGE + "hand-in", values) for _ in range(3)]
    assert len({answer.location for answer in answers}) == 1
    page = student.get(answers[0].location).text
    assert page.count("/submissions/") < 6


def test_an_answer_sent_twice_is_two_tries_and_is_still_right(student: Any) -> None:
    page = student.get(LESSON).text
    question = re.search(rf'action="({LESSON}quiz/[^"]+)"', page)
    assert question
    for _ in range(2):
        assert student.post(question.group(1), {"answer": "1"}).status_code == 303
    assert "2 tries" in student.get(LESSON).text


def test_a_class_asked_for_twice_is_there_once(school: Flask, visitor: Any) -> None:
    teacher = visitor("wanjiru")
    form = once(teacher, "/teach/") | {"name": "Sent twice", "courses": "foundations"}
    first, again = (teacher.post("/teach/classes/", form) for _ in range(2))
    assert first.location == again.location
    assert teacher.get("/teach/").text.count("Sent twice") == 1


def test_students_added_twice_are_there_once_and_their_pins_shown_again(
    school: Flask, visitor: Any
) -> None:
    teacher, path = (
        visitor("wanjiru"),
        f"/teach/classes/{school.config['SCHOOL_IDS']['one']}/people",
    )
    form = once(teacher, path) | {"names": "Zawadi Mwangi\nZuri Otieno"}
    first, again = (teacher.post(path, form) for _ in range(2))
    assert "zawadi.mwangi" in first.text
    assert re.findall(r"\b\d{5}\b", first.text) == re.findall(r"\b\d{5}\b", again.text)
    assert "zawadi.mwangi2" not in teacher.get(path).text


def once(visitor: Any, path: str) -> dict[str, str]:
    """The hidden field that makes a form count once."""
    found = re.search(r'name="once"[^>]*value="([^"]+)"', visitor.get(path).text)
    assert found
    return {"once": found.group(1)}


def test_two_tabs_keep_both_texts(student: Any) -> None:
    tab = hidden(student)
    assert student.post(PAGE + "save", tab | {"cell-celsius": "one"}).status_code == 303
    answer = student.post(PAGE + "save", tab | {"cell-celsius": "two"})
    assert answer.status_code == 409
    assert "one" in answer.text and "two" in answer.text
    assert shown(student) == "one"
    assert "two" in student.get(PAGE + "versions/").text


@pytest.mark.parametrize("base", ["-1", "-99999999999999999999", "99999999999999999999", "x", ""])
def test_a_revision_that_cannot_be_loses_nothing(student: Any, base: str) -> None:
    save(student, "first")
    answer = save(student, "second", base=base, headers=JSON)
    assert answer.status_code == 409
    assert answer.json["cells"]["celsius"] == "first"
    assert "second" in student.get(PAGE + "versions/").text


# The session ends while somebody types.


def test_typing_after_the_session_ended_is_told_and_saved_after_signing_in(
    school: Flask, visitor: Any
) -> None:
    layla = visitor("layla")
    values = hidden(layla) | {"cell-celsius": "typed late"}
    layla.client.delete_cookie("session")
    told = layla.post(PAGE + "save", values, headers=JSON)
    assert (told.status_code, told.json["error"]) == (401, "SignedOut")
    layla.sign_in("layla")
    fresh = layla.get(PAGE + "state", headers=JSON).json
    assert fresh["account"] == values["account"]
    answer = layla.post(PAGE + "save", values | {"csrf_token": fresh["csrf"]}, headers=JSON)
    assert answer.json == {"revision": 1}
    assert shown(layla) == "typed late"


def kept_form(visitor: Any, text: str) -> str:
    """What the sign-in page holds after a form was sent too late."""
    values = hidden(visitor) | {"cell-celsius": text}
    visitor.client.delete_cookie("session")
    page = visitor.post(PAGE + "save", values)
    assert page.status_code == 401
    found = re.search(r'name="kept" type="hidden" value="([^"]+)"', page.text)
    assert found
    return html.unescape(found.group(1))


def test_without_scripts_the_form_is_kept_through_signing_in(student: Any, visitor: Any) -> None:
    baraka = visitor("baraka")
    kept = kept_form(baraka, "late & <slow>")
    page = baraka.post("/sign-in", {"username": "baraka", "secret": "48261", "kept": kept})
    fields = kept_from_text(kept)
    assert fields and "late &amp; &lt;slow&gt;" in page.text
    assert baraka.post(fields.path, dict(fields.fields)).status_code == 303
    assert shown(baraka) == "late & <slow>"


def test_another_student_on_the_same_computer_gets_nothing_of_it(
    student: Any, visitor: Any
) -> None:
    kept = kept_form(student, "a secret of the first student")
    page = student.post("/sign-in", {"username": "layla", "secret": "48261", "kept": kept})
    assert "a secret of the first student" not in student.get(page.location or "/").text
    assert "a secret of the first student" not in page.text
    fields = kept_from_text(kept)
    assert fields
    student.get(PAGE)
    answer = student.post(fields.path, dict(fields.fields), headers=JSON)
    assert (answer.status_code, answer.json["error"]) == (403, "OtherAccount")
    assert "a secret" not in shown(student)


@pytest.mark.parametrize(
    "kept",
    [
        '{"path": "/x", "fields": [["a", "\\ud800"]]}',
        '{"path": 7, "fields": []}',
        '{"path": "//evil.example", "fields": [["a", "b"]]}',
        "[" * 100_000,
        "null",
        "\0",
    ],
)
def test_a_kept_form_that_nobody_sent_is_passed_over(visitor: Any, kept: str) -> None:
    person = visitor()
    person.get("/sign-in")
    values = {"username": "layla", "secret": "48261", "kept": kept}
    assert person.post("/sign-in", values).location == "/"


# Tokens and methods: a walk over every address.


def address(rule: Any) -> str:
    """An address that the rule answers, with something in each place."""
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m.group(1) == "int" else "x", rule.rule)


def test_every_post_without_a_token_is_refused(school: Flask, visitor: Any) -> None:
    for name in ("head", "amina", ""):
        client: FlaskClient = visitor(name).client
        for rule in school.url_map.iter_rules():
            if "POST" not in (rule.methods or ()) or (not name and rule.endpoint.endswith("out")):
                continue
            for values in ({}, {"csrf_token": "forged"}):
                answer = client.post(address(rule), data=values, headers=JSON)
                assert answer.status_code in (400, 401), rule.rule
                assert answer.json["error"] in ("FormTooOld", "SignedOut"), rule.rule


def test_another_sessions_token_is_refused(visitor: Any) -> None:
    one, two = visitor("amina"), visitor("baraka")
    answer = two.post("/account", {"csrf_token": one.token}, headers=JSON)
    assert answer.json["error"] == "FormTooOld"


def test_methods_that_are_not_meant_are_told(school: Flask, visitor: Any) -> None:
    client: FlaskClient = visitor("head").client
    for rule in school.url_map.iter_rules():
        for method in {"GET", "PUT", "DELETE", "PATCH"} - set(rule.methods or ()):
            others = [r for r in school.url_map.iter_rules() if r.rule == rule.rule]
            if any(method in (other.methods or ()) for other in others):
                continue
            answer = client.open(address(rule), method=method, headers=JSON)
            if answer.status_code == 308:
                # A page of another rule has an address like this, with a stroke at its end.
                answer = client.open(answer.location, method=method, headers=JSON)
            # Without a token a form's refusal comes first; all of these are refusals.
            assert answer.status_code in (400, 404, 405), (method, rule.rule)


def test_a_form_as_json_or_of_no_kind_is_refused_kindly(student: Any) -> None:
    for kind in ("application/json", "text/plain", "multipart/form-data", "x/y"):
        answer = student.client.post(
            PAGE + "save", data=b'{"cell-celsius": "x"}', content_type=kind, headers=JSON
        )
        assert answer.status_code == 400 and answer.json["sentence"].endswith(".")


# Nonsense in fields.


@pytest.mark.parametrize("text", [ODD, "\r\n\r\n\r", "</textarea><script>alert(1)</script>"])
def test_odd_signs_come_back_as_they_were_typed(student: Any, text: str) -> None:
    assert save(student, text).status_code == 303
    assert shown(student) == text.replace("\r\n", "\n").replace("\r", "\n")
    assert "<script>alert" not in student.get(PAGE).text
    assert student.get(PAGE + "notebook.ipynb").status_code == 200


def test_two_megabytes_typed_in_a_cell_are_kept(student: Any) -> None:
    assert save(student, LONG).status_code == 303
    assert shown(student) == LONG


NONSENSE = ["", "\0", ODD, LONG, "'; DROP TABLE account; --", "%s%n", "{{ 7*7 }}", "../../etc"]


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_in_any_field_of_any_form_is_never_a_fault(
    school: Flask, student: Any, visitor: Any, text: str
) -> None:
    teacher = visitor("otieno")
    ids = school.config["SCHOOL_IDS"]
    question = re.search(rf'action="({LESSON}quiz/[^"]+)"', student.get(LESSON).text)
    assert question
    forms = [
        (student, question.group(1), {"answer": text}),
        (student, PAGE + "reset-cell", hidden(student) | {"cell": text}),
        (student, PAGE + "hand-in", hidden(student) | {"key": text, "cell-celsius": "x = 1"}),
        (student, "/join", {"code": text}),
        (student, "/language", {"lang": text, "next": text}),
        (student, "/account", {"present": "48261", "secret": text, "again": text}),
        (teacher, "/teach/classes/", {"name": text, "courses": text}),
        (teacher, f"/teach/classes/{ids['two']}/people", {"names": text}),
        (teacher, f"/teach/classes/{ids['two']}/instructors", {"username": text}),
        (teacher, f"/teach/classes/{ids['two']}/enrolment", {"enrolment": text}),
        (visitor(), "/sign-in", {"username": text, "secret": text, "next": text, "kept": text}),
        (visitor(), "/join", dict.fromkeys(("code", "full_name", "username", "secret"), text)),
    ]
    for sender, path, values in forms:
        answer = sender.post(path, values)
        assert answer.status_code < 500, (path, answer.text[-2000:])


@pytest.mark.parametrize("number", ["-1", "0", "99999999999999999999999", "1.5", "x", "%00"])
def test_numbers_that_no_row_has_are_missing_pages(visitor: Any, number: str) -> None:
    teacher = visitor("head")
    for path in (f"/teach/classes/{number}/", f"/teach/classes/{number}/marks.csv"):
        assert teacher.get(path).status_code == 404
    path = f"{PAGE}versions/{number}"
    assert teacher.post(path).status_code == 404
    assert teacher.get(f"{PAGE}?run={number}").status_code == 200


# Addresses.

OUTSIDE = [
    "lesson.md",
    "LESSON.md",
    "./lesson.md",
    "../course.yaml",
    "%2e%2e/course.yaml",
    "..%2f..%2f..%2fexercises%2ftemperature%2fexercise.ipynb",
    "..%5c..%5ccourse.yaml",
    "%2fetc%2fpasswd",
    "C:%5cwindows%5cwin.ini",
    "x%00.svg",
    ".",
    "%2e",
    "a/../../course.yaml",
    "x" * 5000,
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_outside_a_lessons_pictures_is_served(student: Any, path: str) -> None:
    answer = student.get(f"{LESSON}files/{path}")
    assert answer.status_code in (308, 404)
    assert "BEGIN SOLUTION" not in answer.text


@pytest.mark.parametrize(
    "path", ["..%2f__init__.py", "%2e%2e/errors.py", "x%00.css", ".css", "a/b.css"]
)
def test_nothing_outside_the_static_folder_is_served(student: Any, path: str) -> None:
    assert student.get(f"/static/{path}").status_code == 404


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "//[",
    "http://[",
    "javascript:alert(1)",
    "//evil.example\r\nX-Bad: 1",
    "/x\r\nSet-Cookie: a=b",
    "/\x00",
]


@pytest.mark.parametrize("trick", ELSEWHERE)
def test_next_leads_nowhere_else_and_adds_no_header(visitor: Any, trick: str) -> None:
    person = visitor()
    person.get("/sign-in", query_string={"next": trick})
    values = {"username": "layla", "secret": "48261", "next": trick}
    reader = visitor()
    reader.get("/sign-in")
    chosen = reader.post("/language", {"lang": "en", "next": trick})
    for answer in (person.post("/sign-in", values), chosen):
        assert answer.status_code == 302
        assert answer.location == "/"
        assert "X-Bad" not in answer.headers and "a=b" not in str(answer.headers)


@pytest.mark.parametrize(
    "referrer", ["http://[", "//", "\\", "http://localhost:99999999/", "é" * 999]
)
def test_a_broken_referrer_is_no_fault(student: Any, referrer: str) -> None:
    headers = {"Referer": referrer}
    assert student.get("/nowhere", headers=headers).status_code == 404
    answer = student.post(PAGE + "save", {"csrf_token": "old"}, headers=headers)
    assert answer.status_code == 400


def test_a_path_of_this_site_is_kept_whole() -> None:
    assert local_path("/courses/a/?b=%20c&d=é") == "/courses/a/?b=%20c&d=é"


# The one-time code.


@pytest.mark.parametrize("left", ["", "   ", "AB", "\0\0\0\0\0\0\0\0", "é"])
def test_a_set_up_code_that_a_power_cut_damaged_is_made_anew(tmp_path: Any, left: str) -> None:
    path = tmp_path / "setup-code.txt"
    path.write_text(left, "utf-8")
    code = setup_code(path)
    assert len(code) == 8 and code.isalnum()
    assert setup_code(path) == code


def test_an_instructor_cannot_reset_a_colleagues_password(school: Flask, visitor: Any) -> None:
    ids = school.config["SCHOOL_IDS"]
    with school.app_context():
        enrolment.add_member(ids["one"], ids["head"], "student")
    teacher = visitor("wanjiru")
    answer = teacher.post(f"/teach/classes/{ids['one']}/people/{ids['head']}/new-pin", headers=JSON)
    assert answer.status_code in (403, 404)
    assert visitor("head").get("/teach/staff/").status_code == 200
    assert json.dumps(answer.json)
