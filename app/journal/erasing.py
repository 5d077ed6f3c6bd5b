"""Erasing a person from the journal: her digests stay, so that the chain stays whole."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.journal.chain import digest
from app.journal.log import append
from app.journal.models import Event, Subject

GONE = {
    "kind": "",
    "subject": None,
    "item": None,
    "payload": "",
    "wall_ms": 0,
    "monotonic_ms": 0,
}


def erase(session: Session, subject: int) -> bytes | None:
    """Take a person's salt and all content of her events away and say so in the journal, by an
    "erased" event that names her pseudonym; returns the pseudonym.

    Returns None, and does nothing, where she was erased before or never was.
    """
    person = session.get(Subject, subject, populate_existing=True)
    if person is None or person.salt is None:
        return None
    salt = person.salt
    content = (Event.kind, Event.subject, Event.item, Event.payload)
    times = (Event.wall_ms, Event.monotonic_ms)
    query = select(*content, *times, Event.epoch_id, Event.seq).where(Event.subject == subject)
    left = [
        {**GONE, "epoch_id": row.epoch_id, "seq": row.seq, "digest": digest(salt, *row[:6])}
        for row in session.execute(query)
    ]
    if left:
        session.execute(update(Event), left)
    person.salt, person.consented = None, False
    note_erased(session, person.pseudonym)
    return person.pseudonym


def note_erased(session: Session, pseudonym: bytes) -> None:
    """Say in the journal that a person was erased, so that whoever hears of it passes it on."""
    append(session, "erased", payload={"pseudonym": pseudonym.hex()})


def subject_number(session: Session, account_id: int) -> int | None:
    """The number under which the journal knows an account, if it does."""
    return session.scalar(select(Subject.number).where(Subject.account_id == account_id))


def account_of(session: Session, pseudonym: bytes) -> int | None:
    """The account that goes by a pseudonym, if it is of this node and not erased."""
    return session.scalar(
        select(Subject.account_id).where(Subject.pseudonym == pseudonym, Subject.salt.is_not(None))
    )
