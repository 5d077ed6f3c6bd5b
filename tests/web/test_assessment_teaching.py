"""The start quiz and the final of a course, through the pages of an instructor."""

import csv
import html
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.database import db
from app.people import accounts
from app.people.models import Account
from app.progress.assessing import sittings
from app.progress.assessing.allowing import allowed_numbers
from app.progress.assessing.reading import Sitting
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

CLASS = "/teach/classes/1/"
HERE = f"{CLASS}assessment/"
BOOK = "/mark/classes/1/"
ITEMS = "/mark/classes/1/assessment/wells/items"
RIGHT = {"deep": ["1"], "both-wet": ["0", "2"], "sum": ["3"]}
WRONG = {"deep": ["0"], "both-wet": ["0"], "sum": ["7"]}
ASSIGNMENTS = "/teach/classes/1/assignments/"
PLAN = "assessment: {start: 1, final: 3, pass: 60, sittings: 2, wait_days: 1}\n"
BANK = """\
```quiz id=deep use=both
Which is deep?
- [ ] A cup
  > It is shallow.
- [x] A borehole
  > It goes far down.
- [ ] A plate
```

```quiz id=both-wet
Which two are wet?
- [x] Rain
- [ ] Sand
- [x] A river
```

```quiz id=sum
What is 2 + 1?
= 3
> Count on.
```
"""


@pytest.fixture
def courseware(courseware: Path) -> Path:
    folder = courseware / "wells" / "questions"
    folder.mkdir()
    (folder / "01-rain.md").write_text(BANK, "utf-8")
    with (courseware / "wells" / "course.yaml").open("a", encoding="utf-8") as file:
        file.write(PLAN)
    return courseware


def test_a_final_is_assigned_with_its_times(school: Flask, teacher: Any) -> None:
    assert "Final assessment" in teacher.get(ASSIGNMENTS + "new").text
    form = {"item": "assessment:wells", "opens": "2030-01-02 08:00", "late": "none"}
    assert teacher.post(ASSIGNMENTS + "new", form).status_code == 303
    page = teacher.get(ASSIGNMENTS).text
    assert "Wells and water: final assessment" in page and "Opens on Jan 2, 2030" in page
    with school.app_context():
        found = assigning.assignments_of(1)[0]
    assert (found.kind, found.item_id, found.course_id) == ("assessment", "wells", "wells")
    assert teacher.get(f"{ASSIGNMENTS}{found.id}/").status_code == 200


def sit(
    school: Flask, username: str, answers: dict[str, list[str]], kind: str = "final"
) -> Sitting:
    """A quiz or final that was begun, answered and handed in."""
    with school.app_context():
        catalog, student = school.extensions["kisima"].catalog, id_of(username)
        course = catalog.course("wells")
        page = catalog.bank_page(course, "en")
        begun = sittings.begin(student, course, kind, page)
        return sittings.hand_in(student, begun.public_id, course, page, None, answers)


def id_of(username: str) -> int:
    return db.session.query(Account).filter_by(username=username).one().id


def text_of(page: Any) -> str:
    assert page.status_code == 200, page.status_code
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def hers(school: Flask, username: str = "amina") -> str:
    with school.app_context():
        return f"{HERE}wells/students/{id_of(username)}/"


def test_the_class_page_leads_to_how_everybody_stands(school: Flask, teacher: Any) -> None:
    sit(school, "amina", {"deep": ["1"], "sum": ["3"]}, "start")
    sit(school, "amina", RIGHT)
    sit(school, "layla", WRONG)
    assert f'href="{HERE}"' in teacher.get(CLASS).text
    said = text_of(teacher.get(HERE))
    assert "Students who passed 1/2" in said and "Right answers to pass 60%" in said
    assert re.search(r"Amina Odhiambo 1/1 3/3 ✓ has passed has passed", said), said
    assert re.search(
        r"Layla Hassan – has not sat it yet 0/3 ✗ not passed can sit it again from", said
    ), said


