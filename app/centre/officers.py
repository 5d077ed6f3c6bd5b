"""The people of a centre: administrators, and officers with the area that each of them sees."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.centre.areas import NoSuchArea
from app.centre.audit import note
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people.accounts import NoSuchAccount, add_account
from app.people.models import Account

ROLES = ("officer", "administrator")


class NotYourself(KisimaError):
    sentence = N_("You cannot do this to your own account. Another administrator can.")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the centre; `area_id` is None for an administrator."""

    account: Account
    area_id: int | None


def people(session: Session) -> list[Person]:
    """Everybody of the centre, administrators first, by name."""
    found = session.execute(text("SELECT account_id, area_id FROM centre_scope"))
    scopes: dict[int, int] = {row.account_id: row.area_id for row in found}
    query = select(Account).where(Account.role.in_(ROLES)).order_by(Account.role, Account.full_name)
    return [Person(one, scopes.get(one.id)) for one in session.scalars(query)]


def add_person(
    who: str, *, username: str, full_name: str, role: str, area_id: int | None
) -> tuple[Account, str]:
    """Make an account with a random password, which is returned to be handed over.

    Raises BadUsername, UsernameTaken, BadFullName or NoSuchArea.
    """
    password = secrets.token_urlsafe(9)
    with transaction() as session:
        made = add_account(
            session,
            username=username,
            full_name=full_name,
            secret=password,
            role="administrator" if role == "administrator" else "officer",
        )
        made.must_change = True
        if made.role == "officer":
            _set_area(session, made.id, area_id)
        note(session.connection(), who, "person-added", account=made.id, role=made.role)
    return made, password


def set_area(who: str, account_id: int, area_id: int | None) -> None:
    """Give an officer another region or district; raises NoSuchAccount or NoSuchArea."""
    with transaction() as session:
        if person(account_id).role != "officer":
            raise NoSuchAccount()
        _set_area(session, account_id, area_id)
        note(session.connection(), who, "scope-set", account=account_id, area=area_id)


def set_active(who: str, by: int, account_id: int, active: bool) -> None:
    """Suspend an account, or open it again; raises NoSuchAccount or NotYourself."""
    with transaction() as session:
        if by == account_id:
            raise NotYourself()
        found = person(account_id)
        found.active = active
        found.session_key = secrets.token_urlsafe(12)
        session.add(found)
        what = "person-allowed" if active else "person-suspended"
        note(session.connection(), who, what, account=account_id)


def person(account_id: int) -> Account:
    """Somebody of the centre; raises NoSuchAccount."""
    found = db.session.get(Account, account_id)
    if found is None or found.role not in ROLES:
        raise NoSuchAccount()
    return found


def _set_area(session: Session, account_id: int, area_id: int | None) -> None:
    known = text("SELECT 1 FROM centre_area WHERE id = :id FOR KEY SHARE")
    if area_id is None or session.scalar(known, {"id": area_id}) is None:
        raise NoSuchArea()
    session.execute(
        text(
            "INSERT INTO centre_scope (account_id, area_id) VALUES (:account, :area)"
            " ON CONFLICT (account_id) DO UPDATE SET area_id = :area"
        ),
        {"account": account_id, "area": area_id},
    )
