"""Two accounts of one student made one: nothing of either is lost, and the better counts."""

from secrets import token_urlsafe

import pytest
from sqlalchemy import func, select

from app import journal
from app.database import Base, db, transaction
from app.grading import CellGrade, Grade
from app.people import accounts, classes, consent, enrolment, erasure, merging, moving
from app.people.models import Account, ConsentRow
from app.progress import drafts, learning, queue, submissions
from app.progress.marking.history import changes, note_change
from app.progress.marking.item import Item
from app.progress.marking.models import MarkOverride
from app.progress.merging import RULES, merge
from app.progress.models import DraftVersion, ExerciseState, LessonRead, QuizState


@pytest.fixture
def teacher(store) -> Account:
    with transaction() as session:
        return accounts.add_account(
            session, username="wanjiru", full_name="W", secret="well-water-26", role="instructor"
        )


@pytest.fixture
def two(teacher) -> tuple[Account, Account]:
    form = classes.create_class(teacher, "Form 2").id
    make = enrolment.add_student
    kept = make(form, username="amina", full_name="Amina O", secret="73915")
    return kept, make(form, username="amina2", full_name="Amina O.", secret="73915")


def hand_in(account: Account, score: float) -> None:
    submissions.submit(account.id, "c", "e1", {"cells": []}, key="k", lang="en")
    cell = CellGrade("t1", "Test", score, 2, "passed")
    assert queue.finish(queue.lease("g", 30), Grade(score, 2, False, (cell,), executed={}))


def state(account: Account) -> ExerciseState:
    return db.session.get_one(ExerciseState, (account.id, "e1"), populate_existing=True)


def test_the_better_result_counts_and_all_hand_ins_stay(two, teacher):
    kept, other = two
    hand_in(kept, 1)
    hand_in(other, 2)
    merge(kept.id, other.id, teacher.id)
    assert (state(kept).score, state(kept).submissions, state(kept).graded) == (2, 2, 2)
    assert [one.number for one in submissions.history(kept.id, "e1")] == [2, 1]
    counted = submissions.submission(state(kept).counted_public_id)
    assert (counted.account_id, counted.score) == (kept.id, 2)


def test_the_next_hand_in_goes_on_counting(two, teacher):
    kept, other = two
    hand_in(kept, 1)
    hand_in(other, 0)
    merge(kept.id, other.id, teacher.id)
    made = submissions.submit(kept.id, "c", "e1", {}, key="new", lang="en")
    assert (made.number, state(kept).score) == (3, 1)


def test_where_the_last_counts_it_is_the_other_ones_last(two, teacher):
    kept, other = two
    hand_in(kept, 2)
    hand_in(other, 1)
    merge(kept.id, other.id, teacher.id, {"e1": Item("e1", "last", 2)})
    counted = submissions.submission(state(kept).counted_public_id)
    assert (state(kept).score, counted.number) == (1, 2)


def test_a_mark_that_a_person_set_counts_for_both(two, teacher):
    kept, other = two
    hand_in(kept, 1)
    hand_in(other, 0)
    said = {"exercise_id": "e1", "reason": "spoken", "by_id": teacher.id, "at_ms": 1}
    with transaction() as session:
        session.add(MarkOverride(account_id=other.id, points=2, most=2, **said))
    merge(kept.id, other.id, teacher.id)
    assert state(kept).score == 2


def test_the_history_of_marks_goes_on_naming_its_submissions(two, teacher):
    kept, other = two
    for account in (kept, kept, other):
        submissions.submit(account.id, "c", "e1", {}, key=token_urlsafe(6), lang="en")
    for account in two:
        with transaction() as session:
            note_change(
                session, "points", teacher, account.id, "e1", before=None, after=1, number=1
            )
    merge(kept.id, other.id, teacher.id)
    assert [one.number for one in changes(kept.id, "e1")] == [3, 1]