def test_one_button_lets_a_student_sit_again_now(school: Flask, teacher: Any) -> None:
    sit(school, "layla", WRONG)
    assert teacher.get(HERE).text.count("Allow another sitting") == 1
    answer = teacher.post(hers(school, "layla") + "allow", {"back": "class"})
    assert answer.status_code == 303
    said = text_of(teacher.get(HERE))
    assert "can sit it again now: allowed by an instructor" in said
    assert "Allow another sitting" not in said
    assert sit(school, "layla", WRONG).number == 2
    assert "has no sitting left" in text_of(teacher.get(HERE))


def test_where_nothing_is_to_be_allowed_the_page_says_so(school: Flask, teacher: Any) -> None:
    sit(school, "amina", RIGHT)
    page = teacher.get(hers(school)).text
    assert "Allow another sitting" not in page
    answer = teacher.post(hers(school) + "allow", {"back": "student"})
    assert answer.status_code == 303 and answer.location.endswith(hers(school))
    assert "can sit the assessment now, or has passed it" in teacher.get(hers(school)).text
    with school.app_context():
        assert allowed_numbers([id_of("amina")], "wells") == {}


def test_a_students_page_shows_what_she_gave_and_what_is_right(school: Flask, teacher: Any) -> None:
    sit(school, "amina", WRONG)
    page = teacher.get(hers(school))
    said = text_of(page)
    assert "Final 1" in said and "0 of 3 right 0% not passed" in said and "Rain 0/3" in said
    assert re.search(r"[ABC]\. A cup ✗ Not right\. chosen", said), said
    assert re.search(r"[ABC]\. A borehole ✓ Right\.", said), said
    assert "Answer given: 7" in said and "This would have been right: 3" in said


def test_an_open_sitting_shows_how_far_it_is_and_no_answers(school: Flask, teacher: Any) -> None:
    with school.app_context():
        catalog, student = school.extensions["kisima"].catalog, id_of("amina")
        course = catalog.course("wells")
        begun = sittings.begin(student, course, "final", catalog.bank_page(course, "en"))
        sittings.keep(student, begun.public_id, {"sum": ["3"]})
    assert "is sitting it: 1 of 3 answered" in text_of(teacher.get(HERE))
    said = text_of(teacher.get(hers(school)))
    assert "1 of 3 questions answered so far" in said and "A borehole" not in said


def test_what_was_handed_in_after_it_was_due_is_late(school: Flask, teacher: Any) -> None:
    with school.app_context():
        by, times = accounts.by_username("teacher"), Times(None, 1)
        assigning.assign(by, 1, "assessment", "wells", "wells", times, LateRule())
    sit(school, "amina", RIGHT)
    page = teacher.get(HERE)
    assert "3/3 ✓ has passed ◷ late" in text_of(page) and "Was due on" in page.text
    assert "assignments/1/" in page.text and "assignments/new" not in page.text


def test_questions_have_their_figures_by_the_first_final(school: Flask, teacher: Any) -> None:
    assert "Nobody has answered yet" in text_of(teacher.get(ITEMS))
    sit(school, "amina", RIGHT)
    sit(school, "layla", WRONG)
    said = text_of(teacher.get(ITEMS))
    assert "Which is deep? Right 50% Students 2 " in said
    assert said.count("fewer than 20 students had") == 1 and "Too few to say" not in said
    teacher.post(hers(school, "layla") + "allow", {"back": "class"})
    teacher.get(HERE)
    assert sit(school, "layla", RIGHT).passed
    assert text_of(teacher.get(ITEMS)) == said


def test_a_question_is_told_in_whole_words_and_by_its_programs_first_line(
    school: Flask, teacher: Any, courseware: Path
) -> None:
    long = f"What does this print,\u202f{'when the borehole is deep and ' * 6}dry?"
    asked = f"{long}\n\n```python\nn = 2\nprint(n)\n```"
    bank = BANK.replace("What is 2 + 1?", asked)
    (courseware / "wells/questions/01-rain.md").write_text(bank, "utf-8")
    sit(school, "amina", RIGHT)
    page = teacher.get(ITEMS).text
    titles = [text_of_title(one) for one in re.findall("<h2>(.*?)</h2>", page, re.S)]
    words, _dot, program = next(one for one in titles if "print," in one).partition(" · ")
    assert long.startswith(words.removesuffix("…") + " ") and words.endswith("…")
    assert "\u202f" in words and program == "n = 2 …"


