"""Her profile, her classes and consent, what she read and answered."""

from sqlalchemy import select

from app.database import db
from app.errors import N_
from app.people.models import ClassMember, ConsentRow, SchoolClass
from app.progress.assigning.models import Assignment, AssignmentExtension
from app.progress.marking.models import SavedComment
from app.progress.models import CourseCompleted, LessonRead, QuizTry
from app.progress.own_data.whose import EXERCISE, TIME, Of, OwnTable, as_time, as_yes


def profile(of: Of) -> OwnTable:
    """Who she is here."""
    one = of.account
    row = (one.username, one.full_name, one.role, one.lang, one.identifier or "")
    return OwnTable(
        "profile",
        N_("Who you are here."),
        {
            "user_name": N_("the name that you sign in with"),
            "full_name": N_("your name"),
            "role": N_("student, instructor or administrator"),
            "language": N_("the language of your pages; empty: the browser's"),
            "identifier": N_("what another system calls you"),
            "pin": N_("whether you sign in with a PIN; it is kept as a check sum only"),
            "active": N_("whether the account is not suspended"),
            "made": TIME,
        },
        [(*row, as_yes(one.has_pin), as_yes(one.active), as_time(one.created_ms))],
    )


def classes(of: Of) -> OwnTable:
    """The classes that she is in."""
    query = (
        select(SchoolClass.name, ClassMember.role, ClassMember.joined_ms)
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .where(ClassMember.account_id == of.account.id)
    )
    return OwnTable(
        "classes",
        N_("The classes that you are in."),
        {"class": N_("its name"), "role": N_("student or instructor"), "joined": TIME},
        [(name, role, as_time(at)) for name, role, at in db.session.execute(query)],
    )


def consent(of: Of) -> OwnTable:
    """Whether her progress may leave the school."""
    row = db.session.get(ConsentRow, of.account.id, populate_existing=True)
    return OwnTable(
        "consent",
        N_("Whether your progress may leave the school."),
        {
            "given": TIME,
            "way": N_("self: by you; class: noted by an instructor"),
            "proof": N_("how the instructor knew"),
            "said_on": N_("the day that stands on the paper"),
            "withdrawn": TIME,
        },
        [(as_time(row.given_ms), row.way, row.proof, row.said_on or "", as_time(row.withdrawn_ms))]
        if row
        else [],
    )


def lessons(of: Of) -> OwnTable:
    """What she read."""
    query = (
        select(LessonRead)
        .where(LessonRead.account_id == of.account.id)
        .order_by(LessonRead.first_ms)
    )
    return OwnTable(
        "lessons",
        N_("The lessons that you read."),
        {
            "course": N_("the course"),
            "lesson": N_("the lesson"),
            "first_read": TIME,
            "days": N_("on how many days"),
        },
        [
            (of.course(one.course_id), of.lesson(one.lesson_id), as_time(one.first_ms), one.days)
            for one in db.session.scalars(query)
        ],
    )


def answers(of: Of) -> OwnTable:
    """Each answer that she gave to a question."""
    query = select(QuizTry).where(QuizTry.account_id == of.account.id).order_by(QuizTry.id)
    return OwnTable(
        "answers",
        N_("What you answered to the questions in lessons."),
        {
            "lesson": N_("the lesson"),
            "question": N_("the question's name in the lesson's text"),
            "given": N_("what you chose, by its place from 0, or typed"),
            "right": N_("whether it was right"),
            "at": TIME,
        },
        [
            (
                of.lesson(one.lesson_id),
                one.question_id,
                one.given,
                as_yes(one.right),
                as_time(one.at_ms),
            )
            for one in db.session.scalars(query)
        ],
    )


def completed(of: Of) -> OwnTable:
    """The courses that she completed."""
    query = select(CourseCompleted).where(CourseCompleted.account_id == of.account.id)
    return OwnTable(
        "completed",
        N_("The courses that you completed."),
        {"course": N_("the course"), "completed": TIME},
        [
            (of.course(one.course_id), as_time(one.completed_ms))
            for one in db.session.scalars(query)
        ],
    )


def more_time(of: Of) -> OwnTable:
    """Where she was given more time."""
    query = (
        select(Assignment.kind, Assignment.item_id, AssignmentExtension.due_ms)
        .join(Assignment, Assignment.id == AssignmentExtension.assignment_id)
        .where(AssignmentExtension.account_id == of.account.id)
    )
    names = {"lesson": of.lesson, "exercise": of.exercise, "assessment": of.course}
    return OwnTable(
        "more-time",
        N_("Where you were given more time than your class."),
        {
            "item": N_("the lesson, the exercise, or the course of the final assessment"),
            "due": TIME,
        },
        [(names[kind](id), as_time(due)) for kind, id, due in db.session.execute(query)],
    )


def kept_comments(of: Of) -> OwnTable:
    """The comments that she keeps for marking."""
    query = select(SavedComment).where(SavedComment.author_id == of.account.id)
    return OwnTable(
        "kept-comments",
        N_("Comments that you keep for marking."),
        {"exercise": EXERCISE, "comment": N_("its words")},
        [(of.exercise(one.exercise_id), one.text) for one in db.session.scalars(query)],
    )
