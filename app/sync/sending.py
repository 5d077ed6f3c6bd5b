"""Sending what the centre lacks, epoch by epoch, batch by batch (rules 5, 6 and 9)."""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import transaction
from app.journal import EpochView
from app.people import erasure
from app.sync import marks, wire
from app.sync.greeting import Asking, own_epochs
from app.sync.hearing import Heard
from app.sync.link import Link, connected
from app.sync.link_errors import AskedToWait, Refused, Unreached
from app.sync.models import Departure
from app.sync.outgoing import USUAL_ROW, Outgoing, Sender, next_batch
from app.sync.patience import Chunk
from app.sync.talking import Talk
from app.sync.terms import Progress, Tell, looking

# A batch shorter than this is sent again rather than asked about.
SHORT = 2_000  # bytes
ASKING = ("UnknownStudent", "TooMuchEarly")
MOST_TURNS = 8  # refusals and greetings in a row without an event more at the centre


@dataclass
class Sending:
    """How far the sending of one run is."""

    talk: Talk
    tell: Tell
    chunk: Chunk = field(default_factory=Chunk)
    row_bytes: float = USUAL_ROW
    sent: int = 0  # events that the centre was heard to hold since the run began
    certificates: bool = False
    salts: bool = False  # the centre did not know a student
    noted: bytes = b""  # the digest of the last batch that the audit log has
    refused: bytes = b""  # the batch that was refused last


def send_all(talk: Talk, tell: Tell) -> Sending:
    """Send until the centre holds everything that this node may send.

    Raises a LinkError, or what else ends a run; what was sent until then stays sent.
    """
    sending = Sending(talk, tell)
    turns = 0
    while True:
        with looking() as session:
            found = _next(session, sending)
        if found is None:
            return sending
        epoch, outgoing = found
        before = sending.sent
        _send_once(sending, epoch, outgoing)
        turns = 0 if sending.sent > before else turns + 1
        if turns >= MOST_TURNS:
            raise Refused(name="NoProgress", sentence="It took nothing of what was sent.")


def _next(session: Session, sending: Sending) -> tuple[EpochView, Outgoing] | None:
    """The next batch: of the first epoch that the centre does not hold to its end."""
    link = connected(session)
    keys = journal.keys(session)
    sender = Sender(wire.public_sign_key(keys.sign_seed), wire.signer(keys.sign_seed))
    mine = own_epochs(session, link, sender.key)
    held = marks.all_at_centre(session, link, mine)
    sending.tell(
        Progress(
            sending.sent,
            sending.sent + marks.lacking(mine, held),
            sending.talk.transport.up + sending.talk.transport.down,
        )
    )
    for epoch in mine:
        after = held[epoch.name].held
        if after.seq >= epoch.length:
            continue
        outgoing = next_batch(
            session,
            sender,
            epoch,
            after,
            sending.chunk.size,
            row_bytes=sending.row_bytes,
            certificates=link.certificates if sending.certificates else (),
            with_salts=sending.salts,
        )
        if outgoing is not None:
            return epoch, outgoing
    return None


def _send_once(sending: Sending, epoch: EpochView, outgoing: Outgoing) -> None:
    talk, batch = sending.talk, outgoing.batch
    sending.row_bytes = len(outgoing.data) / len(batch.events)
    _note_departure(sending, outgoing)
    before = batch.header.from_seq - 1
    try:
        heard = talk.send(batch, outgoing.data)
    except (Unreached, AskedToWait) as error:
        sending.chunk.failed()
        talk.patience.failed(error)
        # The whole of it left and only the answer is missing: it is cheaper to ask.
        if isinstance(error, Unreached) and error.all_sent and len(outgoing.data) > SHORT:
            talk.hello(Asking(certificates=sending.certificates))
            sending.sent += max(0, _held(epoch, talk) - before)
        return
    except Refused as refused:
        _answer_refusal(sending, refused, outgoing)
        return
    talk.patience.worked()
    after = _held(epoch, talk)
    if after > before and not heard.new:
        sending.chunk.worked()
        sending.sent += after - before
    if _must_greet(heard) or after <= before:
        # Set aside there, as what comes before it is missing, or told of another generation.
        talk.hello(Asking(everything=heard.new, lost=frozenset({epoch.name})))


def _must_greet(heard: Heard) -> bool:
    return heard.new or heard.rival or heard.forked or heard.copied


def _held(epoch: EpochView, talk: Talk) -> int:
    with looking() as session:
        link: Link = connected(session)
        now = next(one for one in journal.epochs(session) if one.name == epoch.name)
        return marks.at_centre(session, link, now).seq


def _answer_refusal(sending: Sending, refused: Refused, outgoing: Outgoing) -> None:
    """Answer what the centre asked for and try once more; raises the refusal where that was done.

    A refusal that has no answer ends the run, with the centre's own sentence.
    """
    talk = sending.talk
    if refused.name == "SendCertificates" and not sending.certificates:
        sending.certificates = True
        talk.hello(Asking(certificates=True))
    elif refused.name in ("TooLarge", "TooManyEvents") and len(outgoing.batch.events) > 1:
        sending.chunk.failed()
    elif refused.name in ASKING and sending.refused != outgoing.data:
        sending.refused = outgoing.data
        sending.salts |= refused.name == "UnknownStudent"
        # The answer tells of erasures that were missed, and of what the centre lacks.
        talk.hello(Asking(lost=frozenset({outgoing.batch.header.head.opening.epoch})))
    elif refused.name == "DoesNotFit" and _mended():
        talk.hello()
    else:
        raise refused


def _mended() -> bool:
    """Look for damage in the journal, as the centre could not follow it; whether it was mended."""
    with looking() as session:
        damaged, erased = journal.damage(session), erasure.known(session)
    if not damaged:
        return False
    with transaction() as session:
        return bool(journal.repair(session, damaged, erased))


def _note_departure(sending: Sending, outgoing: Outgoing) -> None:
    """Into the audit log before it leaves; a batch that is only sent again stands there once."""
    digest = hashlib.sha256(outgoing.data).digest()
    if digest == sending.noted:
        return
    with transaction() as session:
        session.add(departure(outgoing, digest, "http", sending.talk.terms.asked_by))
    sending.noted = digest


def departure(outgoing: Outgoing, digest: bytes, way: str, asked_by: int | None) -> Departure:
    """The audit log's row of a batch."""
    header = outgoing.batch.header
    return Departure(
        at_ms=now_ms(),
        way=way,
        origin=header.head.opening.origin,
        epoch=header.head.opening.epoch,
        from_seq=header.from_seq,
        to_seq=header.head.seq,
        sha256=digest,
        size=len(outgoing.data),
        asked_by=asked_by,
    )
