"""The audit log of what has left the school, for people to read."""

from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.people.models import Account
from app.sync.models import Departure

PAGE = 50  # departures that are read at a time


@dataclass(frozen=True)
class Left:
    """A batch that left: `size` in bytes as it travelled; `digest` is its SHA-256 in hexadecimal
    digits; `asked_by` is the name of who asked, empty where the computer did it by itself."""

    id: int
    at_ms: int
    way: str
    events: int
    size: int
    digest: str
    asked_by: str


def departures(before: int | None = None) -> list[Left]:
    """The newest departures, or those before the one of a number: up to PAGE of them."""
    query = (
        select(Departure, Account.full_name)
        .outerjoin(Account, Account.id == Departure.asked_by)
        .order_by(Departure.id.desc())
        .limit(PAGE)
    )
    if before is not None:
        query = query.where(Departure.id < before)
    return [
        Left(
            id=row.id,
            at_ms=row.at_ms,
            way=row.way,
            events=row.to_seq - row.from_seq + 1,
            size=row.size,
            digest=row.sha256.hex(),
            asked_by=name or "",
        )
        for row, name in db.session.execute(query)
    ]
