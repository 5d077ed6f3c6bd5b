"""Making a plan true, in pieces that are each whole.

Hashing thousands of secrets takes minutes, in which nobody else could save anything, so it is done
between the transactions. What was not reached when the computer stopped is done the next time:
planned again, the pieces before it have nothing left to change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from app.database import transaction
from app.errors import KisimaError
from app.people.accounts import HashedSecret, add_hashed, random_secret
from app.people.classes import make_class
from app.people.enrolment import enrol
from app.people.models import Account, ClassMember, RosterImport, SchoolClass
from app.people.moving import leave, set_active, set_names
from app.people.rosters.changes import Change, ClassKey, NewClass, RosterPlan, Seat
from app.people.rosters.problems import ChangedMeanwhile, TakenUsername
from app.people.rosters.roster import Problem

PIECE = 25  # people of one transaction: with those who are new, half a second of hashing before it


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made, with the secret to hand over; it is kept nowhere else."""

    account_id: int
    full_name: str
    username: str
    secret: str
    role: str
    class_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """What one piece came to: how many people it was about, the accounts that it made, and what
    could not be done because somebody had changed it meanwhile."""

    people: int
    made: tuple[NewAccount, ...]
    refused: tuple[Problem, ...]


def apply_plan(plan: RosterPlan, course_ids: Sequence[str], number: int) -> Iterator[Piece]:
    """Make the plan true piece by piece; the courses are those of the classes that it makes, the
    number is that of the list, whose row says with each piece how far it is."""
    ids = _made_classes(plan.new_classes, course_ids)
    changes = plan.to_do
    for at in range(0, len(changes), PIECE):
        yield _apply(changes[at : at + PIECE], ids, number, left=len(changes) - at - PIECE)


def _made_classes(wanted: Sequence[NewClass], course_ids: Sequence[str]) -> dict[ClassKey, int]:
    if not wanted:
        return {}
    with transaction() as session:
        return {
            one.key: make_class(session, one.name, course_ids, one.identifier).id for one in wanted
        }


def _apply(changes: Sequence[Change], ids: Mapping[ClassKey, int], number: int, left: int) -> Piece:
    secrets = [random_secret(one.role) if one.account_id is None else "" for one in changes]
    hashes = [
        HashedSecret.of(secret, change.role) if secret else None
        for secret, change in zip(secrets, changes, strict=True)
    ]
    made: list[NewAccount] = []
    refused: list[Problem] = []
    with transaction() as session:
        for change, secret, hashed in zip(changes, secrets, hashes, strict=True):
            seats = [(_class_id(seat, ids), seat.role) for seat in change.join]
            try:
                if hashed is None:
                    _change(session, change, seats)
                    continue
                account_id = _make(session, change, hashed, seats, number)
            except KisimaError as error:
                refused.append(Problem(change.line, error))
                continue
            classes = tuple(class_id for class_id, _ in seats)
            names = (change.full_name, change.username)
            made.append(NewAccount(account_id, *names, secret, change.role, classes))
        session.execute(_so_far(number, max(left, 0)))
    return Piece(len(changes), tuple(made), tuple(refused))


def _so_far(number: int, left: int) -> Update:
    done = RosterImport.total - left
    # What was broken off is planned anew, and may come to more people than the first time.
    this = (RosterImport.id == number, RosterImport.done < done)
    return update(RosterImport).where(*this).values(done=done)


def _class_id(seat: Seat, ids: Mapping[ClassKey, int]) -> int:
    return seat.key if isinstance(seat.key, int) else ids[seat.key]


def _make(
    session: Session,
    change: Change,
    hashed: HashedSecret,
    seats: Sequence[tuple[int, str]],
    number: int,
) -> int:
    _check_free(session, change, None)
    _check_classes(session, change, seats)
    account = add_hashed(
        session,
        username=change.username,
        full_name=change.full_name,
        secret=hashed,
        role=change.role,
        identifier=change.identifier,
        card_of=number,
    )
    # A password that goes over an office's printer is not kept; a student's card is.
    account.must_change = change.role != "student"
    for class_id, role in seats:
        enrol(session, class_id, account.id, role)
    return account.id


def _change(session: Session, change: Change, seats: Sequence[tuple[int, str]]) -> None:
    assert change.account_id is not None
    person = session.get(Account, change.account_id, populate_existing=True)
    if person is None or person.erased_ms is not None or person.merged_into is not None:
        raise ChangedMeanwhile(name=change.full_name)
    # All is looked at before anything is written, for a piece is one transaction of many people.
    _check_free(session, change, person.id)
    _check_classes(session, change, seats)
    set_names(session, person, full_name=change.full_name, username=change.username)
    if change.identifier:
        person.identifier = change.identifier
    set_active(session, person, change.active)
    for class_id in change.leave:
        if session.get(ClassMember, (class_id, person.id), populate_existing=True) is not None:
            leave(session, person.id, class_id)
    for class_id, role in seats:
        if session.get(ClassMember, (class_id, person.id), populate_existing=True) is None:
            enrol(session, class_id, person.id, role)


def _check_free(session: Session, change: Change, own: int | None) -> None:
    for column, value in (
        (Account.username, change.username),
        (Account.identifier, change.identifier or None),
    ):
        holder = session.scalar(select(Account.id).where(column == value)) if value else None
        if holder not in (None, own):
            raise TakenUsername(username=change.username)


def _check_classes(session: Session, change: Change, seats: Sequence[tuple[int, str]]) -> None:
    for class_id, _ in seats:
        if session.get(SchoolClass, class_id) is None:
            raise ChangedMeanwhile(name=change.full_name)
