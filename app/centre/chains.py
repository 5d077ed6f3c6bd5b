"""Epochs as the centre holds them: a chain, and after a fork one branch for each way it went on.

A branch continues another from a place on it; its tip is its end. So the place where an event
stands is (epoch, branch, seq), and what comes before it is the branch's own part, then the part
of the branch that it left, and so on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, text

from app.clock import now_ms
from app.errors import N_, KisimaError
from app.journal.chain import first_link
from app.sync.wire.events import ChainName, Opening, Point


class OtherOpening(KisimaError):
    sentence = N_(
        "The centre knows this run of the journal with another beginning. Please tell the centre: "
        "two laptops may use one name."
    )


class TooManyBranches(KisimaError):
    sentence = N_(
        "This run of the journal went on in more than %(most)s ways. The laptop must open a new "
        "one before the centre takes more."
    )


MOST_BRANCHES = 200  # with what waits they must fit into one statement


@dataclass(slots=True)
class Branch:
    """One way that an epoch went on; up to `parent_seq` it is its parent's."""

    number: int
    parent: int | None
    parent_seq: int
    seq: int
    hash: bytes
    backed: Point | None = None

    @property
    def tip(self) -> Point:
        """Its end."""
        return Point(self.seq, self.hash)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hash stands that the centre holds."""

    branch: int
    seq: int


@dataclass(slots=True)
class Chain:
    """An epoch with its branches, in the order of their numbers; locked while it is written to."""

    opening: Opening
    branches: list[Branch]

    @property
    def name(self) -> ChainName:
        return self.opening.chain

    @property
    def epoch(self) -> bytes:
        return self.opening.epoch

    @property
    def origin(self) -> bytes:
        return self.opening.origin

    @property
    def start(self) -> Point:
        """The place before the first event."""
        return Point(0, first_link(self.epoch.hex()))

    def tips(self) -> list[Point]:
        """The ends of what is held; none before the first event."""
        return [branch.tip for branch in self.branches]

    def lineage(self, place: Place) -> dict[int, int]:
        """The branches that lead to a place, each with the last seq that counts on it."""
        found: dict[int, int] = {}
        number: int | None = place.branch
        upto = place.seq
        while number is not None:
            branch = self.branches[number]
            found[number] = upto
            number, upto = branch.parent, min(upto, branch.parent_seq)
        return found


# Of tables with these two columns: what belongs to the chains that `names` names.
NAMED = (
    "(origin, epoch) IN (SELECT * FROM unnest(CAST(:origins AS bytea[]), CAST(:epochs AS bytea[])))"
)


def names(chains: Iterable[ChainName]) -> dict[str, list[bytes]]:
    """The values of NAMED."""
    listed = list(chains)
    return {"origins": [one.origin for one in listed], "epochs": [one.epoch for one in listed]}


def lock_chain(connection: Connection, opening: Opening, node: bytes) -> tuple[Chain, bool]:
    """The epoch with its row locked, made when it is new; and whether it is new.

    Raises OtherOpening when it is known with another parent, origin or salt.
    """
    where = {"origin": opening.origin, "epoch": opening.epoch}
    lock = text(
        "SELECT parent_epoch, parent_seq, parent_hash, salt FROM centre_epoch"
        " WHERE origin = :origin AND epoch = :epoch FOR UPDATE"
    )
    row = connection.execute(lock, where).first()
    new = False
    if row is None:
        new = _insert(connection, opening, node)
        row = connection.execute(lock, where).one()
    if _opening(opening.origin, opening.epoch, row) != opening:
        raise OtherOpening()
    return Chain(opening, branches(connection, opening.origin, [opening.epoch])[opening.epoch]), new


def branches(
    connection: Connection, origin: bytes, epochs: Iterable[bytes]
) -> dict[bytes, list[Branch]]:
    """The branches of each of these epochs of an origin."""
    wanted = list(epochs)
    found: dict[bytes, list[Branch]] = {epoch: [] for epoch in wanted}
    rows = connection.execute(
        text(
            "SELECT epoch, branch, parent_branch, parent_seq, seq, hash, backed_seq, backed_hash"
            " FROM centre_branch WHERE origin = :origin AND epoch = ANY(:epochs)"
            " ORDER BY epoch, branch"
        ),
        {"origin": origin, "epochs": wanted},
    )
    for row in rows:
        backed = None if row.backed_seq is None else Point(row.backed_seq, bytes(row.backed_hash))
        found[bytes(row.epoch)].append(
            Branch(row.branch, row.parent_branch, row.parent_seq, row.seq, bytes(row.hash), backed)
        )
    return found


def held(connection: Connection, chain: Chain, points: Sequence[Point]) -> dict[Point, Place]:
    """Those of the points that the centre holds, and so all that comes before them."""
    found: dict[Point, Place] = {}
    tips = {branch.tip: branch.number for branch in chain.branches}
    asked: dict[bytes, Point] = {}
    for point in points:
        if point in tips:
            found[point] = Place(tips[point], point.seq)
        elif point == chain.start:
            found[point] = Place(0, 0)
        elif chain.branches:
            # Sixteen bytes of a hash are an event's name, and enough to know it by.
            asked[point.hash[:16]] = point
    if asked:
        rows = connection.execute(
            text(
                "SELECT id AS hash, seq, branch FROM centre_event"
                " WHERE origin = :origin AND id = ANY(:hashes) AND epoch = :epoch"
                " UNION ALL SELECT hash, seq, branch FROM centre_place"
                " WHERE origin = :origin AND hash = ANY(:hashes) AND epoch = :epoch"
            ),
            {"origin": chain.origin, "epoch": chain.epoch, "hashes": list(asked)},
        )
        for row in rows:
            point = asked[bytes(row.hash)]
            if point.seq == row.seq:
                found[point] = Place(row.branch, row.seq)
    return found


def grow(connection: Connection, chain: Chain, place: Place, head: Point) -> Branch:
    """The branch that goes on from a place to a new head: the one that ended there, or a new one.

    Raises TooManyBranches.
    """
    values = {"origin": chain.origin, "epoch": chain.epoch, "seq": head.seq, "hash": head.hash}
    if chain.branches and chain.branches[place.branch].seq == place.seq:
        branch = chain.branches[place.branch]
        branch.seq, branch.hash = head.seq, head.hash
        connection.execute(
            text(
                "UPDATE centre_branch SET seq = :seq, hash = :hash"
                " WHERE origin = :origin AND epoch = :epoch AND branch = :branch"
            ),
            values | {"branch": branch.number},
        )
        return branch
    if len(chain.branches) >= MOST_BRANCHES:
        raise TooManyBranches(most=MOST_BRANCHES)
    parent = place.branch if chain.branches else None
    branch = Branch(len(chain.branches), parent, place.seq, head.seq, head.hash)
    chain.branches.append(branch)
    connection.execute(
        text(
            "INSERT INTO centre_branch"
            " (origin, epoch, branch, parent_branch, parent_seq, seq, hash)"
            " VALUES (:origin, :epoch, :branch, :parent, :parent_seq, :seq, :hash)"
        ),
        values | {"branch": branch.number, "parent": parent, "parent_seq": place.seq},
    )
    return branch


def _insert(connection: Connection, opening: Opening, node: bytes) -> bool:
    parent = opening.parent
    done = connection.execute(
        text(
            "INSERT INTO centre_epoch"
            " (origin, epoch, parent_epoch, parent_seq, parent_hash, salt, node, made_ms)"
            " VALUES (:origin, :epoch, :parent, :seq, :hash, :salt, :node, :now)"
            " ON CONFLICT DO NOTHING"
        ),
        {
            "origin": opening.origin,
            "epoch": opening.epoch,
            "parent": parent.epoch if parent else None,
            "seq": parent.seq if parent else None,
            "hash": parent.hash if parent else None,
            "salt": opening.salt,
            "node": node,
            "now": now_ms(),
        },
    )
    return bool(done.rowcount)


def _opening(origin: bytes, epoch: bytes, row: Row) -> Opening:
    from app.sync.wire.events import Parent

    parent = None
    if row.parent_epoch is not None:
        parent = Parent(bytes(row.parent_epoch), row.parent_seq, bytes(row.parent_hash))
    return Opening(epoch, origin, parent, bytes(row.salt))
