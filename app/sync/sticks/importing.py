"""Reading a stick at the school: receipts, and the answer to a request to be connected."""

from dataclasses import dataclass, field
from pathlib import Path

from app import journal
from app.clock import now_ms
from app.database import transaction
from app.errors import KisimaError
from app.sync import wire
from app.sync.enrolling import accept
from app.sync.hearing import Heard, hear, hear_answer
from app.sync.link import Link, connected, link
from app.sync.marks import chain_name
from app.sync.models import EnrolmentAsked, SyncRun
from app.sync.one_at_a_time import alone
from app.sync.sticks import files, names
from app.sync.sticks.exporting import sweep
from app.sync.terms import Terms, looking


@dataclass
class ReadStick:
    """What a stick brought: `receipts` files for this school, `others` that are not for it, `left`
    alone with the reason why, `removed` since all in them is delivered; `connected` where the
    answer to a request was among them."""

    receipts: int = 0
    others: int = 0
    left: list[tuple[str, KisimaError]] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    connected: Link | None = None
    found_out: Heard = field(default_factory=Heard)


def read(terms: Terms, stick: Path) -> ReadStick:
    """Read what is for this school, as often as one likes; raises StickUnusable, AlreadyRunning.

    Files that were not written to their end, or that nobody here can read, are named and left.
    """
    with alone(terms.data):
        files.check(stick)
        told = ReadStick()
        for path in (*files.found(names.from_centre(stick)), *files.found(stick)):
            try:
                _read_file(terms, path, told)
            except KisimaError as error:
                told.left.append((names.shown(path.name), error))
        told.removed = sweep(stick)
        if told.receipts:
            now = now_ms()
            with transaction() as session:
                session.add(SyncRun(started_ms=now, ended_ms=now, way="stick", outcome="read"))
        return told


def _read_file(terms: Terms, path: Path, told: ReadStick) -> None:
    parts = wire.unpack_stick_file(files.read(path))
    things = [(wire.thing_of(part), part) for part in parts]
    ours = False
    for thing, part in things:
        if thing is wire.Thing.ENROL_ANSWER:
            ours |= _hear_enrolment(part, told)
    with looking() as session:
        known = link(session)
        mine = frozenset(chain_name(one) for one in journal.epochs(session))
    if known is not None:
        for thing, part in things:
            if thing is wire.Thing.HELLO_ANSWER:
                answer = wire.unpack_hello_answer(part, known.centre_key)
                if _about(answer.statement, mine):
                    told.found_out |= hear_answer(answer, "stick", terms.app_version)
                    ours = True
            elif thing is wire.Thing.RECEIPT:
                statement = wire.unpack_statement(part, known.centre_key)
                if _about(statement, mine):
                    told.found_out |= hear(statement, "stick", terms.app_version)
                    ours = True
    told.receipts += ours
    told.others += not ours


def _about(statement: wire.Statement, mine: frozenset[wire.ChainName]) -> bool:
    """Whether this is said to us: the erasures of another school are not for our journal."""
    return any(held.chain in mine for held in statement.held)


def _hear_enrolment(part: bytes, told: ReadStick) -> bool:
    """Take the answer to the request that waits, if it is that; whether it was."""
    with transaction() as session:
        row = session.get(EnrolmentAsked, 1, populate_existing=True)
        answer = wire.unpack_enrol_answer(part)
        if row is None or answer.to != wire.request_digest(row.request):
            return False
        known = link(session)
        same = known is not None and known.centre_key == answer.centre_key
        accept(session, row.request, answer, known.url if known is not None and same else "")
        session.delete(row)
        told.connected = connected(session)
    return True
