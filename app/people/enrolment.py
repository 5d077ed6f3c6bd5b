"""Enrolment: how students and instructors come into a class, and leave it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people import guessing
from app.people.accounts import HashedSecret, add_account, add_hashed, touch
from app.people.models import Account, ClassMember, SchoolClass
from app.people.rules import checked_full_name, folded_code, new_pin, suggested_username

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
        enrol(session, class_id, student.id, "student")
    return student


def add_students(class_id: int, full_names: Sequence[str]) -> list[NewStudent]:
    """Make accounts for these people, all or none, with user names and PINs made for them.

    Raises BadFullName.
    """
    names = [checked_full_name(typed) for typed in full_names]
    pins = [new_pin() for _ in names]
    # Hashed first: sixty of them take longer than anybody else who saves should wait.
    hashes = [HashedSecret.of(pin, "student") for pin in pins]
    added = []
    with transaction() as session:
        for full_name, pin, hashed in zip(names, pins, hashes, strict=True):
            username = _free_username(session, suggested_username(full_name))
            student = add_hashed(
                session, username=username, full_name=full_name, secret=hashed, role="student"
            )
            enrol(session, class_id, student.id, "student")
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
            enrol(session, class_id, account_id, role)


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


def enrol(session: Session, class_id: int, account_id: int, role: str) -> None:
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
