"""Classes: who is in them, who teaches them, which courses they follow."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people import guessing
from app.people.accounts import add_account, touch
from app.people.models import Account, ClassCourse, ClassMember, SchoolClass
from app.people.rules import (
    checked_full_name,
    folded_code,
    new_code,
    new_pin,
    suggested_username,
)

# Sixty students mistype a code now and then; of 600 million codes nobody finds one by so few.
MISTYPED_CODES = 200


class NoSuchClass(KisimaError):
    sentence = N_("There is no such class, or it is not one of yours.")


class WrongClassCode(KisimaError):
    sentence = N_(
        "No class that takes new students has this code. Please ask your instructor for it."
    )


@dataclass(frozen=True)
class NewStudent:
    """A student just added, with the PIN to hand over; it is shown once."""

    full_name: str
    username: str
    pin: str


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
    name = checked_full_name(name)
    with transaction() as session:
        made = SchoolClass(name=name, code=_free_code(session), created_ms=now_ms())
        session.add(made)
        session.flush()
        _enrol(session, made.id, by.id, "instructor")
        _set_courses(session, made.id, course_ids)
        journal.append(session, "class-made", item=str(made.id))
    return made


def set_courses(class_id: int, course_ids: Sequence[str]) -> None:
    """Choose the courses that a class follows, in order."""
    with transaction() as session:
        _set_courses(session, class_id, course_ids)
        _touch_members(session, class_id)


def set_open_enrolment(class_id: int, allowed: bool, *, new_code_too: bool = False) -> None:
    """Allow students to enrol themselves with the class code, or stop it."""
    with transaction() as session:
        row = session.get_one(SchoolClass, class_id)
        row.open_enrolment = allowed
        if new_code_too:
            row.code = _free_code(session)


def add_student(
    class_id: int, *, username: str, full_name: str, secret: str, lang: str = ""
) -> Account:
    """Make a student's account in a class; raises what add_account raises.

    Without a user name one is made from the full name, with a number where it is taken.
    """
    full_name = checked_full_name(full_name)
    with transaction() as session:
        if not username.strip():
            username = _free_username(session, suggested_username(full_name))
        student = add_account(
            session,
            username=username,
            full_name=full_name,
            secret=secret,
            role="student",
            lang=lang,
        )
        _enrol(session, class_id, student.id, "student")
    return student


def add_students(class_id: int, full_names: Sequence[str]) -> list[NewStudent]:
    """Make accounts for these people, all or none, with user names and PINs made for them.

    Raises BadFullName.
    """
    added = []
    with transaction() as session:
        for typed in full_names:
            full_name = checked_full_name(typed)
            username, pin = _free_username(session, suggested_username(full_name)), new_pin()
            student = add_account(
                session, username=username, full_name=full_name, secret=pin, role="student"
            )
            _enrol(session, class_id, student.id, "student")
            added.append(NewStudent(full_name, username, pin))
    return added


def _free_username(session: Session, wanted: str) -> str:
    stem = wanted[:28] if len(wanted) >= 2 else "student"
    taken = set(session.scalars(select(Account.username).where(Account.username.startswith(stem))))
    numbered = (f"{stem}{number}" for number in itertools.count(2))
    return next(name for name in itertools.chain([stem], numbered) if name not in taken)


def add_member(class_id: int, account_id: int, role: str) -> None:
    """Put an existing account into a class as "student" or "instructor"; twice is once."""
    with transaction() as session:
        if session.get(ClassMember, (class_id, account_id)) is None:
            _enrol(session, class_id, account_id, role)


def remove_member(class_id: int, account_id: int) -> None:
    """Take an account out of a class; what she did stays."""
    with transaction() as session:
        session.execute(
            delete(ClassMember).where(
                ClassMember.class_id == class_id, ClassMember.account_id == account_id
            )
        )
        touch(session, account_id)
        journal.append(session, "left-class", account_id=account_id, item=str(class_id))


def class_by_code(code: str) -> SchoolClass:
    """The class that students may enrol in with this code.

    Raises WrongClassCode, or TooManyGuesses when codes are being tried out.
    """
    guessing.check_may_guess("class-codes", free=MISTYPED_CODES)
    query = select(SchoolClass).where(
        SchoolClass.code == folded_code(code), SchoolClass.open_enrolment.is_(True)
    )
    found = db.session.scalars(query).first()
    if found is None:
        guessing.failed("class-codes")
        raise WrongClassCode()
    return found


def join_as_new(
    code: str, *, username: str, full_name: str, secret: str, lang: str = ""
) -> Account:
    """Enrol a new student by class code; raises as class_by_code and add_student do."""
    return add_student(
        class_by_code(code).id, username=username, full_name=full_name, secret=secret, lang=lang
    )


def join(code: str, account_id: int) -> SchoolClass:
    """Enrol a student who has an account by class code; raises as class_by_code does."""
    found = class_by_code(code)
    add_member(found.id, account_id, "student")
    return found


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


def is_student_of(account_id: int, class_id: int) -> bool:
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


def _enrol(session: Session, class_id: int, account_id: int, role: str) -> None:
    try:
        session.add(
            ClassMember(class_id=class_id, account_id=account_id, role=role, joined_ms=now_ms())
        )
        session.flush()
    except IntegrityError as error:
        raise NoSuchClass() from error
    touch(session, account_id)
    journal.append(
        session, "enrolled", account_id=account_id, item=str(class_id), payload={"role": role}
    )


def _set_courses(session: Session, class_id: int, course_ids: Sequence[str]) -> None:
    session.execute(delete(ClassCourse).where(ClassCourse.class_id == class_id))
    for position, course_id in enumerate(dict.fromkeys(course_ids)):
        session.add(ClassCourse(class_id=class_id, course_id=course_id, position=position))


def _touch_members(session: Session, class_id: int) -> None:
    members = select(ClassMember.account_id).where(ClassMember.class_id == class_id)
    session.execute(
        update(Account).where(Account.id.in_(members)).values(version=Account.version + 1),
        execution_options={"synchronize_session": False},
    )
