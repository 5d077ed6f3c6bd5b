"""Hello: a laptop says what it has, and hears what is held, lacking, erased and superseded."""

from sqlalchemy import Connection, text

from app.centre.audit import note
from app.centre.chains import Chain, OtherOpening, lock_chain
from app.centre.clocks import is_off
from app.centre.erasing import erased_of, join_erasures
from app.centre.families import link_family, lock_family, lock_names
from app.centre.generation import Centre, centre, told_of
from app.centre.hub_answering import (
    erased_for_hub,
    has_heard,
    is_root,
    note_greeting,
    receipts_for,
)
from app.centre.nodes import (
    SendCertificates,
    Sender,
    check_origin,
    check_today,
    count_bytes,
    find_sender,
    node_id,
)
from app.centre.refusals import noting_refusals
from app.centre.stating import chains, holdings, statement
from app.centre.transactions import writing
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.sync.wire.events import ChainName, Opening
from app.sync.wire.hello import (
    Hello,
    HelloAnswer,
    erased_digest,
    hello_digest,
    pack_hello_answer,
    unpack_hello,
)
from app.sync.wire.statements import Superseded

MOST_OPENINGS = 2_000


class TooManyEpochs(KisimaError):
    sentence = N_("This laptop has begun more than %(most)s runs of its journal. Ask the centre.")


def hello(data: bytes) -> bytes:
    """Answer a greeting.

    Raises NodeRevoked, OtherOrigin, OtherOpening, TooManyCopies, TooManyEpochs, TooMuchToday,
    CentreBusy or a WireError. A laptop that is not known is asked for its certificates in the
    answer.
    """
    with noting_refusals("greeting"):
        said = unpack_hello(data)
    with noting_refusals(node_id(said.key), len(data)):
        return _answer(said, hello_digest(data), len(data))


def _answer(said: Hello, to: bytes, size: int) -> bytes:
    with writing() as connection:
        us = centre(connection)
        try:
            sender = find_sender(connection, us, said.key, said.certificates)
        except SendCertificates:
            empty = HelloAnswer(to, now_ms(), statement(us, ()), send_certificates=True)
            return pack_hello_answer(empty, us.sign)
        check_today(sender, size)
        us = _generation(connection, us, said)  # strangers are not believed
        _note_openings(connection, sender, said.openings)
        # Who has not heard of a restore says hello again, with the openings that are lacking.
        superseded = _note_all_open(connection, sender, said) if has_heard(us, said) else []
        told = holdings(connection, sender, said.asked)
        note_greeting(connection, us, sender, said, told)
        receipts = receipts_for(connection, us, sender, told)
        answer = HelloAnswer(
            to,
            now_ms(),
            # What the root's receipts tell a hub need not be said twice.
            statement(
                us,
                () if sender.is_hub and is_root(us) else told,
                superseded,
                None if sender.is_hub else _erased(connection, sender, said),
            ),
            root=receipts,
            slot_minute=sender.slot_minute,
            erased=erased_for_hub(connection, said) if sender.is_hub else (),
        )
        packed = pack_hello_answer(answer, us.sign)
        _note_heard(connection, sender, said, size + len(packed))
    return packed


def _generation(connection: Connection, us: Centre, said: Hello) -> Centre:
    """This centre, which goes beyond every life of it that it is told of (rule 4)."""
    told = (said.generation, *said.rivals) if is_root(us) else (said.peer_generation,)
    for one in filter(None, told):
        us = told_of(connection, us, one, node_id(said.key).hex())
    return us


def _erased(connection: Connection, sender: Sender, said: Hello) -> tuple[bytes, ...] | None:
    erased = erased_of(connection, sender.origins)
    return None if erased_digest(erased) == said.erased else tuple(erased)


def _note_openings(connection: Connection, sender: Sender, openings: tuple[Opening, ...]) -> None:
    """Make epochs known that are not; raises OtherOpening where one is known otherwise."""
    if not openings:
        return
    if not sender.is_hub:
        for opening in openings:
            check_origin(sender, opening.origin)
    known = chains(connection, sender, [one.chain for one in openings])
    new = [one for one in openings if one.chain not in known]
    # A hub tells of many schools: what does not fit is refused with that school's batches.
    clash = any(known[one.chain].opening != one for one in openings if one.chain in known)
    if clash and not sender.is_hub:
        raise OtherOpening()
    if new and not sender.is_hub:
        count = connection.scalar(
            text("SELECT count(*) FROM centre_epoch WHERE origin = ANY(:origins)"),
            {"origins": list(sender.origins)},
        )
        if count + len(new) > MOST_OPENINGS:
            raise TooManyEpochs(most=MOST_OPENINGS)
    lock_names(connection, new)
    for opening in new:
        make_chain(connection, sender, opening)


