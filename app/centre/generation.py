"""The centre itself: its keys, and the generation that every restore begins anew (rule 8).

A centre that was restored from its backup has forgotten what came since, and every node must know
that. So the store keeps where it lives (`place`): the number of the PostgreSQL cluster, its
timeline, and the numbers of the database and of the table. A dump that is restored lands under
another number, a base backup that is recovered on another timeline; a new generation is opened
before anybody is answered. A copy of the disk changes none of these: `starts` counts how often
the centre was started, each process writes the count beside its data, and a store that knows of
fewer starts than the file is an old copy. Last, a node may tell of a generation that this centre
has not had.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Row, text

from app.centre.audit import note
from app.centre.transactions import writing
from app.centre.tries import may_renew
from app.clock import now_ms
from app.database import db
from app.errors import N_, KisimaError
from app.sync.wire.keys import Sign, new_seed, public_seal_key, public_sign_key, signer
from app.sync.wire.statements import Generation

MOST_AHEAD = 10_000  # lives of a centre that one who was restored may lack
STARTS_FILE = "centre-starts.txt"
PLACE = """
SELECT (SELECT system_identifier FROM pg_control_system()) || '.' ||
  (SELECT timeline_id FROM pg_control_checkpoint()) || '.' ||
  (SELECT oid FROM pg_database WHERE datname = current_database()) || '.' ||
  'centre_state'::regclass::oid
"""
# For a PostgreSQL of others, where its control data may not be read.
PLACE_WITHOUT_CONTROL = """
SELECT 'database.' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '.' ||
  'centre_state'::regclass::oid
"""
MAY_READ_CONTROL = """
SELECT has_function_privilege('pg_control_system()', 'execute')
  AND has_function_privilege('pg_control_checkpoint()', 'execute')
