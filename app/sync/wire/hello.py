"""The greeting that begins each sync, and its answer (rule 4)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from app.sync.wire.events import ChainName, Opening, Point
from app.sync.wire.fields import Reader, Writer
from app.sync.wire.frames import Thing, content_of, open_frame, sign_frame
from app.sync.wire.heads import read_opening, write_opening
from app.sync.wire.keys import Sign
from app.sync.wire.statements import (
    MOST_BYTES,
    MOST_EPOCHS,
    MOST_ERASED,
    Generation,
    Statement,
    read_chain_name,
    read_generation,
    read_point,
    read_statement,
    write_chain_name,
    write_generation,
    write_point,
    write_statement,
)

VERSION = 1
# Anybody can sign a greeting with a key of her own, so that little is read of it.
MOST_HELLO_BYTES = 512 * 1024
MOST_POINTS_ASKED = 128
MOST_RIVALS = 64
MOST_VERSION_BYTES = 64
MOST_CERTIFICATES = 16
MOST_CERTIFICATE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Asked:
    """A chain and the points of it that the peer may hold."""

    chain: ChainName
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class HeardOpen:
    """The epoch that a key named as open, as a hub heard it."""

    key: bytes
    epoch: bytes


@dataclass(frozen=True, slots=True)
class Hello:
    """What a node says first.

    `key` is its public signing key; `generation` the newest of the root that it knows;
    `open_epoch` its own; `erased` the digest of the pseudonyms that it knows to be erased (see
    erased_digest); `time_ms` its clock; `waiting` how many events wait; `certificates` are packed,
    and only sent when asked for. A hub adds the open epochs that it heard, in that order, and the
    generations that nodes named to it and that rival the root's. `peer_generation` is the newest
    known of the centre spoken to, where that is a hub and not the root.
    """

    key: bytes
    generation: Generation | None
    time_ms: int
    openings: tuple[Opening, ...]
    open_epoch: bytes | None
    asked: tuple[Asked, ...]
    erased: bytes
    app_version: str = ""
    waiting: int = 0
    certificates: tuple[bytes, ...] = ()
    heard_open: tuple[HeardOpen, ...] = ()
    rivals: tuple[Generation, ...] = ()
    peer_generation: Generation | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased in the family of an origin (16 bytes): pseudonyms, 16 bytes each."""

    origin: bytes
    pseudonyms: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class HelloAnswer:
    """What the centre says to it.

    `to` is hello_digest of the greeting; `statement` is its own; `root` the root's newest receipts
    as packed, each about one epoch, where this is a hub or speaks to one; `slot_minute` the minute
    of the day (UTC) to sync at. A hub hears of erasures by family, in `erased`, when the digests
    differ.
    """

    to: bytes
    time_ms: int
    statement: Statement
    root: tuple[bytes, ...] = ()
    send_certificates: bool = False
    slot_minute: int | None = None
    erased: tuple[Erased, ...] = ()


def erased_digest(pseudonyms: Iterable[bytes]) -> bytes:
    """16 bytes that are the same for the same set of pseudonyms."""
    return hashlib.sha256(b"kisima erased" + b"".join(sorted(set(pseudonyms)))).digest()[:16]


def hello_digest(data: bytes) -> bytes:
    """16 bytes by which an answer says which packed greeting it answers."""
    return hashlib.sha256(data).digest()[:16]


def pack_hello(hello: Hello, sign: Sign) -> bytes:
    """The greeting as it travels."""
    writer = Writer()
    writer.fixed(hello.key, 32)
    writer.option(hello.generation, lambda generation: write_generation(writer, generation))
    writer.signed(hello.time_ms)
    writer.several(hello.openings, lambda opening: write_opening(writer, opening))
    writer.option(hello.open_epoch, lambda name: writer.fixed(name, 16))
    writer.several(hello.asked, lambda asked: _write_asked(writer, asked))
    writer.fixed(hello.erased, 16)
    writer.text(hello.app_version)
    writer.varint(hello.waiting)
    writer.several(hello.certificates, writer.blob)
    writer.several(hello.heard_open, lambda heard: _write_heard(writer, heard))
    writer.several(hello.rivals, lambda rival: write_generation(writer, rival))
    writer.option(hello.peer_generation, lambda peer: write_generation(writer, peer))
    return sign_frame(Thing.HELLO, VERSION, writer.data(), sign, MOST_HELLO_BYTES)


