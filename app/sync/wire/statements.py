"""What a centre says it holds, signed, which is also a receipt (rules 4, 6 and 8)."""

from dataclasses import dataclass

from app.sync.wire.errors import Damaged
from app.sync.wire.events import ChainName, Point
from app.sync.wire.fields import Reader, Writer
from app.sync.wire.frames import Thing, open_frame, sign_frame
from app.sync.wire.keys import Sign

VERSION = 1
MOST_BYTES = 4 << 20  # a centre may have to name many erasures
MOST_EPOCHS = 20_000
MOST_POINTS = 1_000
MOST_ERASED = 200_000


@dataclass(frozen=True, slots=True)
class Generation:
    """Which life of a centre this is: a greater count is newer; 16 random bytes."""

    count: int
    random: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """What a centre holds of one chain.

    `held` are the points asked about that it holds, and `tips` the ends of what it holds, which it
    holds too; `backed` are those of both that its newest finished backup holds; `aside` are the
    ends of what waits for its predecessor.
    """

    chain: ChainName
    held: tuple[Point, ...]
    tips: tuple[Point, ...]
    backed: tuple[Point, ...] = ()
    aside: tuple[Point, ...] = ()

    @property
    def epoch(self) -> bytes:
        """Of whatever origin."""
        return self.chain.epoch

    @property
    def holds(self) -> Point | None:
        """The greatest of `held`."""
        return max(self.held, key=lambda point: point.seq, default=None)


@dataclass(frozen=True, slots=True)
class Superseded:
    """The chain that a key named as open, and the epoch that came in its place."""

    chain: ChainName
    by: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """Said by the centre with key `by` (32 bytes), in that generation.

    `superseded` tells of the open epochs that were named to it. `erased` holds all erased
    pseudonyms (16 bytes each) of the school's family, and is None where the asker was found to
    know them. `made_ms` is the centre's clock, and decides nothing.
    """

    by: bytes
    generation: Generation
    held: tuple[Held, ...]
    superseded: tuple[Superseded, ...] = ()
    erased: tuple[bytes, ...] | None = None
    made_ms: int = 0


def pack_statement(statement: Statement, sign: Sign) -> bytes:
    """The statement as it travels, over the link or on a stick: a receipt."""
    writer = Writer()
    write_statement(writer, statement)
    return sign_frame(Thing.RECEIPT, VERSION, writer.data(), sign, MOST_BYTES)


def unpack_statement(data: bytes, key: bytes) -> Statement:
    """A statement that the holder of `key` signed. Raises a WireError and nothing else."""
    reader = Reader(open_frame(data, Thing.RECEIPT, VERSION, key, MOST_BYTES))
    statement = read_statement(reader)
    reader.end()
    return statement


def write_statement(writer: Writer, statement: Statement) -> None:
    """A statement's fields."""
    writer.fixed(statement.by, 32)
    write_generation(writer, statement.generation)
    writer.several(statement.held, lambda held: _write_held(writer, held))
    writer.several(statement.superseded, lambda names: _write_superseded(writer, names))
    writer.option(
        statement.erased,
        lambda names: writer.several(names, lambda name: writer.fixed(name, 16)),
    )
    writer.signed(statement.made_ms)


def read_statement(reader: Reader) -> Statement:
    """The reverse of write_statement."""
    return Statement(
        by=reader.fixed(32),
        generation=read_generation(reader),
        held=reader.several(lambda: _read_held(reader), MOST_EPOCHS),
        superseded=reader.several(
            lambda: Superseded(read_chain_name(reader), reader.fixed(16)), MOST_EPOCHS
        ),
        erased=reader.option(lambda: reader.several(lambda: reader.fixed(16), MOST_ERASED)),
        made_ms=reader.signed(),
    )


def write_generation(writer: Writer, generation: Generation) -> None:
    """Its count and its random part."""
    writer.varint(generation.count)
    writer.fixed(generation.random, 16)


def read_generation(reader: Reader) -> Generation:
    """The reverse of write_generation."""
    return Generation(reader.varint(), reader.fixed(16))


def write_chain_name(writer: Writer, name: ChainName) -> None:
    """Its epoch and origin; an origin that is the epoch itself costs one byte."""
    writer.fixed(name.epoch, 16)
    own = name.origin == name.epoch
    writer.option(None if own else name.origin, lambda origin: writer.fixed(origin, 16))


def read_chain_name(reader: Reader) -> ChainName:
    """The reverse of write_chain_name."""
    epoch = reader.fixed(16)
    return ChainName(reader.option(lambda: reader.fixed(16)) or epoch, epoch)


def write_point(writer: Writer, point: Point) -> None:
    """A place on a chain."""
    writer.varint(point.seq)
    writer.fixed(point.hash, 32)


def read_point(reader: Reader) -> Point:
    """The reverse of write_point."""
    return Point(reader.varint(), reader.fixed(32))


def _write_held(writer: Writer, held: Held) -> None:
    write_chain_name(writer, held.chain)
    # Mostly one and the same point three times over, which is written once.
    lists = (held.held, held.tips, held.backed, held.aside)
    points = list(dict.fromkeys(point for chosen in lists for point in chosen))
    places = {point: place for place, point in enumerate(points)}
    writer.several(points, lambda point: write_point(writer, point))
    for chosen in lists:
        writer.several(chosen, lambda point: writer.varint(places[point]))


def _read_held(reader: Reader) -> Held:
    chain = read_chain_name(reader)
    points = reader.several(lambda: read_point(reader), MOST_POINTS)

    def chosen() -> Point:
        place = reader.varint()
        if place >= len(points):
            raise Damaged(reason="a point that is not in its list")
        return points[place]

    held, tips, backed, aside = (reader.several(chosen, MOST_POINTS) for _ in range(4))
    return Held(chain, held, tips, backed, aside)


def _write_superseded(writer: Writer, names: Superseded) -> None:
    write_chain_name(writer, names.chain)
    writer.fixed(names.by, 16)