"""


class NotACentre(KisimaError):
    sentence = N_(
        "A centre keeps its data in PostgreSQL. Please start it with scripts/centre.py, or give "
        "it the URL of a PostgreSQL database."
    )


@dataclass(frozen=True, slots=True)
class Centre:
    """What every answer needs of the centre."""

    generation: Generation
    sign_seed: bytes
    seal_seed: bytes
    name: str
    policy: str
    root: bytes | None  # the key of the centre above all others, where that is not this one

    @property
    def root_key(self) -> bytes:
        """32 bytes, public: who signs the certificates that this centre believes."""
        return self.root or self.sign_key

    @property
    def sign_key(self) -> bytes:
        """32 bytes, public: nodes pin it."""
        return _public_sign_key(self.sign_seed)

    @property
    def seal_key(self) -> bytes:
        """32 bytes, public: sticks are sealed with it."""
        return _public_seal_key(self.seal_seed)

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return _signer(self.sign_seed)(data)


def centre(connection: Connection) -> Centre:
    """The centre as it is now; opens a new generation when it finds itself restored.

    The first call makes its keys. Inside the caller's writing transaction, and before it locks
    anything else.
    """
    row = _row(connection)
    if row is None:
        row = _found(connection)
    elif row.place != row.here:
        row = _begin_generation(connection, row.lives, "place")
    return _as_centre(row)


def told_of(connection: Connection, known: Centre, told: Generation, who: str) -> Centre:
    """The centre, `known` as it was, after a sender that it knows (`who`) told of this generation
    of it.

    One that is not its own and not older: the centre was restored, perhaps twice from one backup.
    Since every school sends more after that, and counts end somewhere, none is believed that is
    far ahead, and no sender more often than a few times a day.
    """
    if told.count < known.generation.count or told == known.generation:
        return known
    if told.count > known.generation.count + MOST_AHEAD or not may_renew(connection, who):
        return known
    note(connection, who, "generation-told", count=told.count)
    return _as_centre(_begin_generation(connection, told.count, "told"))


def begin_generation(connection: Connection, because: str) -> Centre:
    """Open a new generation by hand: for a restore that nothing else shows."""
    return _as_centre(_begin_generation(connection, centre(connection).generation.count, because))


def start(data: Path) -> None:
    """Begin as a centre, with its keys, and in a new generation where it was restored.

    Raises NotACentre on a store other than PostgreSQL.
    """
    if db.engine.dialect.name != "postgresql":
        raise NotACentre()
    with writing() as connection:
        note_start(connection, data)


def note_start(connection: Connection, data: Path) -> Centre:
    """Count a start of a process of the centre, and notice a store that has forgotten starts.

    A data folder that cannot be written to only loses that way of noticing.
    """
    known = centre(connection)
    starts = int(
        connection.scalar(
            text("UPDATE centre_state SET starts = starts + 1 WHERE id = 1 RETURNING starts")
        )
    )
    path = data / STARTS_FILE
    try:
        before = int(path.read_text("ascii"))
    except (OSError, ValueError):
        before = 0
    if starts <= before:
        known = begin_generation(connection, "starts")
        starts = before + 1
        connection.execute(text("UPDATE centre_state SET starts = :n WHERE id = 1"), {"n": starts})
    with suppress(OSError):
        path.write_text(str(starts), "ascii")
    return known


def rename(connection: Connection, who: str, name: str) -> None:
    """Give the centre the name that schools see when they are connected to it."""
    centre(connection)
    connection.execute(text("UPDATE centre_state SET name = :name WHERE id = 1"), {"name": name})
    note(connection, who, "centre-named", name=name)


def _row(connection: Connection, lock: str = "") -> Row | None:
    place = PLACE if _may_read_control(connection) else PLACE_WITHOUT_CONTROL
    return connection.execute(
        text(
            "SELECT count AS lives, random, place, sign_seed, seal_seed, root_key, name, policy,"
            f" ({place}) AS here FROM centre_state WHERE id = 1 {lock}"
        )
    ).first()


def _may_read_control(connection: Connection) -> bool:
    """Whether the store says where it is; asked once of each connection to it."""
    known = connection.info.get("kisima_may_read_control")
    if known is None:
        known = bool(connection.scalar(text(MAY_READ_CONTROL)))
        connection.info["kisima_may_read_control"] = known
    return known


def _found(connection: Connection) -> Row:
    connection.execute(
        text(
            "INSERT INTO centre_state (id, count, random, place, starts, sign_seed, seal_seed,"
            " name, made_ms, policy) VALUES (1, 1, :random, '', 0, :sign, :seal, '', :now, '{}')"
            " ON CONFLICT DO NOTHING"
        ),
        {
            "random": secrets.token_bytes(16),
            "sign": new_seed(),
            "seal": new_seed(),
            "now": now_ms(),
        },
    )
    row = _row(connection, "FOR UPDATE")
    assert row is not None
    if not row.place:
        connection.execute(
            text("UPDATE centre_state SET place = :here WHERE id = 1"), {"here": row.here}
        )
    return row


def _begin_generation(connection: Connection, above: int, because: str) -> Row:
    row = _row(connection, "FOR UPDATE")
    assert row is not None
    if because == "place" and row.place == row.here:
        return row  # another process noticed it at the same moment
    if because == "told" and row.lives > above:
        return row
    connection.execute(
        text(
            "UPDATE centre_state SET count = :count, random = :random, place = :here WHERE id = 1"
        ),
        {
            "count": max(above, row.lives) + 1,
            "random": secrets.token_bytes(16),
            "here": row.here,
        },
    )
    if because == "place" and _is_from_dump(row.place, row.here):
        # Nothing has been taken in since: all that is here is in that dump. In any other case
        # events may have come that no backup holds, so the marks stay as they are.
        connection.execute(text("UPDATE centre_branch SET backed_seq = seq, backed_hash = hash"))
    note(connection, "centre", "new-generation", because=because, count=max(above, row.lives) + 1)
    row = _row(connection)
    assert row is not None
    return row


def _is_from_dump(before: str, here: str) -> bool:
    """Whether the tables were made anew, and are not those of a copied or promoted server."""
    return before.split(".")[-2:] != here.split(".")[-2:]  # the database and the table


def _as_centre(row: Row) -> Centre:
    return Centre(
        Generation(row.lives, bytes(row.random)),
        bytes(row.sign_seed),
        bytes(row.seal_seed),
        row.name,
        json.dumps(row.policy),
        None if row.root_key is None else bytes(row.root_key),
    )


@lru_cache(4)
def _public_sign_key(seed: bytes) -> bytes:
    return public_sign_key(seed)


@lru_cache(4)
def _public_seal_key(seed: bytes) -> bytes:
    return public_seal_key(seed)


@lru_cache(4)
def _signer(seed: bytes) -> Sign:
    return signer(seed)