def peek_hello_key(data: bytes) -> bytes:
    """The key that a greeting names, no signature checked."""
    return Reader(content_of(data, Thing.HELLO, VERSION, MOST_HELLO_BYTES)).fixed(32)


def unpack_hello(data: bytes, key: bytes | None = None) -> Hello:
    """A greeting signed by the key that it names (and that is `key`, if given)."""
    named = peek_hello_key(data)
    reader = Reader(open_frame(data, Thing.HELLO, VERSION, key or named, MOST_HELLO_BYTES))
    hello = Hello(
        key=reader.fixed(32),
        generation=reader.option(lambda: read_generation(reader)),
        time_ms=reader.signed(),
        openings=reader.several(lambda: read_opening(reader), MOST_EPOCHS),
        open_epoch=reader.option(lambda: reader.fixed(16)),
        asked=reader.several(lambda: _read_asked(reader), MOST_EPOCHS),
        erased=reader.fixed(16),
        app_version=reader.text(MOST_VERSION_BYTES),
        waiting=reader.varint(),
        certificates=reader.several(lambda: reader.blob(MOST_CERTIFICATE_BYTES), MOST_CERTIFICATES),
        heard_open=reader.several(
            lambda: HeardOpen(reader.fixed(32), reader.fixed(16)), MOST_EPOCHS
        ),
        rivals=reader.several(lambda: read_generation(reader), MOST_RIVALS),
        peer_generation=reader.option(lambda: read_generation(reader)),
    )
    reader.end()
    return hello


def pack_hello_answer(answer: HelloAnswer, sign: Sign) -> bytes:
    """The answer as it travels."""
    writer = Writer()
    writer.fixed(answer.to, 16)
    writer.signed(answer.time_ms)
    write_statement(writer, answer.statement)
    writer.several(answer.root, writer.blob)
    writer.varint(answer.send_certificates)
    writer.option(answer.slot_minute, writer.varint)
    writer.several(answer.erased, lambda erased: _write_erased(writer, erased))
    return sign_frame(Thing.HELLO_ANSWER, VERSION, writer.data(), sign, 2 * MOST_BYTES)


def unpack_hello_answer(data: bytes, key: bytes) -> HelloAnswer:
    """An answer that the holder of `key` signed. Raises a WireError and nothing else."""
    reader = Reader(open_frame(data, Thing.HELLO_ANSWER, VERSION, key, 2 * MOST_BYTES))
    answer = HelloAnswer(
        to=reader.fixed(16),
        time_ms=reader.signed(),
        statement=read_statement(reader),
        root=reader.several(lambda: reader.blob(MOST_BYTES), MOST_EPOCHS),
        send_certificates=bool(reader.varint()),
        slot_minute=reader.option(reader.varint),
        erased=reader.several(lambda: _read_erased(reader), MOST_EPOCHS),
    )
    reader.end()
    return answer


def _write_heard(writer: Writer, heard: HeardOpen) -> None:
    writer.fixed(heard.key, 32)
    writer.fixed(heard.epoch, 16)


def _write_erased(writer: Writer, erased: Erased) -> None:
    writer.fixed(erased.origin, 16)
    writer.several(erased.pseudonyms, lambda name: writer.fixed(name, 16))


def _read_erased(reader: Reader) -> Erased:
    return Erased(reader.fixed(16), reader.several(lambda: reader.fixed(16), MOST_ERASED))


def _write_asked(writer: Writer, asked: Asked) -> None:
    write_chain_name(writer, asked.chain)
    writer.several(asked.points, lambda point: write_point(writer, point))


def _read_asked(reader: Reader) -> Asked:
    chain = read_chain_name(reader)
    return Asked(chain, reader.several(lambda: read_point(reader), MOST_POINTS_ASKED))
