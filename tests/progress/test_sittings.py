"""Sitting a start quiz or a final, on a real store: begun, kept, handed in, and sat again."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app import create_store, journal
from app.catalog.bank import AssessmentPlan, Bank, BankFile, BankQuestion
from app.catalog.markdown.quiz import NumberAnswer, Option, Question, TextAnswers
from app.catalog.pages.pages import BankPage
from app.clock import now_ms
from app.database import db, transaction
from app.people import erasure
from app.progress import learning
from app.progress.assessing import allowing, errors, passing, reading, sittings
from app.progress.assessing.models import SittingAnswer, SittingGrant, SittingRow
from app.progress.assessing.resits import DAY_MS
from app.progress.assessing.standing import class_standing, standing
from app.progress.milestones import Goal
from app.progress.models import CourseCompleted

LESSONS = ("rules", "data")
PLAN = AssessmentPlan(start=2, final=4, pass_share=0.5, sittings=2, wait_days=1)


def question(id: str) -> Question:
    if id.endswith("9"):
        return Question(id, "number", "How many?", answer=NumberAnswer(4))
    return Question(id, "single", "Which?", (Option("a", False), Option("b", True)))


def bank_of(count: int) -> Bank:
    files = tuple(
        BankFile(
            slug,
            Path(f"{slug}.md"),
            "d",
            tuple(
                BankQuestion(f"{slug}{n}", "both" if n < 3 else "final", Path("x"), 1, slug, slug)
                for n in range(10 - count, 10)
            ),
        )
        for slug in LESSONS
    )
    return Bank(files, frozenset(LESSONS))


def page_of(bank: Bank) -> BankPage:
    questions = tuple(question(one.question_id) for one in bank.questions)
    return BankPage("en", "ltr", questions, "d", 1.0, True)


BANK = bank_of(10)
PAGE = page_of(BANK)
COURSE = SimpleNamespace(id="c", bank=BANK, assessment=PLAN)


def right_answer(drawn) -> list[str]:
    return ["1"] if drawn.order else ["4"]


def answers(sitting, right: int) -> dict[str, list[str]]:
    """Answers to all questions, of which some are right."""
    return {
        one.question_id: right_answer(one) if place < right else ["0"]
        for place, one in enumerate(sitting.questions)
    }


def sit(student: int, right: int, course=COURSE, kind="final", goal=None):
    begun = sittings.begin(student, course, kind, PAGE)
    return sittings.hand_in(student, begun.public_id, course, PAGE, goal, answers(begun, right))


def events(*kinds: str) -> list[tuple[str, str, dict]]:
    query = select(journal.Event).where(journal.Event.kind.in_(kinds)).order_by(journal.Event.seq)
    return [(one.kind, one.item, json.loads(one.payload)) for one in db.session.scalars(query)]


def back_by(days: float) -> None:
    """As if everything had been sat earlier."""
    with transaction() as session:
        for row in session.scalars(select(SittingRow)):
            row.handed_in_ms = (row.handed_in_ms or now_ms()) - int(days * DAY_MS)


def test_a_sitting_draws_what_the_plan_says(amina):
    final = sittings.begin(amina, COURSE, "final", PAGE)
    assert len(final.questions) == 4 and final.is_open and final.number == 1
    start = sittings.begin(amina, COURSE, "start", PAGE)
    uses = {one.question_id: one.use for one in BANK.questions}
    assert {uses[one.question_id] for one in start.questions} == {"both"}
    assert {one.lesson_id for one in final.questions} == set(LESSONS)


def test_begun_twice_is_the_same_sitting(amina):
    first = sittings.begin(amina, COURSE, "final", PAGE)
    assert sittings.begin(amina, COURSE, "final", PAGE) == first


def test_the_draw_stays_when_the_bank_changes(amina):
    first = sittings.begin(amina, COURSE, "final", PAGE)
    smaller = bank_of(3)
    course = SimpleNamespace(id="c", bank=smaller, assessment=PLAN)
    assert sittings.begin(amina, course, "final", page_of(smaller)) == first


def test_a_store_put_back_draws_the_same_again(amina):
    first = sittings.begin(amina, COURSE, "final", PAGE)
    with transaction() as session:
        session.delete(session.get(SittingRow, first.id))
    assert sittings.begin(amina, COURSE, "final", PAGE).questions == first.questions


def test_an_answer_replaces_the_one_before_and_others_stay(amina):
    begun = sittings.begin(amina, COURSE, "final", PAGE)
    one, other = (drawn.question_id for drawn in begun.questions[:2])
    sittings.keep(amina, begun.public_id, {one: ["0"], other: ["1"]})
    kept = sittings.keep(amina, begun.public_id, {one: ["1"], "of-nobody": ["1"]})
    assert {id: given.values for id, given in kept.answers.items()} == {one: ("1",), other: ("1",)}
    assert len(kept.unanswered) == 2
    again = sittings.keep(amina, begun.public_id, {one: ["1"]})
    assert again == kept


def test_an_answer_can_be_taken_back(amina):
    begun = sittings.begin(amina, COURSE, "final", PAGE)
    id = begun.questions[0].question_id
    sittings.keep(amina, begun.public_id, {id: ["0"]})
    kept = sittings.keep(amina, begun.public_id, {id: ["  "]})
    assert len(kept.unanswered) == 4


def test_what_is_kept_survives_a_kill(amina, settings):
    begun = sittings.begin(amina, COURSE, "final", PAGE)
    id = begun.questions[0].question_id
    sittings.keep(amina, begun.public_id, {id: ["1"]})
    db.session.remove()
    db.engine.dispose()
    with create_store(settings, connections=1).app_context():
        kept = reading.sitting(amina, begun.public_id)
        assert (kept.answers[id].values, kept.questions) == (("1",), begun.questions)
        db.engine.dispose()


@pytest.mark.parametrize(("right", "passed"), [(1, False), (2, True), (4, True)])
def test_handing_in_marks_everything(amina, right, passed):
    done = sit(amina, right)
    assert (done.right, done.total, done.passed) == (right, 4, passed)
    assert done.share == right / 4 and not done.is_open
    assert [done.answers[one.question_id].right for one in done.questions].count(True) == right


def test_the_share_that_passes_is_met_exactly(amina):
    plan = replace(PLAN, final=10, pass_share=0.7)
    assert sit(amina, 7, SimpleNamespace(id="c", bank=BANK, assessment=plan)).passed


def test_handing_in_twice_changes_nothing(amina):
    done = sit(amina, 1)
    told = len(events("sitting-done", "quiz-answered"))
    again = sittings.hand_in(amina, done.public_id, COURSE, PAGE, None, answers(done, 4))
    assert again == done and len(events("sitting-done", "quiz-answered")) == told
    with pytest.raises(errors.HandedIn):
        sittings.keep(amina, done.public_id, answers(done, 4))


def test_a_typed_answer_may_be_right_in_another_language(amina):
    def in_words(*accepted: str) -> BankPage:
        typed = TextAnswers(accepted)
        questions = (replace(one, kind="text", options=(), answer=typed) for one in PAGE.questions)
        return replace(PAGE, questions=tuple(questions))

    french, english = in_words("trois"), in_words("three")
    begun = sittings.begin(amina, COURSE, "final", french)
    given = {one.question_id: ["Three"] for one in begun.questions}
    done = sittings.hand_in(amina, begun.public_id, COURSE, french, None, given, also=[english])
    assert done.right == 4


def test_what_was_not_answered_is_not_right(amina):
    begun = sittings.begin(amina, COURSE, "final", PAGE)
    done = sittings.hand_in(amina, begun.public_id, COURSE, PAGE, None)
    assert (done.right, done.total, done.passed) == (0, 4, False)
    assert len(done.unanswered) == 4 and done.gone == ()
    assert events("quiz-answered") == []


def test_a_question_that_has_left_the_bank_does_not_count(amina):
    begun = sittings.begin(amina, COURSE, "final", PAGE)
    left = replace(
        PAGE,
        questions=tuple(one for one in PAGE.questions if one.id != begun.questions[0].question_id),
    )
    done = sittings.hand_in(amina, begun.public_id, COURSE, left, None, answers(begun, 3))
    assert (done.right, done.total, done.gone) == (2, 3, (begun.questions[0].question_id,))


def test_a_second_final_waits_and_has_other_questions(amina):
    first = sit(amina, 1)
    with pytest.raises(errors.NotYet) as early:
        sittings.begin(amina, COURSE, "final", PAGE)
    assert early.value.values["when_ms"] == first.handed_in_ms + DAY_MS
    back_by(1)
    second = sittings.begin(amina, COURSE, "final", PAGE)
    both = [{one.question_id for one in sitting.questions} for sitting in (first, second)]
    assert second.number == 2 and not both[0] & both[1]


def test_the_plans_sittings_are_all_and_an_instructor_allows_one_more(amina, teacher):
    sit(amina, 1)
    back_by(1)
    sit(amina, 0)
    back_by(1)
    with pytest.raises(errors.NoSittingsLeft):
        sittings.begin(amina, COURSE, "final", PAGE)
    assert allowing.allow(teacher, amina, COURSE) == 3
    assert allowing.allow(teacher, amina, COURSE) == 3
    assert sit(amina, 4).passed
    assert db.session.scalar(select(func.count()).select_from(SittingGrant)) == 1
    assert standing(amina, COURSE, "final").state == "passed"


def test_an_instructor_lifts_the_wait(amina, teacher):
    sit(amina, 1)
    allowing.allow(teacher, amina, COURSE)
    assert sittings.begin(amina, COURSE, "final", PAGE).number == 2
    with pytest.raises(errors.NothingToAllow):
        allowing.allow(teacher, amina, COURSE)


def test_what_is_passed_or_was_sat_at_the_start_is_not_begun_again(amina):
    sit(amina, 4)
    sit(amina, 0, kind="start")
    for kind in ("start", "final"):
        with pytest.raises(errors.AlreadyDone):
            sittings.begin(amina, COURSE, kind, PAGE)


def test_a_start_quiz_passes_nobody(amina):
    done = sit(amina, 2, kind="start")
    assert (done.right, done.passed) == (2, None)
    assert passing.finals_passed([amina]) == {} and events("quiz-answered") == []


def test_without_a_plan_there_is_nothing_to_sit(amina):
    with pytest.raises(errors.NoAssessment):
        sittings.begin(amina, SimpleNamespace(id="c", bank=Bank(), assessment=None), "final", PAGE)


def test_nobody_reaches_a_sitting_of_somebody_else(amina, teacher):
    begun = sittings.begin(amina, COURSE, "final", PAGE)
    for reach in (
        lambda: reading.sitting(teacher.id, begun.public_id),
        lambda: sittings.keep(teacher.id, begun.public_id, {}),
        lambda: sittings.hand_in(teacher.id, begun.public_id, COURSE, PAGE, None),
    ):
        with pytest.raises(errors.NoSuchSitting):
            reach()


def test_the_journal_tells_of_it_and_never_what_was_typed(amina):
    plan = replace(PLAN, final=20)
    done = sit(amina, 12, SimpleNamespace(id="c", bank=BANK, assessment=plan))
    begun, *kept = events("sitting-begun", "sitting-answered")
    assert begun[2]["questions"] == [one.question_id for one in done.questions]
    assert len(kept) == 20 and {one[1] for one in kept if "chosen" not in one[2]} == {
        "c/rules9",
        "c/data9",
    }
    assert events("sitting-done") == [
        ("sitting-done", "c", {"kind": "final", "number": 1, "right": 12, "of": 20, "passed": True})
    ]
    told = events("quiz-answered")
    assert len(told) == 20 and sum(one[2]["right"] for one in told) == 12
    assert told[0][1] == f"c-final/{done.questions[0].question_id}"


def test_sittings_leave_the_school_as_digests_only(amina):
    sit(amina, 4)
    kinds = ("sitting-begun", "sitting-answered", "sitting-done")
    rows = select(journal.Event).where(journal.Event.kind.in_(kinds))
    assert not any(journal.leaves(kind) for kind in kinds)
    assert all(one.withheld for one in db.session.scalars(rows))


def test_a_course_with_an_assessment_is_completed_by_passing_it(amina):
    goal = Goal("c", [(SimpleNamespace(id="rules", question_ids=()), None)], 0.5, assessment=True)
    learning.lesson_read(amina, "c", "rules", goal)
    sit(amina, 1, goal=goal)
    assert db.session.get(CourseCompleted, (amina, "c")) is None
    back_by(1)
    sit(amina, 3, goal=goal)
    assert db.session.get(CourseCompleted, (amina, "c")) is not None
    assert len(events("completed")) == 1


def test_a_class_stands_as_each_of_it_does(amina, teacher):
    done = sit(amina, 1)
    found = class_standing([amina, teacher.id], COURSE, "final")
    assert (found[amina].state, found[amina].best) == ("wait", done)
    assert found[teacher.id].state == "ready"


def test_a_paper_is_drawn_the_same_each_time_and_keeps_nothing(amina):
    assert sittings.paper(amina, COURSE, PAGE) == sittings.paper(amina, COURSE, PAGE)
    assert reading.sittings_of(amina, "c") == ()


def test_sittings_go_when_a_person_is_erased(amina, teacher):
    sit(amina, 1)
    allowing.allow(teacher, amina, COURSE)
    erasure.erase(amina, teacher.id)
    for table in (SittingRow, SittingAnswer, SittingGrant):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
