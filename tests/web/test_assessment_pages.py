"""The start quiz and the final, as a student without scripts sits them."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.clock import now_ms
from app.database import db, transaction
from app.people import accounts, classes
from app.people.models import Account
from app.progress.assessing import reading
from app.progress.assessing.models import SittingGrant, SittingRow
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

PLAN = "assessment: {start: 2, final: 6, pass: 60, sittings: 2, wait_days: 1}\n"
BANK = """
```quiz id={name}-one use=both
Which {name} is deep?
- [x] A borehole
  > SAID-RIGHT of {name}.
- [ ] A cup
  > SAID-WRONG of {name}.
- [ ] A plate
```

```quiz id={name}-two use=both
Which two hold water in {name}?
- [x] A bucket
  > SAID-BUCKET of {name}.
- [x] A bottle
- [ ] A net
  > SAID-NET of {name}.
```

```quiz id={name}-sum
How many litres of {name}?
= 72.5
> EXPLAINED {name}.
```
"""
FINAL, START = "/courses/wells/assessment/", "/courses/wells/start/"


@pytest.fixture
def courseware(courseware: Path) -> Path:
    """The course has a bank and a plan."""
    folder = courseware / "wells" / "questions"
    folder.mkdir()
    for slug in ("01-rain", "02-pumps"):
        (folder / f"{slug}.md").write_text(BANK.replace("{name}", slug[3:]), "utf-8")
    settings = courseware / "wells" / "course.yaml"
    settings.write_text(settings.read_text("utf-8") + PLAN, "utf-8")
    return courseware


def begin(student: Any, at: str = FINAL) -> str:
    """The address of a sitting that was just begun."""
    student.get(at)
    return str(student.post(at).location)


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the sitting's form as it is shown."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", page.split('id="sitting"')[1]):
        name, value = (re.search(rf" {key}=[\"']([^\"']*)", tag) for key in ("name", "value"))
        if 'type="radio"' in tag or 'type="checkbox"' in tag:
            if " checked" not in tag:
                continue
            found.setdefault(name[1], []).append(value[1])
        elif name:
            text = re.search(r"value='([^']*)'", tag) if name[1] == "shown" else value
            found[name[1]] = html.unescape(text[1]) if text else ""
    return found


RIGHT = {"one": ["0"], "two": ["0", "1"], "sum": ["72.5"]}
WRONG = {"one": ["1"], "two": ["0", "2"], "sum": ["9"]}


def answered(page: str, answers: dict[str, list[str]], lessons: str = "rain|pumps") -> dict:
    form = fields(page)
    ids = [id for id in json.loads(form["shown"]) if re.match(lessons, id)]
    return form | {f"a-{id}": answers[id.rsplit("-", 1)[1]] for id in ids}


def sit(student: Any, answers: dict[str, list[str]], at: str = FINAL) -> str:
    """Begin, answer and hand in; the page that tells what came out."""
    place = begin(student, at)
    student.post(place, answered(student.get(place).text, answers))
    return str(student.get(student.post(f"{place}hand-in").location).text)


def read_all(student: Any) -> None:
    for lesson in ("01-rain", "02-pumps"):
        student.get(f"/courses/wells/{lesson}/")
    for id, given in (("wet", "1"), ("both", ["0", "1"]), ("sum", "5")):
        student.post(f"/courses/wells/01-rain/quiz/{id}", {"answer": given})


def days_ago(app: Flask, days: float) -> None:
    with app.app_context(), transaction() as session:
        for row in session.query(SittingRow):
            row.handed_in_ms = now_ms() - int(days * 86_400_000)
        session.query(Account).update({"version": Account.version + 1})


def test_the_finals_page_says_the_rules_in_words(amina: Any) -> None:
    page = amina.get(FINAL).text
    assert "It has 6 questions" in page and "answer 4 of them right" in page
    assert "up to 2 tries" in page and "1 day" in page
    assert "you have done 0 of 2" in page


def test_the_start_quiz_says_that_nobody_marks_it(amina: Any) -> None:
    page = amina.get(START).text
    assert "Nobody marks this quiz" in page and "It has 2 questions" in page


def test_a_course_without_a_plan_has_no_such_page(
    courseware: Path, school: Flask, amina: Any
) -> None:
    path = courseware / "wells" / "course.yaml"
    path.write_text(path.read_text("utf-8").replace(PLAN, ""), "utf-8")
    school.extensions["kisima"].shelf.look_now()
    for at in (FINAL, START):
        assert amina.get(at).status_code == 404
        assert amina.post(at).status_code == 404


@pytest.mark.parametrize("at", [START, FINAL])
def test_without_javascript_a_student_is_told_to_save(amina: Any, at: str) -> None:
    rules, sitting = amina.get(at).text, amina.get(begin(amina, at)).text
    assert "You can stop at any time" in rules and "as you give it" not in rules
    told = re.findall("<noscript>(.*?)</noscript>", sitting, re.S)
    assert any("press “Save” often" in one for one in told)


def test_beginning_twice_leads_to_the_same_sitting(amina: Any) -> None:
    assert begin(amina) == begin(amina)


def test_nothing_in_a_sitting_tells_what_is_right(amina: Any) -> None:
    page = amina.get(begin(amina)).text
    assert "SAID-" not in page and "EXPLAINED" not in page and "72.5" not in page
    assert page.count('class="quiz"') == 6


def test_options_stand_in_the_order_that_was_drawn(school: Flask, amina: Any) -> None:
    place = begin(amina)
    page = amina.get(place).text
    with school.app_context():
        row = reading.sittings_of(_account(school, "amina"), "wells")[0]
    for drawn in row.questions:
        shown = re.findall(rf'name="a-{drawn.question_id}" value="(\d)"', page)
        assert [int(value) for value in shown] == list(drawn.order)


def test_answers_that_were_kept_stand_there_again(amina: Any) -> None:
    place = begin(amina)
    answer = amina.post(place, answered(amina.get(place).text, WRONG) | {"do": "keep"})
    assert answer.status_code == 303 and answer.location == place
    form = fields(amina.get(place).text)
    assert {tuple(sorted(form[key])) for key in form if key.endswith("-two")} == {("0", "2")}
    assert form["a-pumps-sum"] == "9"


def test_a_page_that_was_open_for_long_takes_back_no_newer_answer(amina: Any) -> None:
    place = begin(amina)
    old = fields(amina.get(place).text)
    amina.post(place, answered(amina.get(place).text, RIGHT))
    amina.post(place, old | {"a-rain-sum": "11"})
    form = fields(amina.get(place).text)
    assert form["a-rain-sum"] == "11" and form["a-pumps-sum"] == "72.5"
    assert form["a-rain-one"] == ["0"]


def test_an_answer_can_be_taken_back(amina: Any) -> None:
    place = begin(amina)
    amina.post(place, answered(amina.get(place).text, RIGHT))
    form = fields(amina.get(place).text)
    del form["a-rain-two"]
    amina.post(place, form | {"a-rain-sum": " "})
    form = fields(amina.get(place).text)
    assert "a-rain-two" not in form and form["a-rain-sum"] == ""


def test_a_script_keeps_one_answer_and_gets_no_page(amina: Any) -> None:
    place = begin(amina)
    sent = {"shown": '{"rain-sum": []}', "a-rain-sum": "3", "a-rain-one": "1"}
    answer = amina.post(place, sent, headers={"X-Fragment": "1"})
    assert (answer.status_code, answer.data) == (204, b"")
    form = fields(amina.get(place).text)
    assert form["a-rain-sum"] == "3" and "a-rain-one" not in form


@pytest.mark.parametrize("shown", ["", "[]", "3", '{"rain-sum": 4}', "[" * 9999, '{"x": [1]}'])
def test_a_form_that_is_none_changes_nothing(amina: Any, shown: str) -> None:
    place = begin(amina)
    assert amina.post(place, {"shown": shown, "a-rain-sum": "3"}).status_code == 303
    assert fields(amina.get(place).text)["a-rain-sum"] == ""


def test_what_has_no_answer_is_named_before_handing_in(amina: Any) -> None:
    place = begin(amina)
    form = answered(amina.get(place).text, RIGHT, "rain")
    asked = amina.post(place, form | {"do": "hand-in"})
    page = amina.get(asked.location).text
    assert "3 questions have no answer." in page and page.count(f"{place}#q-pumps") == 3
    amina.post(place, answered(amina.get(place).text, RIGHT, "pumps"))
    assert "Every question has an answer." in amina.get(f"{place}hand-in").text


def test_a_passed_final_tells_all(amina: Any) -> None:
    page = sit(amina, RIGHT)
    assert "6 of 6 right" in page and "You have passed the final" in page
    assert "SAID-RIGHT of rain" in page and "EXPLAINED pumps" in page
    assert "You passed" in amina.get(FINAL).text and amina.post(FINAL).location == FINAL


def test_what_a_number_may_miss_by_is_no_part_of_the_answer(
    school: Flask, courseware: Path, amina: Any
) -> None:
    page = courseware / "wells" / "questions" / "02-pumps.md"
    page.write_text(page.read_text("utf-8").replace("= 72.5", "= 72.5 ± 0.5"), "utf-8")
    page_text = sit(amina, RIGHT | {"sum": ["9"]})
    assert "<bdi>72.5</bdi>" in page_text and "±" not in page_text


def test_a_failed_final_says_why_a_choice_is_wrong_and_not_which_is_right(amina: Any) -> None:
    page = sit(amina, WRONG)
    assert "0 of 6 right" in page and "SAID-WRONG of rain" in page and "SAID-NET of rain" in page
    for hidden in ("borehole", "SAID-RIGHT", "A bottle", "SAID-BUCKET", "EXPLAINED", "72.5"):
        assert hidden not in page
    assert "/courses/wells/01-rain/" in page and "missing or too much" in page


def test_a_failed_final_says_when_again(school: Flask, amina: Any) -> None:
    assert "You can sit it again from" in sit(amina, WRONG)
    assert amina.post(FINAL).location == FINAL
    days_ago(school, 1.1)
    assert "You can sit it again now" in amina.get(FINAL).text
    assert "as often as the course allows" in sit(amina, WRONG)


def test_once_it_is_passed_the_failed_one_tells_all_too(school: Flask, amina: Any) -> None:
    failed = begin(amina)
    amina.post(f"{failed}hand-in")
    days_ago(school, 2)
    sit(amina, RIGHT)
    page = amina.get(failed).text
    assert "This would have been right:" in page and "72.5" in page and "EXPLAINED rain" in page


def test_handing_in_twice_is_as_once(amina: Any) -> None:
    place = begin(amina)
    amina.post(f"{place}hand-in")
    again = amina.post(f"{place}hand-in")
    assert again.location == place and amina.get(f"{place}hand-in").location == place
    late = amina.post(place, {"shown": '{"rain-sum": []}', "a-rain-sum": "3"})
    assert late.location == place
    assert "This was handed in already" in amina.get(place).text
    said = amina.post(place, {"shown": "{}"}, headers={"X-Fragment": "1"})
    assert said.status_code == 409 and "handed in already" in said.text


def test_the_start_quiz_says_where_to_begin_and_is_sat_once(amina: Any) -> None:
    page = sit(amina, WRONG, START)
    assert "Begin with this lesson" in page and "You passed" not in page and "borehole" not in page
    assert amina.post(START).location == START
    assert "0 of 2 right" in amina.get("/courses/wells/").text


def test_home_and_course_lead_to_the_final_when_only_it_is_left(amina: Any) -> None:
    assert START in amina.get("/").text and FINAL not in amina.get("/").text
    read_all(amina)
    home = amina.get("/").text
    assert "Only this is left." in home and FINAL in home and "More opens later" not in home
    assert FINAL in amina.get("/courses/wells/").text
    sit(amina, RIGHT)
    assert "You have finished all lessons" in amina.get("/").text


def test_home_says_when_it_can_be_sat_again(school: Flask, amina: Any) -> None:
    read_all(amina)
    sit(amina, WRONG)
    assert "You can sit it again from" in amina.get("/").text
    days_ago(school, 2)
    assert "You can sit it again now" in amina.get("/").text


def test_home_leads_back_to_a_final_that_was_begun(amina: Any) -> None:
    begin(amina)
    assert "You have begun it and not handed it in yet" in amina.get("/").text


def test_one_more_by_an_instructor_is_offered(school: Flask, amina: Any) -> None:
    sit(amina, WRONG)
    account = _account(school, "amina")
    with school.app_context(), transaction() as session:
        values = {"number": 2, "allowed_by": account, "at_ms": now_ms()}
        session.add(SittingGrant(account_id=account, course_id="wells", **values))
    assert amina.get(amina.post(FINAL).location).text.count('class="quiz"') == 6


def test_a_final_that_is_not_open_yet_cannot_be_begun(school: Flask, amina: Any) -> None:
    _assign(school, Times(now_ms() + 86_400_000, None))
    page = amina.get(FINAL).text
    assert "Opens on" in page and "<button>Begin" not in page and 'class="go">Begin' not in page
    refused = amina.post(FINAL)
    assert refused.status_code == 403 and "This opens on" in refused.text
    assert amina.post(START).status_code == 303


def test_a_final_that_was_due_can_still_be_sat(school: Flask, amina: Any) -> None:
    _assign(school, Times(None, now_ms() - 1000))
    assert "Was due on" in amina.get(FINAL).text
    assert f'<a href="{FINAL}">Wells and water</a>' in amina.get("/").text.split("Assigned to")[1]
    assert "6 of 6 right" in sit(amina, RIGHT)
    assert "Assigned to" not in amina.get("/").text


def test_a_sitting_is_its_students_own(school: Flask, amina: Any, new_visitor: Any) -> None:
    place = begin(amina)
    layla = new_visitor(school)
    layla.sign_in("layla")
    for path in (place, f"{place}hand-in"):
        assert layla.get(path).status_code == 404
        assert layla.post(path, {"shown": '{"rain-sum": []}', "a-rain-sum": "3"}).status_code == 404
    assert fields(amina.get(place).text)["a-rain-sum"] == ""


def test_a_question_that_left_the_bank_is_said_and_not_counted(
    courseware: Path, school: Flask, amina: Any
) -> None:
    place = begin(amina)
    path = courseware / "wells" / "questions" / "01-rain.md"
    path.write_text(path.read_text("utf-8").replace("id=rain-sum", "id=rain-new"), "utf-8")
    school.extensions["kisima"].shelf.look_now()
    page = amina.get(place).text
    assert "in the course no more" in page and "rain-sum" not in json.loads(fields(page)["shown"])
    amina.post(place, answered(page, RIGHT))
    page = amina.get(amina.post(f"{place}hand-in").location).text
    assert "5 of 5 right" in page and "1 question is in the course no more" in page


def test_a_translation_that_nobody_reviewed_says_so(
    courseware: Path, school: Flask, amina: Any
) -> None:
    po = courseware.parent / "translations" / "ar" / "wells.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "A borehole"\nmsgstr "بئر"\n',
        "utf-8",
    )
    school.extensions["kisima"].shelf.look_now()
    amina.post("/language", {"lang": "ar", "next": "/"})
    page = amina.get(begin(amina)).text
    assert "بئر" in page and "Some questions are not yet translated" in page
    assert (
        "No speaker of this language has reviewed" in page and '<div lang="ar" dir="rtl">' in page
    )


def _account(app: Flask, username: str) -> int:
    with app.app_context():
        return int(db.session.query(Account).filter_by(username=username).one().id)


def _assign(app: Flask, times: Times) -> None:
    with app.app_context():
        teacher = accounts.account(_account(app, "teacher"))
        of = classes.classes_taught_by(teacher)[0].id
        assigning.assign(teacher, of, "assessment", "wells", "wells", times, LateRule())
