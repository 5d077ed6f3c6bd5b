"""Ingest: a batch becomes events of the centre, whole or not at all (rule 6)."""

from contextlib import suppress

from sqlalchemy import Connection, text

from app.centre.chains import Chain, held, lock_chain
from app.centre.early import set_aside, take_next
from app.centre.families import lock_family, lock_names
from app.centre.generation import centre
from app.centre.greeting import make_chain
from app.centre.nodes import Sender, check_origin, check_today, count_bytes, find_sender, node_id
from app.centre.refusals import noting_refusals
from app.centre.rollups_areas import add_now_and_then
from app.centre.stating import holding, statement
from app.centre.subjects import may_wait
from app.centre.taking import CHANGING, Arrival, take
from app.centre.transactions import CentreBusy, writing
from app.errors import KisimaError
from app.sync.wire.batches import peek_header, unpack_batch
from app.sync.wire.events import Batch, Point
from app.sync.wire.heads import check_head_signature
from app.sync.wire.statements import pack_statement

# What a new event counts toward the day's bytes: thousands that are alike travel in a few.
STORED_BYTES = 64


def ingest(data: bytes) -> bytes:
    """Take a batch in and answer with the receipt: a statement about its epoch.

    A range whose predecessor has not come is set aside; the receipt then names tips that do not
    reach it. Raises SendCertificates, NodeRevoked, OtherOrigin, OtherOpening, UnknownStudent,
    DoesNotFit, TooManyBranches, TooMuchEarly, TooMuchToday, CentreBusy,
    CentreFull or a WireError.
    """
    with noting_refusals("batch"):
        header = peek_header(data)
        # Before anything is noted under the name of whom it says that it is from.
        check_head_signature(header.head)
    where = {
        "epoch": header.head.opening.epoch.hex(),
        "from_seq": header.from_seq,
        "to_seq": header.head.seq,
    }
    with noting_refusals(node_id(header.head.signer), len(data), **where):
        receipt, waiting = _ingest_one(data)
    while waiting is not None:
        with writing() as connection:
            early = take_next(connection, waiting)
        if early is None:
            break
        try:
            with noting_refusals("early", **where):
                receipt, waiting = _ingest_one(early)
        except KisimaError:
            break  # it comes again, since it was never acknowledged
    with suppress(CentreBusy):  # a later one does it
        add_now_and_then()
    return receipt


def _ingest_one(data: bytes) -> tuple[bytes, Chain | None]:
    """One transaction: the receipt, and the chain where ranges that were set aside may follow."""
    with writing() as connection:
        us = centre(connection)
        header = peek_header(data)
        sender = find_sender(connection, us, header.head.signer, header.certificates)
        check_today(sender, len(data))
        check_origin(sender, header.head.opening.origin)
        batch = unpack_batch(data, sender.key)
        chain, family = _lock(connection, sender, batch)
        before = Point(header.from_seq - 1, header.prev_hash)
        head = Point(header.head.seq, header.head.hash)
        known = held(connection, chain, [before, head])
        size = len(data)
        if head not in known:
            if before in known:
                size += STORED_BYTES * len(batch.events)
                take(connection, Arrival(sender, batch, chain, family, known[before]))
            elif may_wait(connection, batch, family):
                set_aside(connection, chain, header, data)
        count_bytes(connection, sender.id, size)
        told = holding(connection, chain, [before, head])
        more = before in known and told.aside
    return pack_statement(statement(us, [told]), us.sign), chain if more else None


def _lock(connection: Connection, sender: Sender, batch: Batch) -> tuple[Chain, list[bytes]]:
    opening = batch.header.head.opening
    known = connection.scalar(
        text("SELECT 1 FROM centre_branch WHERE origin = :origin AND epoch = :epoch LIMIT 1"),
        {"origin": opening.origin, "epoch": opening.epoch},
    )
    if known is None:
        lock_names(connection, [opening])
        return make_chain(connection, sender, opening)
    alone = any(event.kind in CHANGING for event in batch.events)
    family = lock_family(connection, opening.origin, alone=alone)
    return lock_chain(connection, opening, sender.id)[0], family
