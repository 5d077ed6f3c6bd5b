"""Accounts that may be one student's second: of the same or nearly the same name."""

import difflib

from sqlalchemy import select

from app.database import db
from app.people.models import Account, ClassMember
from app.people.rosters.present import folded

MOST = 6
ALIKE = 0.8  # of SequenceMatcher: "Amina Odhiambo" and "Amina Odiambo" are, two cousins are not


def look_alikes(reader: Account, account_id: int) -> list[Account]:
    """Students whom the reader may see and whose names are like this one's, the likest first."""
    student = db.session.get_one(Account, account_id)
    query = select(Account).where(
        Account.role == "student",
        Account.id != account_id,
        Account.erased_ms.is_(None),
        Account.merged_into.is_(None),
    )
    if not reader.is_administrator:
        mine = select(ClassMember.class_id).where(
            ClassMember.account_id == reader.id, ClassMember.role == "instructor"
        )
        taught = select(ClassMember.account_id).where(
            ClassMember.class_id.in_(mine), ClassMember.role == "student"
        )
        query = query.where(Account.id.in_(taught))
    matcher = difflib.SequenceMatcher(b=_sorted_words(student.full_name), autojunk=False)
    found = []
    for one in db.session.scalars(query):
        matcher.set_seq1(_sorted_words(one.full_name))
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
            share = matcher.ratio()
            if share >= ALIKE:
                found.append((share, one.id, one))
    return [one for *_, one in sorted(found, reverse=True)[:MOST]]


def _sorted_words(name: str) -> str:
    """A name whichever of its words was written first."""
    return " ".join(sorted(folded(name).split()))
