"""Students as the centre knows them: a number in an epoch, a salt, and a pseudonym made of it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.chains import Chain, Place
from app.errors import N_, KisimaError
from app.sync.wire.events import Batch

MOST_NAMED = 1_000
# The kinds whose payload tells the salt of the student that they are about.
TELLING = frozenset(("announced", "disclosed", "consented"))


class UnknownStudent(KisimaError):
    sentence = N_(
        "The centre does not know the students %(numbers)s, or their records were erased. The "
        "school says hello again, hears of what was erased, and sends their salts along."
    )


@dataclass(frozen=True, slots=True)
class Student:
    """Salt and pseudonym: 16 bytes each."""

    salt: bytes
    pseudonym: bytes


def pseudonym(salt: bytes) -> bytes:
    """16 bytes: the name under which the centre knows a student."""
    return hashlib.sha256(b"kisima pseudonym" + salt).digest()[:16]


def student(salt: bytes) -> Student:
    """The student with this salt."""
    return Student(salt, pseudonym(salt))


def salt_told(payload: str) -> bytes | None:
    """The salt in a payload, or None where there is none."""
    try:
        told = json.loads(payload)
        salt = bytes.fromhex(told["salt"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return salt if len(salt) == 16 else None


def students(
    connection: Connection, chain: Chain, place: Place, batch: Batch
) -> dict[int, Student]:
    """The students whom a batch is about, by number; it follows on `place`.

    One may be told of before, on the way that led there, among the events themselves, or by the
    batch's salts. Raises UnknownStudent.
    """
    numbers = plain_numbers(batch)
    found = {number: student(salt) for number, salt in batch.salts}
    if numbers and chain.branches:
        found |= _known(connection, chain, place, numbers)
    found |= _told(batch)
    if unknown := sorted(numbers - found.keys()):
        raise UnknownStudent(numbers=unknown[:MOST_NAMED])
    return found


def plain_numbers(batch: Batch) -> set[int]:
    """The numbers of the students with plain rows in a batch."""
    return {event.subject for event in batch.events if event.subject is not None}


def _told(batch: Batch) -> dict[int, Student]:
    found: dict[int, Student] = {}
    for event in batch.events:
        if event.kind in TELLING and event.subject is not None:
            salt = salt_told(event.payload)
            if salt is not None:
                found[event.subject] = student(salt)
    return found


def _known(
    connection: Connection, chain: Chain, place: Place, numbers: Iterable[int]
) -> dict[int, Student]:
    lineage = chain.lineage(place)
    rows = connection.execute(
        text(
            "SELECT number, branch, seq, salt, pseudonym FROM centre_subject"
            " WHERE origin = :origin AND epoch = :epoch AND number = ANY(:numbers)"
        ),
        {"origin": chain.origin, "epoch": chain.epoch, "numbers": list(numbers)},
    )
    # After a fork two laptops may have given one number to two students.
    return {
        row.number: Student(bytes(row.salt), bytes(row.pseudonym))
        for row in rows
        if row.seq <= lineage.get(row.branch, 0)
    }


def announce(
    connection: Connection,
    origin: bytes,
    told: Iterable[tuple[bytes, int, int, int, bytes]],
) -> None:
    """Note who is who: epoch, number, branch, seq and salt of each telling event."""
    rows = [
        {
            "origin": origin,
            "epoch": epoch,
            "number": number,
            "branch": branch,
            "seq": seq,
            "salt": salt,
            "pseudonym": pseudonym(salt),
        }
        for epoch, number, branch, seq, salt in told
    ]
    if rows:
        connection.execute(
            text(
                "INSERT INTO centre_subject (origin, epoch, number, branch, seq, salt, pseudonym)"
                " VALUES (:origin, :epoch, :number, :branch, :seq, :salt, :pseudonym)"
                " ON CONFLICT DO NOTHING"
            ),
            rows,
        )


def erased_among(
    connection: Connection, family: Sequence[bytes], pseudonyms: Iterable[bytes]
) -> set[bytes]:
    """Those of the pseudonyms that the family has erased."""
    asked = list(pseudonyms)
    if not asked:
        return set()
    rows = connection.execute(
        text(
            "SELECT pseudonym FROM centre_erased"
            " WHERE origin = ANY(:family) AND pseudonym = ANY(:asked)"
        ),
        {"family": list(family), "asked": asked},
    )
    return {bytes(one) for one in rows.scalars()}


def may_wait(connection: Connection, batch: Batch, family: Sequence[bytes]) -> bool:
    """Whether a batch may be set aside: it brings the salts of all its students, none erased."""
    brought = {number: student(salt) for number, salt in batch.salts} | _told(batch)
    if not plain_numbers(batch) <= brought.keys():
        return False
    return not erased_among(connection, family, {one.pseudonym for one in brought.values()})
