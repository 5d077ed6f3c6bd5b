"""Her start quizzes and finals, what she answered in them, and what she was allowed."""

from sqlalchemy import select

from app.database import db
from app.errors import N_
from app.progress.assessing.models import SittingAnswer, SittingGrant, SittingRow
from app.progress.own_data.whose import TIME, Of, OwnTable, as_time, as_yes

COURSE = N_("the course")
KIND = N_("start: the quiz at the start; final: the assessment at the end")
NUMBER = N_("for which time")


def assessments(of: Of) -> OwnTable:
    """Each start quiz and final that she began."""
    query = (
        select(SittingRow)
        .where(SittingRow.account_id == of.account.id)
        .order_by(SittingRow.started_ms, SittingRow.id)
    )
    return OwnTable(
        "assessments",
        N_("The start quizzes and final assessments that you began."),
        {
            "course": COURSE,
            "kind": KIND,
            "number": NUMBER,
            "begun": TIME,
            "handed_in": TIME,
            "right": N_("how many of your answers were right"),
            "of": N_("how many questions counted"),
            "passed": N_("whether you passed; empty: nothing to pass, or not handed in"),
        },
        [
            (
                of.course(one.course_id),
                one.kind,
                one.number,
                as_time(one.started_ms),
                as_time(one.handed_in_ms),
                "" if one.right is None else one.right,
                "" if one.total is None else one.total,
                "" if one.passed is None else as_yes(one.passed),
            )
            for one in db.session.scalars(query)
        ],
    )


def assessment_answers(of: Of) -> OwnTable:
    """Each answer in them."""
    query = (
        select(SittingRow, SittingAnswer)
        .join(SittingAnswer, SittingAnswer.sitting_id == SittingRow.id)
        .where(SittingRow.account_id == of.account.id)
        .order_by(SittingRow.started_ms, SittingRow.id, SittingAnswer.question_id)
    )
    return OwnTable(
        "assessment-answers",
        N_("What you answered in start quizzes and final assessments."),
        {
            "course": COURSE,
            "kind": KIND,
            "number": NUMBER,
            "question": N_("the question's name in the course's bank of questions"),
            "given": N_("what you chose, by its place from 0, or typed"),
            "right": N_("whether it was right; empty: not handed in, or it did not count"),
            "at": TIME,
        },
        [
            (
                of.course(sitting.course_id),
                sitting.kind,
                sitting.number,
                one.question_id,
                one.given,
                "" if one.right is None else as_yes(one.right),
                as_time(one.at_ms),
            )
            for sitting, one in db.session.execute(query)
        ],
    )


def allowed(of: Of) -> OwnTable:
    """What her instructors allowed her."""
    query = select(SittingGrant).where(SittingGrant.account_id == of.account.id)
    return OwnTable(
        "assessments-allowed",
        N_("Final assessments that an instructor allowed you to sit sooner or once more."),
        {"course": COURSE, "number": NUMBER, "allowed": TIME},
        [
            (of.course(one.course_id), one.number, as_time(one.at_ms))
            for one in db.session.scalars(query)
        ],
    )
