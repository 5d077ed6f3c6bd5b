"""Who agreed that her progress leaves the school, as far as the journal must know.

What is written without consent is withheld in its place for ever. When consent comes, events of
kind "disclosed" carry what was withheld. They and "consented" bring the student's salt to the
centre, which can read nothing that is about her without it.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.journal import kinds
from app.journal.epochs import epochs, open_epoch, open_row, row_of
from app.journal.log import announce, subject_of, write
from app.journal.models import Event, Subject

CHUNK = 50  # events that one disclosure carries


def consent(session: Session, account_id: int, way: str) -> None:
    """Let a person's events leave from now on, and disclose those withheld so far.

    `way` is "self" or "class". Does nothing where she has consented. Raises StudentErased.
    """
    subject = subject_of(session, account_id)
    if subject.consented:
        return
    subject.consented = True
    session.flush()
    epoch = open_row(session) or open_epoch(session)
    assert subject.salt is not None
    kept = _withheld(session, subject.number)
    announce(session, epoch, subject)
    while told := list(islice(kept, CHUNK)):
        payload = {"salt": subject.salt.hex(), "events": told}
        write(session, epoch, "disclosed", subject, None, payload)
    payload = {"salt": subject.salt.hex(), "way": way}
    write(session, epoch, "consented", subject, None, payload)


def withdraw(session: Session, account_id: int, delivered: Mapping[bytes, int]) -> None:
    """Withhold a person's events from now on, and those that the centre does not have yet.

    `delivered` says up to which event of an epoch (by name) the centre was heard to hold it.
    """
    subject = subject_of(session, account_id)
    if not subject.consented:
        return
    subject.consented = False
    session.flush()
    epoch = open_row(session) or open_epoch(session)
    announce(session, epoch, subject)
    write(session, epoch, "consent-withdrawn", subject, None, {})
    for one in epochs(session):
        row = row_of(session, one.name)
        assert row is not None
        session.execute(
            update(Event)
            .where(
                Event.subject == subject.number,
                Event.epoch_id == row.id,
                Event.seq > delivered.get(one.name, 0),
            )
            .values(withheld=True),
            execution_options={"synchronize_session": False},
        )


def consenting(session: Session) -> frozenset[int]:
    """The numbers of those whose events may leave in full."""
    query = select(Subject.number).where(Subject.consented.is_(True), Subject.salt.is_not(None))
    return frozenset(session.scalars(query))


def _withheld(session: Session, number: int) -> Iterator[list[object]]:
    """What was withheld of a person and may leave, in the order in which it was written.

    Disclosures that were withheld themselves are left out, since all they tell is among the rest.
    """
    query = (
        select(
            Event.id,
            Event.kind,
            Event.subject,
            Event.item,
            Event.payload,
            Event.wall_ms,
            Event.monotonic_ms,
        )
        .where(Event.subject == number, Event.withheld.is_(True))
        .order_by(Event.epoch_id, Event.seq)
    )
    for event in session.execute(query).all():
        if event.kind != "disclosed" and kinds.may_leave(event.kind, event.payload):
            yield [event.id.hex(), *event[1:]]
