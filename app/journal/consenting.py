"""Who agreed that her progress leaves the school, as far as the journal must know.

What is written without consent is withheld in its place for ever. When consent comes, events of
kind "disclosed" carry what was withheld. They bring the student's salt to the centre, which can
read nothing that is about her without it, and so they come before "consented".
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.journal import kinds
from app.journal.epochs import open_epoch, open_row
from app.journal.log import announce, append, subject_of, write
from app.journal.models import Epoch, Event, Subject

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
    disclose(session, subject)
    assert subject.salt is not None
    payload = {"salt": subject.salt.hex(), "way": way}
    append(session, "consented", account_id=account_id, payload=payload)


def withdraw(session: Session, account_id: int) -> None:
    """Withhold all of a person's events, those that have left too: a later consent discloses them
    again. Does nothing where she has not consented. Raises StudentErased."""
    subject = subject_of(session, account_id)
    if not subject.consented:
        return
    subject.consented = False
    session.flush()
    append(session, "consent-withdrawn", account_id=account_id)
    session.execute(
        update(Event).where(Event.subject == subject.number).values(withheld=True),
        execution_options={"synchronize_session": False},
    )


def disclose(session: Session, subject: Subject) -> None:
    """Write down for the centre what was withheld of a person who has consented, in chunks; at
    least one, for the salt that is in it."""
    assert subject.salt is not None
    kept = _withheld(session, subject.number)
    epoch = open_row(session) or open_epoch(session)
    announce(session, epoch, subject)
    for at in range(0, max(1, len(kept)), CHUNK):
        payload = {"salt": subject.salt.hex(), "events": kept[at : at + CHUNK]}
        write(session, epoch, "disclosed", subject, None, payload)


def disclose_all(session: Session) -> None:
    """Disclose once more what was withheld of everybody who has consented: what told of it may be
    among what was damaged."""
    query = select(Subject).where(Subject.consented.is_(True), Subject.salt.is_not(None))
    for subject in session.scalars(query.order_by(Subject.number)).all():
        disclose(session, subject)


def consenting(session: Session) -> frozenset[int]:
    """The numbers of those whose events may leave in full."""
    query = select(Subject.number).where(Subject.consented.is_(True), Subject.salt.is_not(None))
    return frozenset(session.scalars(query))


def _withheld(session: Session, number: int) -> list[list[object]]:
    """What was withheld of a person and may leave, in the order in which it was written.

    Disclosures that were withheld themselves are left out, since all they tell is among the rest.
    """
    content = (Event.kind, Event.subject, Event.item, Event.payload)
    query = (
        select(Epoch.origin, Event.id, *content, Event.wall_ms, Event.monotonic_ms)
        .join(Epoch, Epoch.id == Event.epoch_id)
        .where(Event.subject == number, Event.withheld.is_(True))
        .order_by(Event.epoch_id, Event.seq)
    )
    return [
        [event.origin, event.id.hex(), *event[2:]]
        for event in session.execute(query)
        if event.kind != "disclosed" and kinds.may_leave(event.kind, event.payload)
    ]
