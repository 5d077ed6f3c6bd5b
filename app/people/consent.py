"""Consent: whose progress may leave the school, who said so, and when.

Before it only digests leave. A student gives it for herself; where the school's policy lets it,
an instructor gives it for the students of a class at once. Who withdrew by herself is not asked
again over her head: only she can give it anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people.accounts import NoSuchAccount, touch
from app.people.classes import teaches_student
from app.people.models import Account, ClassMember, ConsentRow


class OwnConsentOnly(KisimaError):
    sentence = N_("Only you yourself can agree to this. Please sign in with your own name.")


class ClassConsentNotAllowed(KisimaError):
    sentence = N_(
        "In this school each student agrees for herself, on the page of her account. An "
        "administrator can change that in the settings."
    )


class NotYourStudent(KisimaError):
    sentence = N_("Only an instructor of her class can do this for a student.")


PROOFS = ("paper", "guardian", "spoken")


@dataclass(frozen=True)
class Proof:
    """How an instructor knows that somebody agreed, one of PROOFS, and the day that was."""

    kind: str
    day: date


@dataclass(frozen=True)
class Consent:
    """What one person has said: `given` is whether it holds now. `way` is "self" or "class"; the
    names are of those who gave and withdrew it, and empty where nobody did. `proof` is how her
    instructor knew, None where she said it here herself. `own_no` is whether she herself withdrew
    it, which only she can change."""

    account_id: int
    full_name: str
    given: bool
    given_ms: int | None = None
    given_by: str = ""
    way: str = ""
    proof: Proof | None = None
    withdrawn_ms: int | None = None
    withdrawn_by: str = ""
    own_no: bool = False


def give(
    account_ids: Sequence[int],
    by: Account,
    way: str,
    *,
    class_may: bool = False,
    proof: Proof | None = None,
) -> int:
    """Let these people's progress leave from now on, what was withheld so far too; returns of how
    many that was new.

    `way` is "self" or "class"; `class_may` is the school's policy. Each person is a transaction of
    her own. Raises OwnConsentOnly, ClassConsentNotAllowed or NotYourStudent, and does nothing then.
    """
    if way == "self":
        if list(account_ids) != [by.id]:
            raise OwnConsentOnly()
    elif not class_may:
        raise ClassConsentNotAllowed()
    elif not all(teaches_student(by, one) for one in account_ids):
        raise NotYourStudent()
    return sum(_give(one, by.id, way, proof) for one in account_ids)


def _give(account_id: int, by: int, way: str, proof: Proof | None) -> bool:
    with transaction() as session:
        row = _row(session, account_id)
        if row is not None and row.withdrawn_ms is None:
            return False
        if row is not None and way != "self" and row.withdrawn_by == account_id:
            return False
        if row is None:
            row = ConsentRow(account_id=account_id)
            session.add(row)
        row.given_ms, row.given_by, row.way = now_ms(), by, way
        row.proof = proof.kind if proof else ""
        row.said_on = proof.day.isoformat() if proof else None
        row.withdrawn_ms = row.withdrawn_by = None
        journal.consent(session, account_id, way)
        touch(session, account_id)
    return True


def withdraw(account_id: int, by: Account) -> bool:
    """Let nothing more of this person leave; returns whether there was anything to withdraw.

    Raises NotYourStudent.
    """
    if by.id != account_id and not teaches_student(by, account_id):
        raise NotYourStudent()
    with transaction() as session:
        row = _row(session, account_id)
        if row is None or row.withdrawn_ms is not None:
            return False
        row.withdrawn_ms, row.withdrawn_by = now_ms(), by.id
        journal.withdraw(session, account_id)
        touch(session, account_id)
    return True


def of(account_id: int) -> Consent:
    """What a person has said. Raises NoSuchAccount."""
    person = db.session.get(Account, account_id)
    if person is None:
        raise NoSuchAccount()
    return _consents(db.session(), [person])[0]


def state(class_id: int) -> list[Consent]:
    """What each student of a class has said, by name."""
    query = (
        select(Account)
        .join(ClassMember, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, ClassMember.role == "student")
        .order_by(Account.full_name, Account.username)
    )
    return _consents(db.session(), db.session.scalars(query).all())


def _consents(session: Session, people: Sequence[Account]) -> list[Consent]:
    query = select(ConsentRow).where(ConsentRow.account_id.in_([one.id for one in people]))
    found = session.scalars(query, execution_options={"populate_existing": True})
    rows = {row.account_id: row for row in found}
    named = {row.given_by for row in rows.values()} | {row.withdrawn_by for row in rows.values()}
    asked = select(Account.id, Account.full_name).where(Account.id.in_(named - {None}))
    names: dict[int | None, str] = dict(session.execute(asked).tuples().all())
    return [_consent(one, rows.get(one.id), names) for one in people]


def _consent(person: Account, row: ConsentRow | None, names: Mapping[int | None, str]) -> Consent:
    if row is None:
        return Consent(person.id, person.full_name, given=False)
    return Consent(
        account_id=person.id,
        full_name=person.full_name,
        given=row.withdrawn_ms is None,
        given_ms=row.given_ms,
        given_by=names.get(row.given_by, ""),
        way=row.way,
        proof=_proof(row),
        withdrawn_ms=row.withdrawn_ms,
        withdrawn_by=names.get(row.withdrawn_by, ""),
        own_no=row.withdrawn_by == person.id,
    )


def _proof(row: ConsentRow) -> Proof | None:
    return Proof(row.proof, date.fromisoformat(row.said_on)) if row.said_on else None


def _row(session: Session, account_id: int) -> ConsentRow | None:
    return session.get(ConsentRow, account_id, populate_existing=True)
