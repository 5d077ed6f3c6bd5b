"""What may be sat when: the rules, without a store."""

import pytest

from app.catalog.bank import AssessmentPlan
from app.progress.assessing.drawing import Drawn
from app.progress.assessing.reading import Given, Sitting
from app.progress.assessing.resits import DAY_MS, LessonResult, by_lesson, next_step

PLAN = AssessmentPlan(start=2, final=4, pass_share=0.5, sittings=3, wait_days=1)
NOW = 100 * DAY_MS


def sat(number: int, right: int | None, *, kind="final", at=NOW - DAY_MS, total=4) -> Sitting:
    done = right is not None
    return Sitting(
        id=number,
        public_id=f"p{number}",
        account_id=1,
        course_id="c",
        kind=kind,
        number=number,
        questions=(),
        answers={},
        started_ms=at,
        handed_in_ms=at if done else None,
        right=right,
        total=total if done else None,
        passed=right >= 2 if done and kind == "final" else None,
    )


def test_a_first_final_may_be_begun():
    step = next_step(PLAN, "final", [], NOW)
    assert (step.state, step.number, step.left, step.best) == ("ready", 1, 3, None)


def test_one_that_was_begun_is_gone_on_with():
    step = next_step(PLAN, "final", [sat(1, 1), sat(2, None)], NOW)
    assert (step.state, step.number, step.left, step.open.number) == ("open", 2, 2, 2)


def test_after_one_not_passed_a_day_is_waited():
    early = next_step(PLAN, "final", [sat(1, 1)], NOW - 1)
    assert (early.state, early.number, early.when_ms) == ("wait", 2, NOW)
    assert next_step(PLAN, "final", [sat(1, 1)], NOW).state == "ready"


def test_without_days_to_wait_the_next_is_there_at_once():
    plan = AssessmentPlan(wait_days=0)
    assert next_step(plan, "final", [sat(1, 1, at=NOW)], NOW).state == "ready"


def test_a_clock_that_was_put_back_keeps_nobody_waiting():
    assert next_step(PLAN, "final", [sat(1, 1, at=NOW + 900 * DAY_MS)], NOW).state == "ready"


def test_no_more_than_the_plan_says():
    step = next_step(PLAN, "final", [sat(1, 0), sat(2, 1), sat(3, 1)], NOW)
    assert (step.state, step.left, step.best.number) == ("none-left", 0, 2)


@pytest.mark.parametrize("done", [[sat(1, 1, at=NOW)], [sat(1, 0), sat(2, 0), sat(3, 0, at=NOW)]])
def test_an_instructor_may_allow_the_next_one(done):
    number = len(done) + 1
    assert next_step(PLAN, "final", done, NOW).state in ("wait", "none-left")
    step = next_step(PLAN, "final", done, NOW, {number})
    assert (step.state, step.number) == ("ready", number)
    assert next_step(PLAN, "final", [*done, sat(number, 0)], NOW, {number}).number == number + 1


def test_a_passed_final_is_the_end():
    step = next_step(PLAN, "final", [sat(1, 1), sat(2, 3)], NOW)
    assert (step.state, step.best.number) == ("passed", 2)


def test_a_final_stays_passed_when_the_course_has_none_any_more():
    assert next_step(None, "final", [sat(1, 4)], NOW).state == "passed"
    assert next_step(None, "final", [sat(1, 1)], NOW).state == "absent"


def test_a_start_quiz_is_sat_once():
    assert next_step(PLAN, "start", [], NOW).state == "ready"
    step = next_step(PLAN, "start", [sat(1, 0, kind="start"), sat(1, 1)], NOW)
    assert (step.state, step.best.kind) == ("done", "start")
    assert next_step(AssessmentPlan(start=0), "start", [], NOW).state == "absent"


def test_a_sitting_none_of_whose_questions_was_left_is_not_counted():
    step = next_step(PLAN, "final", [sat(1, 0, at=NOW, total=0)], NOW)
    assert (step.state, step.number, step.left) == ("ready", 2, 3)


def test_what_to_look_at_first_has_the_most_wrong():
    one = sat(1, 1)
    marks = [("a", "rules", True), ("b", "data", False), ("c", "data", False), ("d", "gone", None)]
    questions = tuple(Drawn(id, lesson) for id, lesson, _ in marks)
    answers = {id: Given(("0",), right, 1) for id, _, right in marks}
    given = Sitting(**{**vars(one), "questions": questions, "answers": answers})
    assert by_lesson(given) == (LessonResult("data", 0, 2), LessonResult("rules", 1, 1))
    assert given.gone == ("d",)
