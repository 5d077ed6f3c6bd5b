"""What hubs add to answers: the root's receipts down, and up what the root is to be asked."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from app.centre.chains import names
from app.centre.erasing import erased_of
from app.centre.generation import Centre
from app.centre.hub_link import note_rival
from app.centre.hub_marks import all_chains, receipts
from app.centre.nodes import Sender, node_id
from app.centre.stating import statement
from app.clock import now_ms
from app.sync.wire.events import ChainName
from app.sync.wire.hello import Erased, Hello, erased_digest
from app.sync.wire.statements import Held, Superseded, pack_statement

MOST_ASKED = 40  # points of one epoch that the root is asked about


def is_root(us: Centre) -> bool:
    """Whether there is no centre above this one."""
    return us.root_key == us.sign_key


def has_heard(us: Centre, said: Hello) -> bool:
    """Whether the sender knows this life of the centre, or none at all: then it has named every
    opening that is lacking here, and it is known which epoch comes from which."""
    return (said.generation if is_root(us) else said.peer_generation) in (None, us.generation)


def note_greeting(
    connection: Connection, us: Centre, sender: Sender, said: Hello, told: Sequence[Held]
) -> None:
    """Note at a hub what must go up: rivals of the root, open epochs, points to be asked about."""
    if is_root(us):
        return
    for rival in filter(None, (said.generation, *said.rivals)):
        note_rival(connection, rival)
    named = [] if said.open_epoch is None else [(sender.key, said.open_epoch)]
    if sender.is_hub:
        named += [(heard.key, heard.epoch) for heard in said.heard_open]
    for key, epoch in named if has_heard(us, said) else ():
        connection.execute(
            text(
                "INSERT INTO centre_heard_open (node, key, epoch) VALUES (:node, :key, :epoch)"
                " ON CONFLICT DO NOTHING"
            ),
            {"node": node_id(key), "key": key, "epoch": epoch},
        )
    _note_asked(connection, told, all_points=sender.is_hub)


def receipts_for(
    connection: Connection, us: Centre, sender: Sender, told: Sequence[Held]
) -> tuple[bytes, ...]:
    """The root's receipts about these epochs, one each: kept ones, or made now for a hub."""
    if not is_root(us):
        origins = None if sender.is_hub else sender.origins
        return receipts(connection, [one.chain for one in told], origins)
    if not sender.is_hub:
        return ()
    gone = _superseded(connection, [one.chain for one in told])
    return tuple(
        pack_statement(statement(us, [one], gone.get(one.chain, ())), us.sign) for one in told
    )


def erased_for_hub(connection: Connection, said: Hello) -> tuple[Erased, ...]:
    """What was erased in the families that a hub names, family by family, when it differs."""
    known = all_chains(connection, [one.chain for one in said.asked])
    origins = {chain.origin for chain in known.values()}
    if erased_digest(erased_of(connection, origins)) == said.erased:
        return ()
    rows = connection.execute(
        text("SELECT family, min(origin) FROM centre_origin WHERE origin = ANY(:o) GROUP BY 1"),
        {"o": list(origins)},
    )
    found = (Erased(bytes(one), tuple(erased_of(connection, [bytes(one)]))) for _, one in rows)
    return tuple(one for one in found if one.pseudonyms)


def _superseded(
    connection: Connection, about: Iterable[ChainName]
) -> dict[ChainName, tuple[Superseded, ...]]:
    """Which of these chains were superseded, by the word of laptops that may send for them."""
    rows = connection.execute(
        text(
            "SELECT asked.origin, asked.epoch, min(s.by_epoch)"
            " FROM unnest(CAST(:origins AS bytea[]), CAST(:epochs AS bytea[]))"
            "  AS asked(origin, epoch) JOIN centre_superseded s ON s.epoch = asked.epoch"
            " JOIN centre_node n ON n.id = s.node AND asked.origin = ANY(n.origins) GROUP BY 1, 2"
        ),
        names(about),
    )
    found = ((ChainName(bytes(origin), bytes(epoch)), bytes(by)) for origin, epoch, by in rows)
    return {name: (Superseded(name, by),) for name, by in found}


def _note_asked(connection: Connection, told: Sequence[Held], *, all_points: bool) -> None:
    """Keep the places that a sender asked about, and that no tip of ours tells the root about.

    Of a laptop the greatest is enough, since holding a place means holding all before it.
    """
    wanted = []
    for one in told:
        points = [point for point in one.held if point.seq and point not in one.tips]
        if not all_points:
            points = sorted(points, key=lambda point: point.seq)[-1:]
        wanted += [(one.chain, point) for point in points]
    for chain, point in wanted:
        where = {"origin": chain.origin, "epoch": chain.epoch}
        connection.execute(
            text(
                "INSERT INTO centre_asked (origin, epoch, hash, seq, asked_ms) VALUES"
                " (:origin, :epoch, :hash, :seq, :now) ON CONFLICT (origin, epoch, hash)"
                " DO UPDATE SET asked_ms = excluded.asked_ms"
            ),
            where | {"hash": point.hash, "seq": point.seq, "now": now_ms()},
        )
        connection.execute(
            text(
                "DELETE FROM centre_asked WHERE origin = :origin AND epoch = :epoch AND hash IN"
                " (SELECT hash FROM centre_asked WHERE origin = :origin AND epoch = :epoch"
                "  ORDER BY asked_ms DESC, seq DESC OFFSET :most)"
            ),
            where | {"most": MOST_ASKED},
        )
