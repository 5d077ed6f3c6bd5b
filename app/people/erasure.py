"""Erasing a person: what was kept of her goes; that there was somebody, and the chain, stay.

Her account stays as an empty shell, so that nothing that once pointed to it breaks. Every table
that holds something of a person's says so in the `info` of its column (people.models.GOES_WITH),
and rows that hang on such rows go with them.
"""

import secrets
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Table, delete, exists, select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import Base, transaction
from app.errors import N_, KisimaError
from app.people.accounts import NoSuchAccount
from app.people.models import Account, ErasureRow, Guess

NEUTRAL = "erased"


class LastAdministrator(KisimaError):
    sentence = N_("This is the only administrator. Please make another one first.")


def erase(account_id: int, by: int | None) -> bool:
    """Erase a person for ever; returns False where that was done before.

    Name, user name, secret, consent, classes, drafts, submissions and marks go, and her events
    become digests; an "erased" event tells the centre. `by` is the account that asked for it, None
    where the centre told of it. Raises NoSuchAccount or LastAdministrator.
    """
    with transaction() as session:
        return _erase(session, account_id, by)


def erase_by_pseudonym(pseudonym: bytes) -> bool:
    """Erase whom the centre says was erased: a store that was restored has forgotten that.

    Somebody unknown here is noted all the same, so that whoever hears of it passes it on. Returns
    whether there was anything to do.
    """
    with transaction() as session:
        account_id = journal.account_of(session, pseudonym)
        if account_id is not None and session.get(Account, account_id) is not None:
            return _erase(session, account_id, None, checked=False)
        if session.get(ErasureRow, pseudonym) is not None:
            return False
        journal.note_erased(session, pseudonym)
        session.add(ErasureRow(pseudonym=pseudonym, erased_ms=now_ms(), erased_by=None))
    return True


def living(session: Session, pseudonyms: Iterable[bytes]) -> list[Account]:
    """Those of the people with these pseudonyms who are here and not erased."""
    numbers = (journal.account_of(session, pseudonym) for pseudonym in pseudonyms)
    people = (session.get(Account, number) for number in numbers if number is not None)
    return [person for person in people if person is not None and person.erased_ms is None]


def known(session: Session) -> frozenset[bytes]:
    """All pseudonyms that were erased, as far as this node has heard."""
    return frozenset(session.scalars(select(ErasureRow.pseudonym)))


def _erase(session: Session, account_id: int, by: int | None, *, checked: bool = True) -> bool:
    person = session.get(Account, account_id, populate_existing=True)
    if person is None:
        raise NoSuchAccount()
    if person.erased_ms is not None:
        return False
    if checked and person.is_administrator and not _another_administrator(session, account_id):
        raise LastAdministrator()
    for table, whose in _belongings(account_id):
        session.execute(delete(table).where(whose), execution_options=UNSEEN)
    session.execute(
        delete(Guess).where(Guess.target == f"account:{account_id}"), execution_options=UNSEEN
    )
    _empty(person)
    number = journal.subject_number(session, account_id)
    pseudonym = None if number is None else journal.erase(session, number)
    if pseudonym is not None and session.get(ErasureRow, pseudonym) is None:
        session.add(ErasureRow(pseudonym=pseudonym, erased_ms=now_ms(), erased_by=by))
    # What stands under the accounts that were merged into hers is hers as well.
    for shell in session.scalars(select(Account.id).where(Account.merged_into == account_id)).all():
        _erase(session, shell, by, checked=False)
    return True


UNSEEN = {"synchronize_session": False}


def _empty(person: Account) -> None:
    # No user name that anybody types has a space, and no secret fits a hash without its parts.
    person.username, person.full_name = f"{NEUTRAL} {person.id}", NEUTRAL
    person.password_hash, person.has_pin, person.must_change = NEUTRAL, False, False
    person.session_key = secrets.token_urlsafe(12)
    person.lang, person.active, person.identifier, person.card_of = "", False, None, None
    person.erased_ms = now_ms()
    person.version += 1


def _another_administrator(session: Session, account_id: int) -> bool:
    query = exists().where(
        Account.role == "administrator", Account.active.is_(True), Account.id != account_id
    )
    return bool(session.scalar(select(query)))


def _belongings(account_id: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """The tables with rows of a person's, and which rows those are; those that hang on others
    come before them."""
    whose: dict[Table, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("erased"):
                whose[table] = column == account_id
        for key in table.foreign_keys:
            owner = key.column.table
            if owner in whose and table not in whose and owner is not table:
                whose[table] = key.parent.in_(select(key.column).where(whose[owner]))
    yield from reversed(whose.items())