def make_chain(
    connection: Connection, sender: Sender, opening: Opening
) -> tuple[Chain, list[bytes]]:
    """A chain that may be new, locked, and its family, which the new epoch may have joined.

    The caller has locked its name (see lock_names).
    """
    family = lock_family(connection, opening.origin, alone=True)
    chain, new = lock_chain(connection, opening, sender.id)
    # A hub may have told of it before the laptop's certificate came with the first batch.
    if (new or not chain.branches) and (joined := link_family(connection, opening)):
        family = joined
        join_erasures(connection, family)
    return chain, family


def _note_all_open(connection: Connection, sender: Sender, said: Hello) -> list[Superseded]:
    """Note the sender's open epoch, and those that a hub heard of; tells which were superseded."""
    named = [(sender.id, said.open_epoch)] if said.open_epoch is not None else []
    if sender.is_hub:
        named += [(node_id(heard.key), heard.epoch) for heard in said.heard_open]
    found = [_note_open(connection, node, epoch) for node, epoch in named]
    return [one for one in found if one is not None]


def _note_open(connection: Connection, node: bytes, epoch: bytes) -> Superseded | None:
    """Rule 7: which epoch a key has open now; tells the one whose epoch was superseded."""
    row = connection.execute(
        text("SELECT open_epoch, origins FROM centre_node WHERE id = :id FOR NO KEY UPDATE"),
        {"id": node},
    ).first()
    if row is None:
        return None  # a hub may have heard a key that has sent nothing yet
    current = None if row.open_epoch is None else bytes(row.open_epoch)
    if current == epoch:
        return None
    by = connection.scalar(
        text("SELECT by_epoch FROM centre_superseded WHERE node = :node AND epoch = :epoch"),
        {"node": node, "epoch": epoch},
    )
    origins = list(map(bytes, row.origins))
    if by is not None:
        return _superseded(connection, origins, epoch, bytes(by))
    if current is not None and _is_ancestor(connection, origins, epoch, current):
        _supersede(connection, node, epoch, current)
        return _superseded(connection, origins, epoch, current)
    connection.execute(
        text("UPDATE centre_node SET open_epoch = :epoch WHERE id = :id"),
        {"id": node, "epoch": epoch},
    )
    if current is not None:
        _supersede(connection, node, current, epoch)
        if not _is_ancestor(connection, origins, current, epoch):
            note(connection, node.hex(), "epoch-superseded", epoch=current, by=epoch)
    return None


def _supersede(connection: Connection, node: bytes, epoch: bytes, by: bytes) -> None:
    connection.execute(
        text(
            "INSERT INTO centre_superseded (node, epoch, by_epoch, at_ms)"
            " VALUES (:node, :epoch, :by, :now) ON CONFLICT DO NOTHING"
        ),
        {"node": node, "epoch": epoch, "by": by, "now": now_ms()},
    )


def _superseded(
    connection: Connection, origins: list[bytes], epoch: bytes, by: bytes
) -> Superseded | None:
    """What is told of it: nothing of an epoch that is none of these origins'."""
    origin = connection.scalar(
        text(
            "SELECT origin FROM centre_epoch WHERE epoch = :epoch AND origin = ANY(:origins)"
            " ORDER BY made_ms LIMIT 1"
        ),
        {"epoch": epoch, "origins": origins},
    )
    return None if origin is None else Superseded(ChainName(bytes(origin), epoch), by)


def _is_ancestor(connection: Connection, origins: list[bytes], epoch: bytes, of: bytes) -> bool:
    """Whether an epoch is among those that another came from, as far as they are known to be of
    these origins: anybody may name a parent."""
    return bool(
        connection.scalar(
            text(
                "WITH RECURSIVE above AS ("
                "SELECT parent_epoch FROM centre_epoch WHERE epoch = :of AND origin = ANY(:origins)"
                " UNION SELECT e.parent_epoch FROM centre_epoch e JOIN above a ON e.epoch ="
                " a.parent_epoch AND e.origin = ANY(:origins))"
                " SELECT 1 FROM above WHERE parent_epoch = :epoch LIMIT 1"
            ),
            {"of": of, "epoch": epoch, "origins": origins},
        )
    )


def _note_heard(connection: Connection, sender: Sender, said: Hello, size: int) -> None:
    count_bytes(connection, sender.id, size)
    now = now_ms()
    offset = said.time_ms - now
    connection.execute(
        text(
            "UPDATE centre_node SET clock_offset_ms = :offset,"
            " clock_odd = :odd, app_version = :version, waiting = :waiting WHERE id = :id"
        ),
        {
            "id": sender.id,
            "offset": offset,
            "odd": is_off(offset),
            "version": said.app_version,
            "waiting": min(said.waiting, 1 << 62),
        },
    )
