"""Classes: who is in them, who teaches them, which courses they follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.people.enrolment import NoSuchClass, enrol
from app.people.models import Account, ClassCourse, ClassMember, SchoolClass
from app.people.rules import (
    checked_full_name,
    new_code,
)


@dataclass(frozen=True)
class ClassSummary:
    """A class in a list, with how many students it has."""

    id: int
    name: str
    code: str
    open_enrolment: bool
    students: int


def create_class(by: Account, name: str, course_ids: Sequence[str] = ()) -> SchoolClass:
    """Make a class that `by` teaches and that follows the courses; raises BadFullName."""
    with transaction() as session:
        made = make_class(session, name, course_ids)
        enrol(session, made.id, by.id, "instructor")
    return made


def make_class(
    session: Session, name: str, course_ids: Sequence[str] = (), identifier: str = ""
) -> SchoolClass:
    """Make a class that nobody is in yet, inside the caller's transaction; raises BadFullName."""
    made = SchoolClass(
        name=checked_full_name(name),
        code=_free_code(session),
        created_ms=now_ms(),
        identifier=identifier or None,
    )
    session.add(made)
    session.flush()
    _set_courses(session, made.id, course_ids)
    journal.append(session, "class-made", item=str(made.id))
    return made


def rename_class(class_id: int, name: str) -> None:
    """Give a class another name; its code, its members and their work stay. Raises BadFullName."""
    with transaction() as session:
        session.get_one(SchoolClass, class_id).name = checked_full_name(name)
        touch_members(session, class_id)


def set_courses(class_id: int, course_ids: Sequence[str]) -> None:
    """Choose the courses that a class follows, in order."""
    with transaction() as session:
        _set_courses(session, class_id, course_ids)
        touch_members(session, class_id)


def set_open_enrolment(class_id: int, allowed: bool, *, new_code_too: bool = False) -> None:
    """Allow students to enrol themselves with the class code, or stop it."""
    with transaction() as session:
        row = session.get_one(SchoolClass, class_id)
        row.open_enrolment = allowed
        if new_code_too:
            row.code = _free_code(session)


def classes_taught_by(account: Account) -> list[ClassSummary]:
    """The classes that an instructor teaches, by name; all of them for an administrator."""
    students = (
        select(func.count())
        .select_from(ClassMember)
        .where(ClassMember.class_id == SchoolClass.id, ClassMember.role == "student")
        .correlate(SchoolClass)
        .scalar_subquery()
    )
    query = select(SchoolClass, students).order_by(SchoolClass.name)
    if not account.is_administrator:
        query = query.join(ClassMember, ClassMember.class_id == SchoolClass.id).where(
            ClassMember.account_id == account.id, ClassMember.role == "instructor"
        )
    return [
        ClassSummary(row.id, row.name, row.code, row.open_enrolment, count)
        for row, count in db.session.execute(query)
    ]


def class_taught_by(account: Account, class_id: int) -> SchoolClass:
    """The class, when this account may see it as its teacher; raises NoSuchClass."""
    found = db.session.get(SchoolClass, class_id)
    if found is None or not (account.is_administrator or _has_role(account, class_id)):
        raise NoSuchClass()
    return found


def _has_role(account: Account, class_id: int, role: str = "instructor") -> bool:
    if not account.teaches:
        return False
    member = db.session.get(ClassMember, (class_id, account.id))
    return member is not None and member.role == role


def teaches_student(account: Account, student_id: int) -> bool:
    """Whether the account is an instructor of a class that the student is in."""
    if account.is_administrator:
        return True
    if not account.teaches:
        return False
    mine = select(ClassMember.class_id).where(
        ClassMember.account_id == account.id, ClassMember.role == "instructor"
    )
    query = select(ClassMember.class_id).where(
        ClassMember.account_id == student_id,
        ClassMember.role == "student",
        ClassMember.class_id.in_(mine),
    )
    return db.session.scalars(query.limit(1)).first() is not None


def is_student_of(class_id: int, account_id: int) -> bool:
    """Whether an account is a student of the class."""
    member = db.session.get(ClassMember, (class_id, account_id))
    return member is not None and member.role == "student"


def students_of(class_id: int) -> list[Account]:
    """The students of a class, by name."""
    query = (
        select(Account)
        .join(ClassMember, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, ClassMember.role == "student")
        .order_by(Account.full_name, Account.username)
    )
    return list(db.session.scalars(query))


def instructors_of(class_id: int) -> list[Account]:
    """The instructors of a class, by name."""
    query = (
        select(Account)
        .join(ClassMember, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, ClassMember.role == "instructor")
        .order_by(Account.full_name)
    )
    return list(db.session.scalars(query))


def courses_of_class(class_id: int) -> list[str]:
    """The ids of the courses that a class follows, in order."""
    query = (
        select(ClassCourse.course_id)
        .where(ClassCourse.class_id == class_id)
        .order_by(ClassCourse.position)
    )
    return list(db.session.scalars(query))


def classes_that_follow(course_id: str) -> set[int]:
    """The ids of the classes that follow a course."""
    query = select(ClassCourse.class_id).where(ClassCourse.course_id == course_id)
    return set(db.session.scalars(query))


def courses_of(account_id: int) -> list[str]:
    """The ids of the courses that an account's classes follow, each once, in order."""
    query = (
        select(ClassCourse.course_id)
        .join(ClassMember, ClassMember.class_id == ClassCourse.class_id)
        .where(ClassMember.account_id == account_id)
        .order_by(ClassMember.joined_ms, ClassCourse.position)
    )
    return list(dict.fromkeys(db.session.scalars(query)))


def _free_code(session: Session) -> str:
    while True:
        code = new_code(6)
        if not session.scalars(select(SchoolClass.id).where(SchoolClass.code == code)).first():
            return code


def _set_courses(session: Session, class_id: int, course_ids: Sequence[str]) -> None:
    session.execute(delete(ClassCourse).where(ClassCourse.class_id == class_id))
    for position, course_id in enumerate(dict.fromkeys(course_ids)):
        session.add(ClassCourse(class_id=class_id, course_id=course_id, position=position))


def touch_members(session: Session, class_id: int) -> None:
    """Say that what the pages of a class's members show has changed; inside a transaction."""
    members = select(ClassMember.account_id).where(ClassMember.class_id == class_id)
    session.execute(
        update(Account).where(Account.id.in_(members)).values(version=Account.version + 1),
        execution_options={"synchronize_session": False},
    )
