"""What follows from a centre's statement, however it came: marks, erasures, forks, copies."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import transaction
from app.errors import N_, KisimaError
from app.journal import EpochView
from app.people import erasure
from app.sync import marks, wire
from app.sync.link import Link, as_bytes, change, connected, keep
from app.sync.terms import looking

MOST_ERASED_AT_ONCE = 3  # students at one word of the centre; a class's worth is no routine


class ManyErasures(KisimaError):
    """Nothing was erased and nothing is sent until a person has looked at it."""

    sentence = N_(
        "The centre says that %(count)s people of this school were erased. That is so unusual that "
        "nothing was done. Ask the centre; if it is right, run: kisima sync erasures %(count)s"
    )


@dataclass(frozen=True)
class Heard:
    """What a sender must do about a statement: say hello about everything, as it is of a `new`
    generation; say hello once more, as it is of a `rival` one; nothing in common is known of
    epochs that are `lost`; a new epoch was opened since this node is one of two that `forked`, or
    keys of its own were made since it is a `copied` one."""

    new: bool = False
    rival: bool = False
    lost: frozenset[bytes] = frozenset()
    forked: bool = False
    copied: bool = False

    def __or__(self, other: "Heard") -> "Heard":
        return Heard(
            self.new or other.new,
            self.rival or other.rival,
            self.lost | other.lost,
            self.forked or other.forked,
            self.copied or other.copied,
        )


def hear(
    statement: wire.Statement,
    way: str,
    app_version: str,
    beside: Mapping[str, object] | None = None,
) -> Heard:
    """Act on a statement whose signature was checked. `way` is "http" or "stick".

    `beside` are columns of the link that are changed with it.
    """
    # Before anything is chosen to be sent: what was erased elsewhere leaves blank from now on.
    _hear_erased(statement)
    with transaction() as session:
        link = connected(session)
        values, news = _newer(link, statement)
        if values or beside:
            change(session, {**values, **(beside or {})})
            link = connected(session)
        if news.rival:
            return news
        epochs = journal.epochs(session)
        marks.note(session, statement, way, epochs)
        news |= Heard(lost=_lost(session, link, statement, epochs))
        if _hear_fork(session, statement, epochs, app_version):
            news |= Heard(forked=True)
            epochs = journal.epochs(session)
        return news | Heard(copied=_hear_superseded(session, link, statement, epochs, app_version))


def hear_answer(answer: wire.HelloAnswer, way: str, app_version: str) -> Heard:
    """Act on the answer to a hello: the statement, and the root's own where a hub passed it on."""
    beside = {"clock_offset_ms": now_ms() - answer.time_ms} if way == "http" else {}
    if answer.slot_minute is not None:
        beside["slot_minute"] = answer.slot_minute
    news = hear(answer.statement, way, app_version, beside)
    if not answer.root:
        return news
    with looking() as session:
        link = connected(session)
    for receipt in () if link.to_root else answer.root:
        said = wire.unpack_statement(receipt, link.root_key)
        if said.by == link.root_key:
            # A hub may know of an older root only; it was told, and passes that on.
            news |= replace(hear(said, way, app_version), rival=False)
    return news


def _hear_erased(statement: wire.Statement) -> None:
    """Erase whom the centre says was erased; raises ManyErasures before anything is touched."""
    if not statement.erased:
        return
    with looking() as session:
        known = erasure.known(session)
        new = [pseudonym for pseudonym in statement.erased if pseudonym not in known]
        living = erasure.living(session, new)
        believed = connected(session).may_erase
    unusual = len(living) > MOST_ERASED_AT_ONCE or any(person.teaches for person in living)
    if unusual and len(living) > believed:
        raise ManyErasures(count=len(living))
    for pseudonym in new:
        erasure.erase_by_pseudonym(pseudonym)
    if believed and living:
        with transaction() as session:
            change(session, {"may_erase": 0})


def believe_erasures(count: int) -> None:
    """A person has asked the centre: so many people may be erased at its word, once."""
    with transaction() as session:
        connected(session)
        change(session, {"may_erase": count})


def _newer(link: Link, statement: wire.Statement) -> tuple[dict[str, object], Heard]:
    """The columns of a newer generation, which is kept; one that is not newer and not the same is
    a rival (rule 4)."""
    values: dict[str, object] = {}
    news = Heard()
    for column, whose, known in (
        ("generation", link.centre_key, link.generation),
        ("root_generation", link.root_key, link.root_generation),
    ):
        if statement.by != whose or statement.generation == known:
            continue
        if known is not None and statement.generation.count <= known.count:
            return {}, Heard(rival=True)
        values[column] = as_bytes(statement.generation)
        news |= Heard(new=known is not None)
    return values, news


def _lost(
    session: Session, link: Link, statement: wire.Statement, epochs: Sequence[EpochView]
) -> frozenset[bytes]:
    """Epochs of which the centre has something, and none of it is known to be on our chain."""
    if statement.by != link.centre_key:
        return frozenset()
    tips = {held.chain for held in statement.held if held.tips}
    told = [one for one in epochs if marks.chain_name(one) in tips and one.length]
    held = marks.all_at_centre(session, link, told) if told else {}
    return frozenset(one.name for one in told if not held[one.name].held.seq)


def _hear_fork(
    session: Session, statement: wire.Statement, epochs: Sequence[EpochView], app_version: str
) -> bool:
    """Another copy, or this laptop before it was restored, has written on from the open epoch."""
    open_now = next((one for one in epochs if one.open), None)
    tips = [
        tip
        for held in statement.held
        if open_now is not None and held.chain == marks.chain_name(open_now)
        for tip in held.tips
    ]
    if open_now is None or all(marks.is_on(session, open_now, tip) for tip in tips):
        return False
    journal.open_epoch(session, "fork")
    _boot(session, app_version)
    return True


def _hear_superseded(
    session: Session,
    link: Link,
    statement: wire.Statement,
    epochs: Sequence[EpochView],
    app_version: str,
) -> bool:
    """Whether this node was found to be a copy; it has keys of its own then (rule 7)."""
    if statement.by != link.root_key:
        return False
    is_open = {marks.chain_name(one) for one in epochs if one.open}
    # By whichever epoch: another laptop with this key was heard to go on with it, even where it
    # is one that this laptop has too and has left.
    if not any(one.chain in is_open for one in statement.superseded):
        return False
    become_copy(session, link, app_version)
    return True


def become_copy(session: Session, link: Link, app_version: str) -> None:
    """Make keys of this node's own, certified by those it was copied with, and forget those."""
    old = journal.keys(session)
    new = journal.renew_keys(session)
    epoch = journal.open_epoch(session, "clone", own_origin=True)
    _boot(session, app_version)
    certificate = wire.Certificate(
        key=wire.public_sign_key(new.sign_seed),
        seal_key=wire.public_seal_key(new.seal_seed),
        origin=bytes.fromhex(epoch.origin),
        school="",
        issuer=wire.public_sign_key(old.sign_seed),
    )
    mine = wire.certify(certificate, wire.signer(old.sign_seed), wire.signer(new.sign_seed))
    keep(session, replace(link, certificates=(mine, *link.certificates)))


def _boot(session: Session, app_version: str) -> None:
    # Random, so that copies of one disk part ways with their first event.
    payload = {"random": secrets.token_hex(16), "version": app_version}
    journal.append(session, "boot", payload=payload)
