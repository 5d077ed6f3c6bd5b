"""A hub's stick: what the root was not heard to hold, sealed for the next hop, and receipts back.

The files and folders are those of schools' sticks, so the next hop reads them in the same way. A
school's code that was typed at a hub needs the link: it does not travel on a hub's stick.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection, text

from app.centre.chains import NAMED
from app.centre.chains import names as chain_names
from app.centre.generation import Centre, centre
from app.centre.hub_greeting import Asking, greet, unsettled
from app.centre.hub_hearing import hear_answer
from app.centre.hub_link import Upstream, connected
from app.centre.hub_marks import all_chains, marks
from app.centre.hub_rows import HubIncomplete, Wanted, next_batch, signer
from app.centre.nodes import node_id
from app.centre.transactions import reading, writing
from app.errors import KisimaError
from app.sync import wire
from app.sync.one_at_a_time import alone
from app.sync.outgoing import USUAL_ROW
from app.sync.sticks import files, names
from app.sync.terms import Terms
from app.sync.wire.events import ChainName

BATCH, FILE = 256_000, 4_000_000  # bytes
PAGE = 50  # chains of one greeting


@dataclass
class HubStickRead:
    """What a stick brought: `receipts` files for this hub, and those `left` alone, with why."""

    receipts: int = 0
    left: list[tuple[str, KisimaError]] = field(default_factory=list)


@dataclass
class _File:
    """A file to be: its batches and the chains that they are of."""

    batches: list[bytes] = field(default_factory=list)
    chains: list[ChainName] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return sum(map(len, self.batches)) >= FILE or len(self.chains) >= PAGE


def export(terms: Terms, stick: Path) -> list[Path]:
    """Copy all that the root was not heard to hold; returns the files, in their order.

    This hub's older files there go, since all that the root lacks is in the new ones. Raises
    NotAHub, StickUnusable, AlreadyRunning.
    """
    with alone(terms.data):
        files.check(stick)
        with writing() as connection:
            us, up = centre(connection), connected(connection)
        written: list[Path] = []
        for number, made in enumerate(_files(), 1):
            with reading() as connection:
                data = _packed(connection, us, up, made, terms.app_version)
            name = names.export_name(us.name or "hub", us.sign_key, number, number)
            path = names.to_centre(stick) / name
            files.write(path, data)
            written.append(path)
        for old in files.found(names.to_centre(stick)):
            if f"-{names.short(us.sign_key)}-" in old.name and old not in written:
                with suppress(OSError):
                    old.unlink()
        return written


def read(terms: Terms, stick: Path) -> HubStickRead:
    """Read the receipts for this hub; files that cannot be read are named and left.

    Raises NotAHub, StickUnusable, AlreadyRunning.
    """
    with alone(terms.data):
        files.check(stick)
        with writing() as connection:
            us, up = centre(connection), connected(connection)
        told = HubStickRead()
        for path in files.found(names.from_centre(stick)):
            if path.name != names.receipt_name(us.sign_key):
                continue
            try:
                for part in wire.unpack_stick_file(files.read(path)):
                    if wire.thing_of(part) is wire.Thing.HELLO_ANSWER:
                        hear_answer(wire.unpack_hello_answer(part, up.key))
                        told.receipts += 1
            except KisimaError as error:
                told.left.append((names.shown(path.name), error))
        return told


def _files() -> Iterator[_File]:
    """At least one file, which may only ask for a receipt."""
    with reading() as connection:
        late = unsettled(connection)
    made, any_made = _File(), False
    for name in late:
        if name not in made.chains:
            made.chains.append(name)
        for data in _batches(name):
            made.batches.append(data)
            if made.is_full:
                yield made
                made, any_made = _File(chains=[name]), True
        if made.is_full:
            yield made
            made, any_made = _File(), True
    if made.chains or not any_made:
        yield made


def _batches(name: ChainName) -> Iterator[bytes]:
    with writing() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        chain = all_chains(connection, [name])[name]
        row_bytes = float(USUAL_ROW)
        reached = {number: told.root for number, told in marks(connection, chain).items()}
        for branch in chain.branches:
            after = max(
                reached[branch.number],
                # What was copied for the branch that this one left need not be copied twice.
                min(reached[branch.parent], branch.parent_seq) if branch.parent is not None else 0,
            )
            while True:
                wanted = Wanted(BATCH, row_bytes, salts=True, certificates=True)
                try:
                    outgoing = next_batch(connection, chain, branch, after, wanted)
                except HubIncomplete:
                    return  # what came before it is copied; a run over the link says so
                if outgoing is None:
                    break
                row_bytes = max(1.0, len(outgoing.data) / len(outgoing.batch.events))
                after = outgoing.end.seq
                yield outgoing.data
            reached[branch.number] = after
        yield from _aside(connection, name)


def _aside(connection: Connection, name: ChainName) -> Iterator[bytes]:
    """What could only be set aside here, with its signer's certificates."""
    rows = connection.execute(
        text(f"SELECT batch FROM centre_early WHERE {NAMED} ORDER BY from_seq"),
        chain_names([name]),
    ).scalars()
    for data in rows.all():
        header = wire.peek_header(bytes(data))
        key, certificates = signer(connection, node_id(header.head.signer))
        batch = wire.unpack_batch(bytes(data), key)
        header = replace(header, certificates=certificates)
        yield wire.pack_batch(replace(batch, header=header))


def _packed(
    connection: Connection, us: Centre, up: Upstream, made: _File, app_version: str
) -> bytes:
    asking = Asking(frozenset(made.chains), certificates=True)
    greeting = greet(connection, us, up, app_version, made.chains, asking)
    return wire.pack_stick_file((greeting.data, *made.batches), up.seal_key)
