"""Who writes: the others in a file just now, and the names of those who saved."""

from collections.abc import Collection

from sqlalchemy import select

from app.authoring.models import TypedText
from app.clock import now_ms
from app.database import db
from app.people.models import Account

JUST_NOW_MS = 5 * 60_000


def others_writing(key: str, but: int) -> tuple[str, ...]:
    """The full names of the others who typed into the file of this key in the last minutes."""
    query = (
        select(Account.full_name)
        .join(TypedText, TypedText.account_id == Account.id)
        .where(TypedText.path == key, TypedText.account_id != but)
        .where(TypedText.at_ms > now_ms() - JUST_NOW_MS)
        .order_by(Account.full_name)
    )
    return tuple(db.session.scalars(query))


def names_of(accounts: Collection[int]) -> dict[int, str]:
    """The full names of accounts, by their ids."""
    query = select(Account.id, Account.full_name).where(Account.id.in_(accounts))
    return {row.id: row.full_name for row in db.session.execute(query)} if accounts else {}
