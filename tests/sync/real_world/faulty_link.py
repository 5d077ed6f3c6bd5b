"""A link to the centre that cuts, loses, doubles and delays, and watches what leaves a school."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

from app import journal
from app.sync import wire
from app.sync.http import _refusal
from app.sync.link_errors import OtherAnswer, Unreached

if TYPE_CHECKING:
    from real_world.laptop import Laptop
    from real_world.world import World

URL = "http://centre.test"
# A good link has the first often; each of the others loses or spoils an exchange.
FAULTS = (
    "cut",
    "lost",
    "answer lost",
    "answer cut",
    "answer altered",
    "altered",
    "doubled",
    "late",
    "late and lost",
    "killed before",
    "killed after",
)


class Killed(BaseException):
    """The laptop's process was ended at this very moment."""


class FaultyLink:
    """A Transport of app.sync.http that calls the centre's WSGI; `share` of exchanges fail."""

    def __init__(self, world: "World", laptop: "Laptop", random: Random, share: float) -> None:
        self.up = self.down = 0
        self._world, self._laptop, self._random, self._share = world, laptop, random, share

    def post(self, path: str, data: bytes) -> bytes:
        """Send and return the answer; raises a LinkError, or Killed."""
        check_departure(self._laptop, path, data)
        self._world.exchanges += 1
        fault = "none"
        if self._random.random() < self._share:
            fault = self._random.choice(FAULTS)
        self._world.count(f"link: {fault}")
        if fault == "killed before":
            raise Killed
        if fault in ("late", "late and lost"):
            self._world.late.append((path, data))
        if fault in ("lost", "late and lost"):
            raise Unreached(reason="lost", all_sent=fault == "late and lost")
        cut = self._random.randrange(len(data)) if fault == "cut" else None
        sent = self._altered(data) if fault == "altered" else data
        answer = self._world.root.call(path, sent, cut)
        if fault == "doubled":
            answer = self._world.root.call(path, data)
        self.up, self.down = self.up + len(data), self.down + len(answer[2])
        if fault == "killed after":
            raise Killed
        if fault in ("answer lost", "answer cut"):
            raise Unreached(reason="lost", all_sent=True)
        status, headers, body = answer
        if fault == "answer altered" and status == 200:
            return self._altered(body)
        if status == 200:
            return body
        raise self._refused(status, headers, body)

    def close(self) -> None:
        """There is nothing to let go of."""

    def _altered(self, data: bytes) -> bytes:
        place = self._random.randrange(len(data))
        changed = bytes([data[place] ^ (1 << self._random.randrange(8))])
        return data[:place] + changed + data[place + 1 :]

    def _refused(self, status: int, headers: dict[str, str], body: bytes) -> Exception:
        from urllib3 import HTTPResponse

        if status == 500:
            raise AssertionError(f"the centre failed: {body!r}")
        error = _refusal(URL, HTTPResponse(io.BytesIO(body), headers, status), body)
        self._world.count(f"refused: {getattr(error, 'values', {}).get('name', error)}")
        assert not isinstance(error, OtherAnswer), (
            f"not a refusal that a sender understands: {body!r}"
        )
        return error


def faults_of(random: Random) -> float:
    """How bad the link is this time."""
    return random.choice((0.0, 0.1, 0.3, 0.7))


def check_departure(laptop: "Laptop", path: str, data: bytes) -> None:
    """Nothing private leaves a school before consent, after withdrawal, or after erasure."""
    if path == "/sync/batch":
        header = wire.peek_header(data)
        check_batch(laptop, wire.unpack_batch(data, header.head.signer))


def check_batch(laptop: "Laptop", batch: wire.Batch) -> None:
    agreed = set(consenting(laptop))
    for row in batch.events:
        if row.digest is None:
            assert journal.may_leave(row.kind, row.payload), f"{row.kind} left the school"
            if row.subject is not None:
                assert row.subject in agreed, "private content left without consent"
    for number, _ in batch.salts:
        assert number in agreed, "a salt left without consent"


def consenting(laptop: "Laptop") -> Iterator[int]:
    """The numbers of those who agree, looked up without the application."""
    with closing(sqlite3.connect(laptop.data / "kisima.db")) as store:
        sql = "SELECT number FROM subject WHERE consented AND salt IS NOT NULL"
        yield from (row[0] for row in store.execute(sql))
