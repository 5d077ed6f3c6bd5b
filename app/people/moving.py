"""Students moved between classes, suspended and restored, renamed; each list all or nothing."""

import secrets
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import journal
from app.database import transaction
from app.errors import N_, KisimaError
from app.people.accounts import NoSuchAccount, UsernameTaken, touch
from app.people.enrolment import enrol
from app.people.models import Account, ClassMember
from app.people.rules import checked_full_name, checked_username


class NotSuspended(KisimaError):
    sentence = N_("“%(name)s” teaches here, and is not suspended from a class's page.")


class AdministratorStays(KisimaError):
    sentence = N_("“%(name)s” looks after this school and cannot be suspended.")


class WasMerged(KisimaError):
    sentence = N_("This account was merged into another one and cannot be used again.")


def move(account_ids: Sequence[int], class_from: int, class_to: int) -> int:
    """Move students of a class to another; what they did stays theirs. Returns how many moved.

    Who is there already only leaves; who is no student of the first class is left alone.
    """
    moved = 0
    with transaction() as session:
        for account_id in account_ids:
            seat = session.get(ClassMember, (class_from, account_id), populate_existing=True)
            if seat is None or seat.role != "student" or class_from == class_to:
                continue
            leave(session, account_id, class_from)
            if session.get(ClassMember, (class_to, account_id)) is None:
                enrol(session, class_to, account_id, "student")
            moved += 1
    return moved


def leave(session: Session, account_id: int, class_id: int) -> None:
    """Take an account out of a class, inside the caller's transaction; what she did stays."""
    session.execute(
        delete(ClassMember).where(
            ClassMember.class_id == class_id, ClassMember.account_id == account_id
        )
    )
    touch(session, account_id)
    journal.append(session, "left-class", account_id=account_id, item=str(class_id))


def suspend(account_ids: Sequence[int]) -> int:
    """Shut students' accounts until they are restored; returns of how many that was new.

    They are signed out at once, and all that is theirs stays. Raises NotSuspended for staff.
    """
    return _set_active(account_ids, False)


def restore(account_ids: Sequence[int]) -> int:
    """Open suspended accounts again; returns of how many that was new. Raises WasMerged."""
    return _set_active(account_ids, True)


def set_instructor_active(account_id: int, active: bool) -> Account:
    """Suspend an instructor, who is signed out at once and keeps classes and work, or restore one.
    Raises AdministratorStays, NoSuchAccount, WasMerged."""
    with transaction() as session:
        person = session.get(Account, account_id, populate_existing=True)
        if person is None or person.erased_ms is not None or not person.teaches:
            raise NoSuchAccount()
        if person.is_administrator:
            raise AdministratorStays(name=person.full_name)
        set_active(session, person, active)
    return person


def _set_active(account_ids: Sequence[int], active: bool) -> int:
    changed = 0
    with transaction() as session:
        for account_id in account_ids:
            person = session.get(Account, account_id, populate_existing=True)
            if person is None or person.erased_ms is not None:
                raise NoSuchAccount()
            if person.teaches:
                raise NotSuspended(name=person.full_name)
            changed += person.active != active
            set_active(session, person, active)
    return changed


def set_active(session: Session, person: Account, active: bool) -> None:
    """Suspend or restore a person, inside the caller's transaction. Raises WasMerged."""
    if person.merged_into is not None:
        raise WasMerged()
    if person.active == active:
        return
    person.active = active
    person.session_key = secrets.token_urlsafe(12)
    person.version += 1
    journal.append(session, "restored" if active else "suspended", account_id=person.id)


def rename(account_id: int, *, full_name: str, username: str) -> None:
    """Give a person another name or user name; raises BadFullName, BadUsername, UsernameTaken."""
    with transaction() as session:
        person = session.get(Account, account_id, populate_existing=True)
        if person is None or person.erased_ms is not None:
            raise NoSuchAccount()
        set_names(session, person, full_name=full_name, username=username)


def set_names(session: Session, person: Account, *, full_name: str, username: str) -> None:
    """The same inside the caller's transaction."""
    full_name, username = checked_full_name(full_name), checked_username(username)
    if (full_name, username) == (person.full_name, person.username):
        return
    taken = select(Account.id).where(Account.username == username, Account.id != person.id)
    if session.scalar(taken) is not None:
        raise UsernameTaken(username=username)
    person.full_name, person.username = full_name, username
    person.version += 1
    session.flush()
    journal.append(session, "renamed", account_id=person.id)