def test_the_newer_draft_is_open_and_the_older_one_a_version(two, teacher):
    kept, other = two
    drafts.save_draft(kept.id, "e1", {"cells": ["old"]}, 0)
    drafts.save_draft(other.id, "e1", {"cells": ["new"]}, 0)
    with transaction() as session:
        session.get_one(drafts.DraftRow, (other.id, "e1")).updated_ms += 10
    merge(kept.id, other.id, teacher.id)
    assert drafts.draft(kept.id, "e1").notebook == {"cells": ["new"]}
    (version,) = db.session.scalars(select(DraftVersion))
    assert (version.account_id, version.reason) == (kept.id, "merged")


def test_lessons_and_questions_come_together(two, teacher):
    kept, other = two
    for one in two:
        learning.lesson_read(one.id, "c", "l1")
    learning.lesson_read(other.id, "c", "l2")
    learning.quiz_answered(kept.id, "c", "l1", "q1", ["a"], False)
    learning.quiz_answered(other.id, "c", "l1", "q1", ["b"], True)
    merge(kept.id, other.id, teacher.id)
    assert db.session.scalar(select(func.count()).select_from(LessonRead)) == 2
    (question,) = db.session.scalars(select(QuizState), execution_options={"populate_existing": 1})
    assert (question.account_id, question.ever_right, question.tries) == (kept.id, True, 2)


def test_nothing_is_left_with_the_other_who_is_out_at_once(two, teacher):
    kept, other = two
    session_id = other.get_id()
    for one in two:
        drafts.save_draft(one.id, "e1", {}, 0)
        hand_in(one, 1)
    merge(kept.id, other.id, teacher.id)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("erased"):
                assert db.session.scalar(select(func.count()).where(column == other.id)) == 0
    assert accounts.account_of_session(session_id) is None
    with pytest.raises(accounts.AccountClosed):
        accounts.sign_in("amina2", "73915")
    with pytest.raises(moving.WasMerged):
        moving.restore([other.id])


@pytest.mark.parametrize("who", [(0,), (1,), (0, 1), ()])
def test_progress_leaves_only_where_both_said_so(two, teacher, who):
    for one in who:
        consent.give([two[one].id], two[one], "self")
    merge(two[0].id, two[1].id, teacher.id)
    assert consent.of(two[0].id).given == (who == (0, 1))
    numbers = {journal.subject_number(db.session(), one.id) for one in two}
    consenting = journal.consenting(db.session()) & numbers
    assert len(consenting) == (2 if who == (0, 1) else 0)


def test_what_she_refused_herself_stays_her_own_no(two, teacher):
    kept, other = two
    for one in two:
        consent.give([one.id], one, "self")
    consent.withdraw(other.id, other)
    merge(kept.id, other.id, teacher.id)
    assert consent.of(kept.id).own_no
    assert db.session.scalar(select(func.count()).select_from(ConsentRow)) == 1


def test_the_journal_tells_of_it_and_stays_whole(two, teacher):
    kept, other = two
    merge(kept.id, other.id, teacher.id)
    told = [one for one in db.session.scalars(select(journal.Event)) if "merged" in one.kind]
    assert len(told) == 1 and told[0].withheld
    assert journal.subject_number(db.session(), other.id) is not None


def test_erasing_the_kept_account_erases_what_was_merged_into_it(two, teacher):
    kept, other = two
    merge(kept.id, other.id, teacher.id)
    erasure.erase(kept.id, teacher.id)
    shell = db.session.get(Account, other.id, populate_existing=True)
    assert (shell.full_name, shell.erased_ms is not None) == (erasure.NEUTRAL, True)


def test_only_two_students_can_be_merged(two, teacher):
    for pair, error in (
        ((two[0].id, two[0].id), merging.SameAccount),
        ((two[0].id, teacher.id), merging.OnlyStudentsMerge),
        ((two[0].id, 99), accounts.NoSuchAccount),
    ):
        with pytest.raises(error):
            merge(*pair, teacher.id)


def test_each_rule_is_for_a_table_that_is_there():
    assert RULES.keys() <= Base.metadata.tables.keys()
