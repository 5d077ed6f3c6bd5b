"""A lesson on the wall and on paper, and what of it only instructors see."""

import re
from pathlib import Path
from typing import Any

from flask import Flask

from app.people import accounts
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

LESSON = "/courses/wells/01-rain/"


def test_a_student_sees_no_answers_on_the_wall(amina: Any) -> None:
    page = amina.get(LESSON + "projector").text
    assert "Rain falls" in page and "A river" in page
    for secret in ("Bring a bucket", "A river is water", "Count on from two", "The answer"):
        assert secret not in page
    assert 'method="post" action="/courses' not in page  # nobody answers from the wall


def test_an_instructor_reveals_answers_on_the_wall(teacher: Any) -> None:
    page = teacher.get(LESSON + "projector").text
    found = re.findall(r'<details class="solution answer".*?</details>', page, re.S)
    assert len(found) == 3 and "<details open" not in page and "Bring a bucket" not in page
    assert "A river is water" in found[0] and "Sand" not in found[0]
    assert "A bucket" in found[1] and "A bottle" in found[1] and "A net" not in found[1]
    assert "<bdi>5</bdi>" in found[2] and "Count on from two" in found[2]


def test_a_student_prints_questions_with_boxes_and_no_answers(amina: Any) -> None:
    page = amina.get(LESSON + "print").text
    assert "Question 3" in page and page.count('class="box round"') == 2
    assert page.count('class="box"') == 3 and 'class="line"' in page
    for secret in ("Bring a bucket", "For the instructor", "Count on from two", "With solutions"):
        assert secret not in page


def test_an_instructor_prints_the_answers_on_a_last_page_if_she_ticks_it(teacher: Any) -> None:
    page = teacher.get(LESSON + "print").text
    text, last = page.split('class="prose paper last"')
    assert re.search(r'<input type="checkbox"[^>]* id="solutions"(?![^>]*checked)', text)
    assert "Bring a bucket" in last and "Bring a bucket" not in text
    for words in ("<bdi>B</bdi>", "<bdi>A, B</bdi>", "<bdi>5</bdi>", "Count on from two"):
        assert words in last and words not in text


CHALLENGE = """
:::: challenge Fill the tank
How long does it take?

::: hint
Divide.
:::

::: solution
Three **hours**.
:::
::::
"""


def test_solutions_of_challenges_are_for_the_instructors_last_page(
    courseware: Path, school: Flask, teacher: Any, amina: Any
) -> None:
    lesson = courseware / "wells/01-rain/lesson.md"
    lesson.write_text(lesson.read_text("utf-8") + CHALLENGE, "utf-8")
    school.extensions["kisima"].shelf.look_now()
    page = amina.get(LESSON + "print").text
    assert "How long does it take?" in page and "hours" not in page
    assert re.search(r'<details open class="hint">.*Divide.*</details><div class="space"', page)
    text, last = teacher.get(LESSON + "print").text.split('class="prose paper last"')
    assert "hours" not in text and "Three <strong>hours</strong>." in last
    assert "Fill the tank" in last
    assert '<details class="solution">' in amina.get(LESSON + "projector").text


def test_what_is_not_open_is_neither_shown_nor_printed(school: Flask, amina: Any) -> None:
    with school.app_context():
        teacher, times = accounts.by_username("teacher"), Times(9_000_000_000_000, None)
        assigning.assign(teacher, 1, "lesson", "rain", "wells", times, LateRule())
    for page in ("projector", "print"):
        answer = amina.get(LESSON + page)
        assert answer.status_code == 403 and "Rain falls" not in answer.text
