"""The centre above this one, where this is a hub: its keys, and which lives of it were heard."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.generation import MOST_AHEAD
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.sync.link import as_bytes, as_generation
from app.sync.wire.statements import Generation


class NotAHub(KisimaError):
    sentence = N_(
        "This centre is not connected to one above it. Type that centre's address and the code "
        "that you were given, once."
    )


@dataclass(frozen=True, slots=True)
class Upstream:
    """The next hop on the way to the root. Keys are 32 bytes; `certificate` is this hub's own.

    `generation` is the newest of the next hop that was heard, `root_generation` of the root. `url`
    is empty where progress travels by stick only.
    """

    url: str
    key: bytes
    seal_key: bytes
    root_key: bytes
    certificate: bytes
    name: str
    enrolled_ms: int
    generation: Generation | None
    root_generation: Generation | None
    slot_minute: int | None = None
    next_try_ms: int | None = None
    retry_after_ms: int | None = None

    @property
    def to_root(self) -> bool:
        """Whether the next hop is the root itself."""
        return self.key == self.root_key


def upstream(connection: Connection) -> Upstream | None:
    """The centre above this one, if it is a hub."""
    row = connection.execute(text("SELECT * FROM centre_upstream WHERE id = 1")).first()
    if row is None:
        return None
    return Upstream(
        url=row.url,
        key=bytes(row.sign_key),
        seal_key=bytes(row.seal_key),
        root_key=bytes(row.root_key),
        certificate=bytes(row.certificate),
        name=row.name,
        enrolled_ms=row.enrolled_ms,
        generation=as_generation(row.generation),
        root_generation=as_generation(row.root_generation),
        slot_minute=row.slot_minute,
        next_try_ms=row.next_try_ms,
        retry_after_ms=row.retry_after_ms,
    )


def connected(connection: Connection) -> Upstream:
    """The centre above this one; raises NotAHub."""
    found = upstream(connection)
    if found is None:
        raise NotAHub()
    return found


def keep(connection: Connection, new: Upstream) -> None:
    """Connect to this next hop, in place of one that there may have been."""
    before = upstream(connection)
    connection.execute(text("DELETE FROM centre_upstream"))
    connection.execute(
        text(
            "INSERT INTO centre_upstream (id, url, sign_key, seal_key, root_key, certificate, name,"
            " enrolled_ms, slot_minute) VALUES (1, :url, :key, :seal, :root, :certificate, :name,"
            " :now, :slot)"
        ),
        {
            "url": new.url,
            "key": new.key,
            "seal": new.seal_key,
            "root": new.root_key,
            "certificate": new.certificate,
            "name": new.name,
            "now": now_ms(),
            "slot": new.slot_minute,
        },
    )
    connection.execute(
        text("UPDATE centre_state SET root_key = :root WHERE id = 1"), {"root": new.root_key}
    )
    if before is None or before.key != new.key:
        _forget_next_hop(connection)
        _forget_root(connection)
    else:
        _set(connection, "generation", before.generation)
        _set(connection, "root_generation", before.root_generation)


def plan(
    connection: Connection, *, next_try_ms: int | None = None, retry_after_ms: int | None = None
) -> None:
    """Note when the server tries by itself, and before when the next hop wants not to be asked."""
    connection.execute(
        text(
            "UPDATE centre_upstream SET next_try_ms = coalesce(:next, next_try_ms),"
            " retry_after_ms = coalesce(:after, retry_after_ms)"
        ),
        {"next": next_try_ms, "after": retry_after_ms},
    )


def note_slot(connection: Connection, minute: int | None) -> None:
    """The minute of the day (UTC) that the next hop gave this hub."""
    if minute is not None:
        connection.execute(text("UPDATE centre_upstream SET slot_minute = :m"), {"m": minute})


@dataclass(frozen=True, slots=True)
class Life:
    """What a statement's generation says: it is of a `new` one, which voids all that was noted;
    or of a `rival`, older or a twin, and must not be believed."""

    new: bool = False
    rival: bool = False


def hear_next_hop(connection: Connection, up: Upstream, said: Generation) -> Life:
    """Note the generation of a statement by the next hop (rule 4)."""
    life = _judge(up.generation, said)
    if not life.rival and said != up.generation:
        _set(connection, "generation", said)
        if up.generation is not None:
            _forget_next_hop(connection)
    return life


def hear_root(connection: Connection, up: Upstream, said: Generation) -> Life:
    """Note the generation of a statement by the root."""
    life = _judge(up.root_generation, said)
    if not life.rival and said != up.root_generation:
        _set(connection, "root_generation", said)
        if up.root_generation is not None:
            _forget_root(connection)
        # Greater bytes are a greater count; those of an equal one stay, and are outgrown.
        least = as_bytes(Generation(said.count, bytes(16)))
        gone = text("DELETE FROM centre_rival WHERE generation < :least OR generation = :said")
        connection.execute(gone, {"least": least, "said": as_bytes(said)})
    return life


def note_rival(connection: Connection, named: Generation) -> None:
    """A node told of a generation of the root: kept where it rivals the one that is known."""
    up = upstream(connection)
    if up is None or named == up.root_generation:
        return
    known = named if up.root_generation is None else up.root_generation
    # The root believes none that is far ahead, and such a one would crowd out the others.
    if known.count <= named.count <= known.count + MOST_AHEAD:
        connection.execute(
            text("INSERT INTO centre_rival VALUES (:named) ON CONFLICT DO NOTHING"),
            {"named": as_bytes(named)},
        )


def rivals(connection: Connection) -> tuple[Generation, ...]:
    """The generations that rival the root's, the greatest first."""
    rows = connection.execute(
        text("SELECT generation FROM centre_rival ORDER BY generation DESC LIMIT 16")
    )
    found = (as_generation(bytes(one)) for one in rows.scalars())
    return tuple(one for one in found if one is not None)


def _judge(known: Generation | None, said: Generation) -> Life:
    if known is None or said == known:
        return Life()
    return Life(new=True) if said.count > known.count else Life(rival=True)


def _set(connection: Connection, column: str, generation: Generation | None) -> None:
    connection.execute(
        text(f"UPDATE centre_upstream SET {column} = :value"), {"value": as_bytes(generation)}
    )


def _forget_next_hop(connection: Connection) -> None:
    """What was noted about the next hop is void."""
    connection.exec_driver_sql(
        "SET LOCAL statement_timeout = 0;"
        "UPDATE centre_above SET held_seq = 0;"
        "UPDATE centre_epoch SET told_above = false, asked_above_ms = 0;"
        "UPDATE centre_node SET known_above = false WHERE known_above;"
        "UPDATE centre_heard_open SET told = false WHERE told"
    )


def _forget_root(connection: Connection) -> None:
    connection.exec_driver_sql(
        "SET LOCAL statement_timeout = 0;"
        "UPDATE centre_above SET root_seq = 0, backed_seq = 0;"
        "DELETE FROM centre_root_receipt"
    )
