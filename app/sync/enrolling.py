"""Connecting a school to a centre: a code typed once, and keys that are pinned (rule 1)."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import transaction
from app.errors import N_, KisimaError
from app.journal import Epoch, NodeKeys
from app.sync import wire
from app.sync.hearing import become_copy
from app.sync.http import Transport, check_address
from app.sync.http import connect as connect_http
from app.sync.link import Link, keep
from app.sync.link import link as link_of
from app.sync.link_errors import AskedToWait, CentreKeyChanged, OtherAnswer, Refused, Unreached
from app.sync.one_at_a_time import alone
from app.sync.patience import Patience
from app.sync.terms import Terms, looking

# What a centre says where a laptop shares its key or its origin with one of another school.
COPIES = ("CopyOfAnother", "OriginElsewhere")


class CopiedLaptop(KisimaError):
    sentence = N_(
        "This laptop was copied from one that is connected to %(school)s. It has a key of its own "
        "from now on and loses nothing; the code was not used up. If it belongs to another school, "
        "please ask the centre to move it there: the centre sees it as a copy."
    )


def enrol(
    terms: Terms,
    url: str,
    code: str,
    *,
    connect: Callable[[str], Transport] = connect_http,
    pause: Callable[[float], None] = time.sleep,
) -> Link:
    """Connect this school, inside an app context; returns what was agreed.

    Raises BadAddress, Unreached, Refused (with the centre's sentence), CopiedLaptop, AlreadyRunning
    and other LinkErrors. Typing the same code again after a lost answer does no harm.
    """
    address = check_address(url)
    with alone(terms.data):
        transport = connect(address)
        try:
            try:
                return _ask(terms, transport, address, code, pause)
            except Refused as refused:
                if refused.name not in COPIES:
                    raise
                _part(terms)
                return _ask(terms, transport, address, code, pause)
        finally:
            transport.close()


def request(session: Session, terms: Terms, code: str) -> tuple[bytes, NodeKeys]:
    """The packed request of this node, inside a writing transaction."""
    keys = journal.keys(session)
    known = link_of(session)
    key = wire.public_sign_key(keys.sign_seed)
    origin = journal.origin(session)
    if origin is None:
        origin = bytes.fromhex(journal.open_epoch(session).origin)
    if known is not None:
        origins = known.origins(key)
        origin = origin if origin in origins else sorted(origins)[0]
    asked = wire.EnrolRequest(
        code=code.strip(),
        key=key,
        seal_key=wire.public_seal_key(keys.seal_seed),
        origin=origin,
        time_ms=now_ms(),
        app_version=terms.app_version,
        machine_name=socket.gethostname()[:100],
    )
    return wire.pack_enrol_request(asked, wire.signer(keys.sign_seed)), keys


def accept(session: Session, asked: bytes, answer: wire.EnrolAnswer, url: str) -> Link:
    """Pin the keys of an answer to what was asked, inside a writing transaction.

    Raises OtherAnswer for an answer to something else, or with a certificate that is not ours.
    """
    keys = journal.keys(session)
    key = wire.public_sign_key(keys.sign_seed)
    if answer.to != wire.request_digest(asked):
        raise OtherAnswer(url=url, reason="an answer to another request")
    try:
        wire.check_chain([answer.certificate], answer.root_key, key)
    except wire.WireError as error:
        raise OtherAnswer(url=url, reason="its certificate is not for this laptop") from error
    before = link_of(session)
    # What was certified before stays good: a copy may send for the origins that it came from.
    chain: tuple[bytes, ...] = (answer.certificate,)
    if before is not None and before.root_key == answer.root_key and len(before.certificates) > 1:
        chain = before.certificates
    generation = answer.generation
    made = Link(
        url=url,
        centre_key=answer.centre_key,
        centre_seal_key=answer.centre_seal_key,
        root_key=answer.root_key,
        certificates=chain,
        centre_name=answer.centre_name,
        school_name=answer.school_name,
        enrolled_ms=now_ms(),
        generation=generation,
        root_generation=generation if answer.root_key == answer.centre_key else None,
        slot_minute=answer.slot_minute,
        policy=answer.policy,
        clock_offset_ms=now_ms() - answer.time_ms,
    )
    if before is not None and before.centre_key == made.centre_key and _newer(before, made):
        made = replace(made, generation=before.generation, root_generation=before.root_generation)
    keep(session, made)
    return made


def _newer(before: Link, made: Link) -> bool:
    """Whether an older generation than the one known answered: the next hello sorts that out."""
    if before.generation is None or made.generation is None:
        return False
    return before.generation.count > made.generation.count


def _ask(
    terms: Terms,
    transport: Transport,
    url: str,
    code: str,
    pause: Callable[[float], None],
) -> Link:
    with transaction() as session:
        asked, _ = request(session, terms, code)
    patience = Patience(pause)
    while True:
        try:
            data = transport.post("/sync/enrol", asked)
            break
        except (Unreached, AskedToWait) as error:
            patience.failed(error)
    try:
        answer = wire.unpack_enrol_answer(data)
    except wire.BadSignature as error:
        raise CentreKeyChanged(url=url) from error
    except wire.WireError as error:
        raise OtherAnswer(url=url, reason="not a message of Kisima") from error
    with transaction() as session:
        return accept(session, asked, answer, url)


def _part(terms: Terms) -> None:
    """Part from the laptop that this one was copied from; raises CopiedLaptop where both were
    connected already, since then the centre knows it by its certificate and needs no code."""
    with looking() as session:
        known = link_of(session)
    with transaction() as session:
        if known is not None:
            become_copy(session, known, terms.app_version)
        else:
            _start_anew(session)
    if known is not None:
        raise CopiedLaptop(school=known.school_name)


def _start_anew(session: Session) -> None:
    """Keys and an origin of its own for a laptop that has told nobody of its epochs so far."""
    journal.renew_keys(session)
    epoch = journal.open_epoch(session, "clone", own_origin=True)
    # No digest covers the origin, and no centre has heard of it from this laptop.
    session.execute(
        update(Epoch).values(origin=epoch.origin),
        execution_options={"synchronize_session": False},
    )
