"""Sitting a start quiz or a final: begun, kept and handed in, each in one transaction.

What was drawn is stored when it is begun, so that a reload, a power cut, a second window and a
changed bank all leave it as it is. Should the store be put back to before that, the same questions
are drawn again: the draw is made from the student's own secret in the journal.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.catalog.bank import AssessmentKind
from app.catalog.markdown.quiz import mark
from app.catalog.model import Course
from app.catalog.pages.pages import BankPage
from app.clock import now_ms
from app.database import transaction
from app.journal.log import subject_of
from app.people.accounts import touch
from app.progress import milestones
from app.progress.assessing.allowing import allowed_numbers
from app.progress.assessing.drawing import Drawn, draw, seed_of
from app.progress.assessing.errors import (
    AlreadyDone,
    HandedIn,
    NoAssessment,
    NoSittingsLeft,
    NoSuchSitting,
    NotYet,
)
from app.progress.assessing.models import SittingAnswer, SittingRow
from app.progress.assessing.reading import Sitting, as_sitting, questions_in, sittings_of
from app.progress.assessing.resits import NextStep, next_step
from app.progress.learning import LONGEST_ANSWER, options_chosen

Answers = Mapping[str, Sequence[str]]  # by question id: places of options from "0", or one text
NONE: Answers = MappingProxyType({})
MOST_VALUES = 50  # of one answer


def begin(account_id: int, course: Course, kind: AssessmentKind, page: BankPage) -> Sitting:
    """Begin a sitting with questions drawn for this student, or return the one that is open.

    `page` are the course's questions in any language. Raises NoAssessment, NotYet, NoSittingsLeft
    or AlreadyDone.
    """
    with transaction() as session:
        before = sittings_of(account_id, course.id)
        allowed = allowed_numbers([account_id], course.id).get(account_id, frozenset())
        step = next_step(course.assessment, kind, before, now_ms(), allowed)
        if step.open is not None:
            return step.open
        _check_ready(step)
        seen = {
            drawn.question_id: place
            for place, earlier in enumerate(before)
            for drawn in earlier.questions
        }
        drawn = _drawn(session, account_id, course, kind, page, step.number, seen)
        row = SittingRow(
            public_id=secrets.token_urlsafe(9),
            account_id=account_id,
            course_id=course.id,
            kind=kind,
            number=step.number,
            questions=json.dumps([[one.question_id, one.lesson_id, one.order] for one in drawn]),
            started_ms=now_ms(),
        )
        session.add(row)
        session.flush()
        ids = [one.question_id for one in drawn]
        _note(session, "sitting-begun", row, {"questions": ids})
        touch(session, account_id)
        return as_sitting(session, row)


def keep(account_id: int, public_id: str, answers: Answers) -> Sitting:
    """Keep answers in the place of those kept before; no values take an answer back, and what is
    not in `answers` stays. Questions that were not drawn are passed over.

    Raises NoSuchSitting or HandedIn.
    """
    with transaction() as session:
        row = _own(session, account_id, public_id)
        if row.handed_in_ms is not None:
            raise HandedIn()
        _keep(session, row, answers)
        return as_sitting(session, row)


def hand_in(
    account_id: int,
    public_id: str,
    course: Course,
    page: BankPage,
    goal: milestones.Goal | None,
    answers: Answers = NONE,
    *,
    also: Sequence[BankPage] = (),
) -> Sitting:
    """Keep `answers` and mark all, once: a second call changes nothing and gives the same result.

    What is typed may be right by `page` or by one of `also`, the same questions in languages that
    she may have typed in as well. A question that has left the bank does not count. `goal` is what
    completing the course needs.
    Raises NoSuchSitting, and NoAssessment where the course has no plan any more.
    """
    with transaction() as session:
        row = _own(session, account_id, public_id)
        if row.handed_in_ms is not None:
            return as_sitting(session, row)
        plan = course.assessment
        if plan is None or row.course_id != course.id:
            raise NoAssessment()
        _keep(session, row, answers)
        marks = _mark(session, row, [page, *also])
        row.handed_in_ms = now_ms()
        row.right, row.total = sum(marks.values()), len(marks)
        if row.kind == "final":
            # The share may be no exact fraction of two, such as 0.7.
            row.passed = bool(marks) and row.right >= plan.pass_share * row.total - 1e-9
        result = {"right": row.right, "of": row.total, "passed": row.passed}
        _note(session, "sitting-done", row, result)
        session.flush()
        if row.passed and goal is not None:
            milestones.reach(session, account_id, goal)
        touch(session, account_id)
        return as_sitting(session, row)


def paper(account_id: int, course: Course, page: BankPage) -> tuple[Drawn, ...]:
    """A final for a student to sit on paper; each time the same. Nothing is kept of it."""
    with transaction() as session:
        return _drawn(session, account_id, course, "final", page, 0, {})


def _check_ready(step: NextStep) -> None:
    match step.state:
        case "absent":
            raise NoAssessment()
        case "wait":
            raise NotYet(when_ms=step.when_ms)
        case "none-left":
            raise NoSittingsLeft()
        case "passed" | "done":
            raise AlreadyDone()


def _drawn(
    session: Session,
    account_id: int,
    course: Course,
    kind: AssessmentKind,
    page: BankPage,
    number: int,
    seen: Mapping[str, int],
) -> tuple[Drawn, ...]:
    secret = subject_of(session, account_id).salt or b""
    drawn = draw(
        course.bank.for_kind(kind),
        {question.id: len(question.options) for question in page.questions},
        course.assessment.size(kind) if course.assessment else 0,
        seed_of(secret, course.id, kind, number),
        seen,
    )
    if not drawn:
        raise NoAssessment()
    return drawn


def _own(session: Session, account_id: int, public_id: str) -> SittingRow:
    mine = select(SittingRow).where(
        SittingRow.account_id == account_id, SittingRow.public_id == public_id
    )
    row = session.scalars(mine, execution_options={"populate_existing": True}).first()
    if row is None:
        raise NoSuchSitting()
    return row


def _kept(session: Session, row: SittingRow) -> dict[str, SittingAnswer]:
    query = select(SittingAnswer).where(SittingAnswer.sitting_id == row.id)
    rows = session.scalars(query, execution_options={"populate_existing": True})
    return {one.question_id: one for one in rows}


def _keep(session: Session, row: SittingRow, answers: Answers) -> None:
    kept = _kept(session, row)
    for drawn in questions_in(row):
        if drawn.question_id not in answers:
            continue
        before = kept.get(drawn.question_id)
        values = [value[:LONGEST_ANSWER] for value in answers[drawn.question_id]][:MOST_VALUES]
        given = json.dumps([one for one in values if one.strip()], ensure_ascii=False)
        if given == (before.given if before else "[]"):
            continue
        if before is None:
            before = SittingAnswer(sitting_id=row.id, question_id=drawn.question_id)
            session.add(before)
        before.given, before.right, before.at_ms = given, None, now_ms()
        chosen = options_chosen(json.loads(given), bool(drawn.order))
        _note(session, "sitting-answered", row, chosen, drawn.question_id)
    session.flush()


def _mark(session: Session, row: SittingRow, pages: Sequence[BankPage]) -> dict[str, bool]:
    """Mark what was given; returns whether it is right of each question that counts."""
    kept = _kept(session, row)
    marks: dict[str, bool] = {}
    for drawn in questions_in(row):
        answer = kept.get(drawn.question_id)
        if answer is None:
            answer = SittingAnswer(sitting_id=row.id, question_id=drawn.question_id)
            answer.given, answer.at_ms = "[]", now_ms()
            session.add(answer)
        asked = [page.by_id.get(drawn.question_id) for page in pages]
        if asked[0] is None:
            answer.right = None
            continue
        values = json.loads(answer.given)
        right = any(mark(question, values).right for question in asked if question)
        answer.right = marks[drawn.question_id] = right
        # The start quiz asks what nobody has learned yet: it says nothing about a question.
        if values and row.kind == "final":
            told = {**options_chosen(values, bool(asked[0].options)), "right": right}
            journal.append(
                session,
                "quiz-answered",
                account_id=row.account_id,
                item=f"{row.course_id}-final/{drawn.question_id}",
                payload={"course": row.course_id, **told},
            )
    return marks


def _note(
    session: Session,
    kind: str,
    row: SittingRow,
    payload: Mapping[str, object],
    question_id: str = "",
) -> None:
    """Tell of it in the journal. These kinds stay at the school: see docs/assessment.md."""
    item = f"{row.course_id}/{question_id}" if question_id else row.course_id
    told = {"kind": row.kind, "number": row.number, **payload}
    journal.append(session, kind, account_id=row.account_id, item=item, payload=told)
