"""Sending on what the next hop lacks, branch by branch; one school's trouble stops no other's."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, Row, text

from app.centre.audit import note
from app.centre.hub_hearing import Heard
from app.centre.hub_marks import all_chains, marks
from app.centre.hub_rows import HubIncomplete, Wanted, next_batch, signer
from app.centre.hub_talking import HubTalk
from app.centre.nodes import node_id
from app.centre.transactions import reading, writing
from app.errors import KisimaError
from app.sync import wire
from app.sync.link_errors import AskedToWait, Refused, Unreached
from app.sync.outgoing import USUAL_ROW, Outgoing
from app.sync.patience import Chunk
from app.sync.terms import Progress, Tell
from app.sync.wire.events import ChainName, Point

ASKING = ("UnknownStudent", "TooMuchEarly")
LATER = ("TooMuchToday", "TooManyTries")
# Ends of branches that the next hop was not heard to hold, the oldest epochs first.
_LATE = """
SELECT b.origin, b.epoch, b.branch FROM centre_branch b JOIN centre_epoch e ON e.origin = b.origin
  AND e.epoch = b.epoch LEFT JOIN centre_above a ON a.origin = b.origin AND a.epoch = b.epoch
  AND a.branch = b.branch WHERE a.branch IS NULL OR a.held_seq < b.seq
  ORDER BY e.made_ms, e.epoch, e.origin, b.branch