def text_of_title(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup))


def test_a_question_that_good_students_fail_comes_first(school: Flask, teacher: Any) -> None:
    from app.people import enrolment

    for number in range(22):
        with school.app_context():
            enrolment.add_student(1, username=f"s{number}", full_name=f"S{number}", secret="48261")
        good = number % 2
        sum_right = RIGHT["sum"] if not good else WRONG["sum"]
        sit(school, f"s{number}", (RIGHT if good else WRONG) | {"sum": sum_right})
    page = teacher.get(ITEMS).text
    assert page.index("What is 2 + 1?") < page.index("Good students fail here")
    assert page.index("Good students fail here") < page.index("Which is deep?")


def test_one_paper_for_all_is_the_same_each_time(teacher: Any) -> None:
    first, again = teacher.get(f"{HERE}wells/paper"), teacher.get(f"{HERE}wells/paper")
    said = text_of(first)
    assert said == text_of(again) and "To pass: 2 of 3 right" in said
    assert "Name :" in said or "Name:" in said
    letter = re.search(r"([ABC])\. A borehole", said)
    number = re.search(r"Question (\d) Which is deep", said)
    assert letter and number
    assert f"Question {number[1]} {letter[1]}" in said.partition("answers to")[2]


def test_each_student_has_a_paper_and_a_line_in_the_key(school: Flask, teacher: Any) -> None:
    page = teacher.get(f"{HERE}wells/paper?each=1").text
    assert page.count("<article") == 2 and page.count('class="key"') == 2
    alone = teacher.get(hers(school) + "paper").text
    assert alone.count("<article") == 1 and "Layla" not in alone
    mine = re.search(r"<article.*?Amina.*?</article>", page, re.S)
    assert mine and re.sub(r"\s+", "", mine[0]) in re.sub(r"\s+", "", alone)


def test_the_gradebook_has_a_column_for_the_final(school: Flask, teacher: Any) -> None:
    sit(school, "amina", RIGHT)
    sit(school, "layla", {"deep": ["1"]})
    page = teacher.get(BOOK)
    said = text_of(page)
    assert "Wells and water: final assessment" in said or "Final assessment" in said
    assert re.search(r"Amina Odhiambo 0 100%", said) and re.search(r"Layla Hassan 0 33%", said)
    led = re.search(r"<td class=n><a href=(\d+/f1)>", page.text)
    assert led and teacher.get(BOOK + led[1]).location == hers(school, "layla")
    assert teacher.get(f"{BOOK}{led[1][:-1]}9").status_code == 404
    for query, first in (("?sort=-f1", "Amina"), ("?sort=f1", "Layla"), ("?only=failed", "Layla")):
        body = text_of(teacher.get(BOOK + query)).partition("Total")[2]
        assert re.search(r"(Amina|Layla)", body)[1] == first, query  # type: ignore[index]


def test_files_of_marks_have_the_final_in_percent(school: Flask, teacher: Any) -> None:
    sit(school, "amina", {"deep": ["1"], "sum": ["3"]})
    for path in (f"{CLASS}marks.csv", f"{BOOK}moodle.csv"):
        head, amina, layla = csv.reader(io.StringIO(teacher.get(path).data.decode("utf-8-sig")))
        at = head.index("Wells and water: final assessment, percent")
        assert amina[at] == "66.67" and layla[at] in ("", "-")


def test_without_an_assessment_the_pages_say_so(
    school: Flask, teacher: Any, courseware: Path
) -> None:
    with school.app_context():
        from app.people import classes

        classes.set_courses(1, [])
    assert "None of the courses of this class has an assessment" in teacher.get(HERE).text
    for path in (ITEMS, f"{HERE}wells/paper", hers(school), hers(school) + "paper"):
        assert teacher.get(path).status_code == 404


def test_students_reach_none_of_it(school: Flask, amina: Any) -> None:
    for path in (HERE, ITEMS, f"{HERE}wells/paper", hers(school), hers(school) + "paper"):
        answer = amina.get(path)
        assert answer.status_code == 403 and "borehole" not in answer.text
    assert amina.post(hers(school) + "allow").status_code == 403
