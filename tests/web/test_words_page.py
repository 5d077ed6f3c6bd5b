"""The words of a course: left out of the lesson's page, on a page of their own."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.clock import now_ms
from app.database import db
from app.people.models import Account
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

BOX = "\n::: glossary\n{}\n: {}\n:::\n"


@pytest.fixture
def courseware(courseware: Path) -> Path:
    """Both lessons explain a word."""
    words = {"01-rain": ("rain", "Water that falls."), "02-pumps": ("pump", "It lifts water.")}
    for slug, (term, meaning) in words.items():
        path = courseware / "wells" / slug / "lesson.md"
        path.write_text(path.read_text("utf-8") + BOX.format(term, meaning), "utf-8")
    return courseware


def test_a_lesson_leads_to_its_words_and_does_not_hold_them(amina: Any) -> None:
    page = amina.get("/courses/wells/01-rain/").text
    assert 'href="/courses/wells/words/#01-rain">Words of this lesson</a>' in page
    assert "Water that falls." not in page


def test_all_words_stand_by_lesson_with_a_list_by_alphabet(amina: Any) -> None:
    page = amina.get("/courses/wells/words/").text
    assert (
        page.index('id="01-rain"') < page.index("Water that falls.") < page.index('id="02-pumps"')
    )
    assert page.index(">pump</a>") < page.index(">rain</a>")
    assert 'id="w2-1"' in page and 'href="#w2-1"' in page


def test_words_are_printed_with_the_lesson_and_kept_off_the_wall(amina: Any) -> None:
    assert "Water that falls." in amina.get("/courses/wells/01-rain/print").text
    assert "Water that falls." not in amina.get("/courses/wells/01-rain/projector").text


def test_a_stranger_sees_no_words(visitor: Any) -> None:
    assert visitor.get("/courses/wells/words/").status_code != 200


def test_a_lesson_that_is_not_open_yet_explains_nothing(school: Flask, amina: Any) -> None:
    with school.app_context():
        teacher = db.session.get_one(Account, 1)
        times = Times(now_ms() + 86_400_000, None)
        assigning.assign(teacher, 1, "lesson", "rain", "wells", times, LateRule())
    page = amina.get("/courses/wells/words/").text
    assert "Water that falls." not in page and "It lifts water." in page
