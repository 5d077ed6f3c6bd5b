"""Workers on several machines share one PostgreSQL: each submission is graded once in effect."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database import db
from app.progress import regrading, submissions
from app.progress.models import AttemptRow
from app.web.services import services

HANDED_IN = 24


def hand_in(student: int, key: str, litres: int = 12) -> submissions.Submission:
    exercise = services().catalog.exercise("pump")
    notebook = services().catalog.release(exercise, "en")
    notebook["cells"][0]["source"] = f"litres = {litres}"
    made = submissions.submit(student, "c", "pump", notebook, key=key, lang="en")
    services().wake_grader()
    return made


@pytest.mark.slow
def test_one_of_two_is_killed_in_mid_work_and_each_is_graded_once(
    tools: Any, pages: Flask, class_of: Callable[..., Any], worker: Callable[..., Any]
) -> None:
    one, two = worker("one"), worker("two")
    _teacher, _group, students = class_of(6)
    made = [hand_in(students[n % 6], f"k{n}", 12 if n % 3 else 11) for n in range(HANDED_IN)]

    def said() -> str:
        return f"{tools.states()}\n{one.said()[-2000:]}\n{two.said()[-2000:]}"

    tools.wait_until(lambda: one.holds() and two.holds(), 90, said)
    tools.wait_until(lambda: tools.states().get("graded", 0) > 2 and one.holds(), 60, said)
    one.kill()
    killed = time.monotonic()
    assert tools.states().get("leased", 0) >= 1, "it was to die in mid-work"
    tools.wait_until(lambda: tools.states() == {"graded": HANDED_IN}, 120, said)
    print(f"all graded {time.monotonic() - killed:.1f} s after one of two was killed")
    attempts = select(AttemptRow.submission_id, func.count()).group_by(AttemptRow.submission_id)
    assert dict(db.session.execute(attempts).tuples().all()) == {m.id: 1 for m in made}
    assert sorted(tools.events("graded")) == sorted(m.public_id for m in made)
    scores = [submissions.submission(m.public_id).score for m in made]
    assert scores == [2.0 if n % 3 else 0.0 for n in range(HANDED_IN)]
    assert "Traceback" not in two.said()


@pytest.mark.slow
def test_a_test_that_was_put_right_changes_the_marks_of_a_class(
    tools: Any, pages: Flask, class_of: Callable[..., Any], worker: Callable[..., Any]
) -> None:
    teacher, group, students = class_of(3)
    made = [hand_in(student, f"k{student}", 11) for student in students]
    only = worker("one")
    tools.wait_until(lambda: tools.states() == {"graded": 3}, 90, only.said)
    tools.write_exercise(only.exercises, expected=11)
    asked = regrading.start(teacher, group, "pump")
    assert [submissions.submission(m.public_id).score for m in made] == [0, 0, 0]
    services().wake_grader()
    tools.wait_until(lambda: regrading.latest(group, "pump").over, 60, only.said)
    assert [submissions.submission(m.public_id).score for m in made] == [2, 2, 2]
    assert len(regrading.changes(asked)) == len(tools.events("regraded")) == 3


@pytest.mark.slow
def test_a_worker_that_loses_its_store_goes_on_when_it_is_back(
    tools: Any,
    pages: Flask,
    class_of: Callable[..., Any],
    worker: Callable[..., Any],
    line: Any,
) -> None:
    _teacher, _group, students = class_of(4)
    made = [hand_in(students[n % 4], f"k{n}") for n in range(8)]
    only = worker("one", line.url)
    tools.wait_until(lambda: tools.states().get("graded", 0) and only.holds(), 90, only.said)
    line.cut()
    time.sleep(5)
    before = tools.states()
    assert before["graded"] < 8
    line.mend()
    took = tools.wait_until(lambda: tools.states() == {"graded": 8}, 90, only.said)
    print(f"from {before} to all in {took:.1f} s after the store was back")
    assert only.process.poll() is None
    assert sorted(tools.events("graded")) == sorted(m.public_id for m in made)