"""


@dataclass
class HubSending:
    """How far the sending of one run is; `troubles` are chains that were passed over, and why."""

    talk: HubTalk
    tell: Tell
    waiting: int
    chunk: Chunk = field(default_factory=Chunk)
    row_bytes: float = USUAL_ROW
    sent: int = 0
    troubles: dict[ChainName, KisimaError] = field(default_factory=dict)
    salts: set[ChainName] = field(default_factory=set)  # chains of which a student was not known
    tried: set[bytes] = field(default_factory=set)  # batches that were answered and sent again
    restart: bool = False  # a new life of the next hop: everything is to be named again


def send_all(talk: HubTalk, tell: Tell, waiting: int) -> HubSending:
    """Send until the next hop holds everything that this hub does, what had trouble excepted.

    Raises what ends a run, such as a broken link; what was sent until then stays sent.
    """
    sending = HubSending(talk, tell, waiting)
    with reading() as connection:
        late = [(_name(row), row.branch) for row in connection.execute(text(_LATE))]
    for name, branch in late:
        while name not in sending.troubles and _send_next(sending, name, branch):
            if sending.restart:
                return sending
    _send_aside(sending)
    return sending


def _send_next(sending: HubSending, name: ChainName, branch: int) -> bool:
    """Send the next batch of a branch; whether there may be another."""
    try:
        with _snapshot() as connection:
            found = _next(connection, sending, name, branch)
    except (HubIncomplete, wire.WireError) as error:
        sending.troubles[name] = error
        return False
    if found is None:
        return False
    before, outgoing = found
    header = outgoing.batch.header
    sending.row_bytes = max(1.0, len(outgoing.data) / len(outgoing.batch.events))
    heard = _post(sending, name, header.head.signer, outgoing.data)
    if heard is None:
        return True  # it was answered, or is tried again
    with reading() as connection:
        after = _held(connection, name, branch)
    if after > before:
        sending.chunk.worked()
        sending.sent += after - before
        sending.tell(_progress(sending))
    elif not _once_more(sending, outgoing.data):
        sending.troubles[name] = Refused(
            name="NoProgress", sentence="It took nothing of what was sent."
        )
    else:
        sending.restart |= sending.talk.greet([name], more=True)
    return True


def _next(
    connection: Connection, sending: HubSending, name: ChainName, branch: int
) -> tuple[int, Outgoing] | None:
    chain = all_chains(connection, [name]).get(name)
    if chain is None:
        return None
    before = marks(connection, chain)[branch].held
    wanted = Wanted(sending.chunk.size, sending.row_bytes, name in sending.salts)
    outgoing = next_batch(connection, chain, chain.branches[branch], before, wanted)
    if outgoing is not None and not _known_above(connection, outgoing.batch.header.head.signer):
        wanted = replace(wanted, certificates=True)
        outgoing = next_batch(connection, chain, chain.branches[branch], before, wanted)
    return None if outgoing is None else (before, outgoing)


def _post(sending: HubSending, name: ChainName, key: bytes, data: bytes) -> Heard | None:
    """Send a batch; None where it is to be made and sent again, or there was trouble."""
    _note_departure(data)
    try:
        heard = sending.talk.send(data)
    except (Unreached, AskedToWait) as error:
        sending.chunk.failed()
        sending.talk.talk.patience.failed(error)
        if isinstance(error, Unreached) and error.all_sent:
            sending.restart |= sending.talk.greet([name])
        return None
    except Refused as refused:
        _answer_refusal(sending, name, key, data, refused)
        return None
    sending.talk.talk.patience.worked()
    _set_known_above(key, known=True)
    sending.restart |= heard.new or heard.rival
    return heard


def _answer_refusal(
    sending: HubSending, name: ChainName, key: bytes, data: bytes, refused: Refused
) -> None:
    """Do what was asked for, once for each batch; else this chain waits for another run."""
    if not _once_more(sending, data):
        sending.troubles[name] = refused
    elif refused.name == "SendCertificates":
        _set_known_above(key, known=False)
    elif refused.name in ("TooLarge", "TooManyEvents"):
        sending.chunk.failed()
    elif refused.name in ASKING:
        sending.salts.add(name)
        # The answer tells of erasures that were missed, and of what the next hop lacks.
        sending.restart |= sending.talk.greet([name], more=True)
    else:
        sending.troubles[name] = refused


def _once_more(sending: HubSending, data: bytes) -> bool:
    digest = hashlib.sha256(data).digest()
    if digest in sending.tried:
        return False
    sending.tried.add(digest)
    return True


def _send_aside(sending: HubSending) -> None:
    """Pass on what could only be set aside here, unless the next hop has it or did so too."""
    with reading() as connection:
        rows = connection.execute(
            text("SELECT origin, epoch, batch FROM centre_early ORDER BY epoch, origin, from_seq")
        ).all()
    for row in rows:
        header = wire.peek_header(bytes(row.batch))
        name, end = _name(row), Point(header.head.seq, header.head.hash)
        if name in sending.troubles or (name, end) in sending.talk.there:
            continue
        with reading() as connection:
            key, certificates = signer(connection, node_id(header.head.signer))
        batch = wire.unpack_batch(bytes(row.batch), key)
        again = replace(batch, header=replace(batch.header, certificates=certificates))
        _post(sending, name, key, wire.pack_batch(again))


def _name(row: Row) -> ChainName:
    return ChainName(bytes(row.origin), bytes(row.epoch))


def _held(connection: Connection, name: ChainName, branch: int) -> int:
    chain = all_chains(connection, [name])[name]
    return marks(connection, chain)[branch].held


def _progress(sending: HubSending) -> Progress:
    transport = sending.talk.talk.transport
    return Progress(sending.sent, max(sending.sent, sending.waiting), transport.up + transport.down)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One look at all tables at one moment, so that rows and students fit each other."""
    with writing() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def _known_above(connection: Connection, key: bytes) -> bool:
    return bool(
        connection.scalar(
            text("SELECT known_above FROM centre_node WHERE id = :id"), {"id": node_id(key)}
        )
    )


def _set_known_above(key: bytes, *, known: bool) -> None:
    with writing() as connection:
        connection.execute(
            text(
                "UPDATE centre_node SET known_above = :known"
                " WHERE id = :id AND known_above <> :known"
            ),
            {"id": node_id(key), "known": known},
        )


def _note_departure(data: bytes) -> None:
    header = wire.peek_header(data)
    with writing() as connection:
        note(
            connection,
            "centre",
            "passed-on",
            epoch=header.head.opening.epoch,
            from_seq=header.from_seq,
            to_seq=header.head.seq,
            size=len(data),
            sha256=hashlib.sha256(data).digest(),
        )
