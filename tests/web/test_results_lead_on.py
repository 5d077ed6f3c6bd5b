"""Where a result leads: on through the course once it is passed, back to the work before."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.grading import CellGrade, Grade
from app.people import accounts
from app.progress import queue, submissions
from app.progress.assigning import assigning
from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

BANK = "```quiz id={0} use=both\nHow many litres?\n= 7\n```\n"
PLAN = "assessment: {start: 2, final: 2, pass: 60, sittings: 2, wait_days: 1}\n"
BACK = "/exercises/flow/", "Go on working"
FAR = 9_000_000_000_000


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    """Both lessons have an exercise, and the course has a final."""
    put_exercise("wet", "01-rain")
    put_exercise("flow", "02-pumps")
    course = courseware / "wells"
    (course / "questions").mkdir()
    for slug in ("01-rain", "02-pumps"):
        (course / "questions" / f"{slug}.md").write_text(BANK.format(slug), "utf-8")
    with (course / "course.yaml").open("a", encoding="utf-8") as file:
        file.write(PLAN)
    return courseware


def buttons(school: Flask, reader: Any, exercise: str, points: float, status: str = "") -> list:
    """The buttons on the page of a result of so many points of 10, the main one first."""
    cell = CellGrade("t", "Flow", points, 10, status or ("passed" if points == 10 else "partial"))
    with school.app_context():
        amina = accounts.by_username("amina").id
        made = submissions.submit(amina, "wells", exercise, {"cells": []}, key=exercise, lang="en")
        queue.finish(queue.lease("g", 30), Grade(points, 10, status == "manual", (cell,)))
    page = reader.get(f"/submissions/{made.public_id}/").text
    found = re.findall(r'<a class="button( go)?" href="([^"]*)">(.*?)</a>', page)
    assert [bool(main) for main, *_ in found] == [True] + [False] * (len(found) - 1)
    return [(href, re.sub("<.*?>", "", words)) for _main, href, words in found]


def assign(school: Flask, kind: str, item: str) -> None:
    with school.app_context():
        teacher = accounts.by_username("teacher")
        assigning.assign(teacher, 1, kind, item, "wells", Times(FAR, None), LateRule())


def test_a_passed_result_leads_to_the_next_lesson(school: Flask, amina: Any) -> None:
    first, second, *_ = buttons(school, amina, "wet", 10)
    assert first == ("/courses/wells/02-pumps/", "Next: Pumps")
    assert second == ("/exercises/wet/", "Go on working")


def test_the_last_lesson_leads_to_the_final(school: Flask, amina: Any) -> None:
    first, second, *_ = buttons(school, amina, "flow", 10)
    assert (first, second) == (("/courses/wells/assessment/", "Final assessment"), BACK)


@pytest.mark.parametrize(
    ("exercise", "kind", "item"), [("wet", "lesson", "pumps"), ("flow", "assessment", "wells")]
)
def test_what_is_not_open_yet_is_not_led_to(
    school: Flask, amina: Any, exercise: str, kind: str, item: str
) -> None:
    assign(school, kind, item)
    first, *_ = buttons(school, amina, exercise, 10)
    assert first == ("/courses/wells/", "Back to the course")


def test_a_result_that_is_not_passed_leads_back_to_the_work(school: Flask, amina: Any) -> None:
    first, second, *_ = buttons(school, amina, "flow", 1)
    assert first == BACK and second[1] == "See what you handed in"


def test_what_only_a_person_marks_holds_nobody_back(school: Flask, amina: Any) -> None:
    first, *_ = buttons(school, amina, "wet", 0, "manual")
    assert first[1] == "Next: Pumps"
