"""Who is here now, as far as planning must know."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Account, ClassMember, SchoolClass


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who is here. `identifier` is empty where no other system's is known."""

    id: int
    username: str
    full_name: str
    role: str
    identifier: str
    active: bool
    student_of: frozenset[int] = frozenset()
    teaches: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownClass:
    """A class that is here."""

    id: int
    name: str
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """Everybody who is here, all classes, and all user names that nobody else can have."""

    people: tuple[KnownPerson, ...]
    classes: tuple[KnownClass, ...]
    taken: frozenset[str]


def folded(name: str) -> str:
    """The one form of a name: however it is written, it is the same class or person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def present(session: Session) -> Present:
    """The people and classes of the store, in three queries."""
    students: defaultdict[int, set[int]] = defaultdict(set)
    teachers: defaultdict[int, set[int]] = defaultdict(set)
    members = select(ClassMember.account_id, ClassMember.class_id, ClassMember.role)
    for account_id, class_id, role in session.execute(members):
        (teachers if role == "instructor" else students)[account_id].add(class_id)
    rows = session.execute(
        select(
            Account.id,
            Account.username,
            Account.full_name,
            Account.role,
            Account.identifier,
            Account.active,
            Account.erased_ms,
            Account.merged_into,
        ).order_by(Account.full_name, Account.id)
    ).all()
    people = tuple(
        KnownPerson(
            id=row.id,
            username=row.username,
            full_name=row.full_name,
            role=row.role,
            identifier=row.identifier or "",
            active=row.active,
            student_of=frozenset(students[row.id]),
            teaches=frozenset(teachers[row.id]),
        )
        for row in rows
        if row.erased_ms is None and row.merged_into is None
    )
    classes = tuple(
        KnownClass(row.id, row.name, row.identifier or "")
        for row in session.execute(select(SchoolClass.id, SchoolClass.name, SchoolClass.identifier))
    )
    return Present(people, classes, frozenset(row.username for row in rows))
