"""A lesson on the wall and on paper, and what of it only instructors see."""

from typing import Any

from flask import Flask

from app.people import accounts
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

LESSON = "/courses/wells/01-rain/"


def test_the_wall_shows_neither_notes_nor_answers(teacher: Any) -> None:
    page = teacher.get(LESSON + "projector").text
    assert "Rain falls" in page and "A river" in page
    assert "Bring a bucket" not in page and "A river is water" not in page
    assert 'method="post" action="/courses' not in page  # nobody answers from the wall


def test_a_student_prints_questions_with_boxes_and_no_answers(amina: Any) -> None:
    page = amina.get(LESSON + "print").text
    assert "Question 3" in page and page.count('class="box round"') == 2
    assert page.count('class="box"') == 3 and 'class="line"' in page
    for secret in ("Bring a bucket", "For the instructor", "Count on from two"):
        assert secret not in page


def test_an_instructor_prints_the_answers_on_a_last_page(teacher: Any) -> None:
    page = teacher.get(LESSON + "print").text
    text, last = page.split('class="prose paper last"')
    assert "Bring a bucket" in last and "Bring a bucket" not in text
    for words in ("<bdi>B</bdi>", "<bdi>A, B</bdi>", "<bdi>5</bdi>", "Count on from two"):
        assert words in last and words not in text


def test_what_is_not_open_is_neither_shown_nor_printed(school: Flask, amina: Any) -> None:
    with school.app_context():
        teacher, times = accounts.by_username("teacher"), Times(9_000_000_000_000, None)
        assigning.assign(teacher, 1, "lesson", "rain", "wells", times, LateRule())
    for page in ("projector", "print"):
        answer = amina.get(LESSON + page)
        assert answer.status_code == 403 and "Rain falls" not in answer.text
