"""Marks by people in the store: points by hand, overrides, releases, history; on both stores."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import func, select

from app import journal
from app.database import db
from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people import enrolment, erasure
from app.people.models import Account
from app.progress import queue, regrading, submissions
from app.progress.marking import comments, history, manual, marks, overriding, releasing
from app.progress.marking.item import Item
from app.progress.marking.models import ManualScore, MarkChange, MarkOverride
from app.progress.milestones import Goal
from app.progress.models import ExerciseState
from app.progress.overview import overview
from app.settings import Settings


@dataclass(frozen=True)
class Lesson:
    id: str = "l1"
    question_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    id: str = "e1"
    counts: str = "best"
    max_score: float = 10.0


ITEM = Item("e1", "best", 10.0, Goal("c", [(Lesson(), "e1")], 0.5))
BY_HAND = CellGrade("essay", "Essay", 0, 6, "manual", remark=Remark("waiting-for-instructor"))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


def grade_next(automatic: float, counts: str = "best") -> None:
    cells = (CellGrade("t", "Test", automatic, 4, "partial"), BY_HAND)
    made = Grade(automatic, 10, True, cells)
    assert queue.finish(queue.lease("g", 30), made, counts, ITEM.goal)


def work(student: int, key: str = "k", automatic: float = 2.0) -> submissions.Submission:
    made = submissions.submit(student, "c", "e1", {"cells": []}, key=key, lang="en")
    grade_next(automatic)
    return submissions.submission(made.public_id)


def state(student: int) -> ExerciseState:
    return db.session.get_one(ExerciseState, (student, "e1"), populate_existing=True)


def mark(student: int, group: int):
    return marks.mark_of(student, Exercise(), group)


def told(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(journal.Event.kind == kind))


def test_work_waits_until_a_person_gave_points(teacher, group, amina):
    made = work(amina)
    assert [(one.public_id, one.cells) for one in manual.waiting(group, "e1")] == [
        (made.public_id, 1)
    ]
    assert manual.waiting_counts(group) == {"e1": 1}
    manual.give(teacher, made, "essay", 4.5, " Well argued. ", ITEM)
    (cell,) = manual.cells_by_hand(made)
    assert (cell.points, cell.comment, cell.waits) == (4.5, "Well argued.", False)
    assert manual.waiting(group) == []
    assert (mark(amina, group).points, mark(amina, group).shown) == (6.5, False)


def test_points_by_hand_count_for_her_once_they_are_released(teacher, group, amina):
    manual.give(teacher, work(amina), "essay", 4, "", ITEM)
    assert (overview(amina).exercises["e1"].score, told("passed")) == (2, 0)
    version = db.session.get_one(Account, amina, populate_existing=True).version
    releasing.release(teacher, group, ITEM)
    assert (overview(amina).exercises["e1"].score, told("passed")) == (6, 1)
    assert db.session.get_one(Account, amina, populate_existing=True).version > version
    releasing.withhold(teacher, group, ITEM)
    assert (state(amina).score, told("passed")) == (2, 1)


def test_what_is_held_shows_no_automatic_result_before_its_release(teacher, group, amina):
    releasing.set_held(teacher, group, ITEM, True)
    work(amina, automatic=4)
    assert state(amina).score is None
    seen = marks.seen_marks(amina, [Exercise()])["e1"]
    assert (seen.points, seen.held) == (None, True)
    assert mark(amina, group).points == 4
    releasing.release(teacher, group, ITEM)
    assert state(amina).score == 4


def test_a_later_submission_waits_anew_and_the_better_mark_stays(teacher, group, amina):
    manual.give(teacher, work(amina, "k1"), "essay", 6, "", ITEM)
    second = work(amina, "k2", 3)
    found = mark(amina, group)
    assert (found.points, found.last, found.needs_person, found.attempts) == (8, 3, True, 2)
    assert [one.number for one in manual.waiting(group)] == [2]
    manual.give(teacher, second, "essay", 6, "", ITEM)
    assert mark(amina, group).points == 9


def test_a_regrade_keeps_points_by_hand_and_overrides(teacher, group, amina):
    made = work(amina)
    manual.give(teacher, made, "essay", 5, "Good.", ITEM)
    regrading.start(teacher, group, "e1")
    grade_next(4)
    assert (mark(amina, group).points, mark(amina, group).needs_person) == (9, False)
    overriding.override(teacher, amina, ITEM, 3, "copied")
    assert regrading.start_one(teacher, made)
    grade_next(1)
    assert (mark(amina, group).points, mark(amina, group).best) == (3, 6)


def test_an_override_passes_the_exercise_once_and_is_taken_back(teacher, group, amina):
    releasing.release(teacher, group, ITEM)
    work(amina)
    overriding.override(teacher, amina, ITEM, 9, "she explained it to me")
    assert (state(amina).score, told("passed"), told("mark-overridden")) == (9, 1, 1)
    assert overriding.take_back(teacher, amina, ITEM, "by mistake")
    assert (state(amina).score, told("passed")) == (2, 1)
    assert not overriding.take_back(teacher, amina, ITEM)
    overriding.override(teacher, amina, ITEM, 9, "after all")
    assert told("passed") == 1


def test_a_mark_may_be_set_where_nothing_was_handed_in(teacher, group, amina):
    overriding.override(teacher, amina, ITEM, 8, "spoken examination")
    assert (state(amina).score, state(amina).max_score, state(amina).submissions) == (8, 10, 0)
    assert marks.marks_of_class(group, [Exercise()])[amina, "e1"].points == 8


def test_who_is_exempt_lacks_nothing_and_passed_nothing(teacher, group, amina):
    from app.progress.learning import lesson_read

    lesson_read(amina, "c", "l1", ITEM.goal)
    assert told("completed") == 0
    overriding.exempt(teacher, amina, ITEM, "was ill")
    assert (state(amina).exempt, told("passed"), told("completed")) == (True, 0, 1)
    assert mark(amina, group).exempt and mark(amina, group).points is None


def test_every_change_is_in_the_history_and_in_the_journal(teacher, group, amina):
    made = work(amina)
    manual.give(teacher, made, "essay", 4, "fine", ITEM)
    manual.give(teacher, made, "essay", 4, "fine", ITEM)
    manual.give(teacher, made, "essay", None, "", ITEM)
    overriding.override(teacher, amina, ITEM, 9, "oral")
    overriding.take_back(teacher, amina, ITEM)
    found = [
        (one.kind, one.before, one.after, one.reason, one.by)
        for one in history.changes(amina, "e1")
    ]
    assert found == [
        ("taken-back", 9, 2, "", "Juma"),
        ("override", 2, 9, "oral", "Juma"),
        ("points", 4, None, "", "Juma"),
        ("points", None, 4, "fine", "Juma"),
    ]
    assert mark(amina, group).changes == 4
    assert (told("marked"), told("mark-overridden"), told("mark-taken-back")) == (2, 1, 1)
    assert not any(journal.kinds.leaves(kind) for kind in history.EVENTS.values())


def test_what_cannot_be_given_changes_nothing(teacher, group, amina):
    made = work(amina)
    for cell, points, error in (
        ("essay", 7, manual.PointsOutOfRange),
        ("essay", -1, manual.PointsOutOfRange),
        ("t", 1, manual.NotMarkedByHand),
    ):
        with pytest.raises(error):
            manual.give(teacher, made, cell, points, "", ITEM)
    with pytest.raises(manual.PointsOutOfRange):
        overriding.override(teacher, amina, ITEM, float("nan"), "x")
    with pytest.raises(overriding.ReasonNeeded):
        overriding.override(teacher, amina, ITEM, 5, "  ")
    assert history.changes(amina, "e1") == []


def test_a_class_takes_the_same_few_queries_whatever_its_size(teacher, group, amina):
    from sqlalchemy import event

    def count() -> int:
        seen = []
        event.listen(db.engine, "after_cursor_execute", lambda *args: seen.append(args[2]))
        marks.marks_of_class(group, [Exercise()])
        return len(seen)

    work(amina)
    before = count()
    for name in ("layla", "zawadi"):
        other = enrolment.add_student(group, username=name, full_name=name, secret="48261").id
        work(other, name)
    assert len(marks.marks_of_class(group, [Exercise()])) == 3
    assert count() == before


def test_the_few_rows_that_matter_make_the_same_marks_as_all(teacher, group, amina):
    from app.progress.marking.handed import handed_of, handed_that_matter
    from app.progress.marking.rules import mark as mark_from

    first = work(amina, "k0", 3)
    manual.give(teacher, first, "essay", 6, "", ITEM)
    for number, automatic in enumerate((4, 1, 4, 2), 1):
        work(amina, f"k{number}", automatic)
    submissions.submit(amina, "c", "e1", {"cells": []}, key="waits", lang="en")
    key = (amina, "e1")
    few = handed_that_matter(db.session(), amina, ["e1"])[key]
    every = handed_of(db.session(), amina, ["e1"])[key]
    assert len(few) == 3 < len(every)
    for counts in ("best", "last"):
        assert mark_from(few, counts=counts, most=10) == mark_from(every, counts=counts, most=10)


def test_comments_are_kept_once_and_each_persons_own(teacher, group, amina):
    for _ in range(2):
        comments.save(teacher, "e1", " Units are missing. ", cell="essay", points=3)
    (kept,) = comments.saved(teacher, "e1")
    assert (kept.text, kept.points) == ("Units are missing.", 3)
    comments.forget(db.session.get_one(Account, amina), kept.id)
    assert comments.saved(teacher, "e1") == [kept]
    comments.forget(teacher, kept.id)
    assert comments.saved(teacher, "e1") == []


def test_erasing_a_student_takes_her_marks_along(teacher, group, amina):
    made = work(amina)
    manual.give(teacher, made, "essay", 4, "fine", ITEM)
    overriding.override(teacher, amina, ITEM, 9, "oral")
    erasure.erase(amina, teacher.id)
    for table in (ManualScore, MarkOverride, MarkChange):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
