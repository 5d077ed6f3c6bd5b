"""The next batch, decoded again, so that anybody can see what leaves."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.database import db
from app.journal import EpochView, Subject
from app.sync import marks, outgoing, wire
from app.sync.link import link


@dataclass(frozen=True)
class SampleRow:
    """A row as it leaves, or several in a row of which only `digests` leave (hexadecimal digits).

    `who` is the pseudonym, empty for what is about nobody; `says` the payload by its keys. `told`
    marks what a student did before she agreed, which leaves inside another row.
    """

    kind: str = ""
    who: str = ""
    item: str = ""
    says: tuple[tuple[str, str], ...] = ()
    at_ms: int = 0
    digests: tuple[str, ...] = ()
    told: bool = False


@dataclass(frozen=True)
class Sample:
    """The first rows of what leaves next; of what left last where nothing waits (`left`)."""

    rows: tuple[SampleRow, ...]
    left: bool


def sample(most: int) -> Sample:
    """Up to `most` rows of the next batch, unfolded."""
    session = db.session()
    known = link(session)
    epochs = journal.epochs(session)
    for epoch in epochs:
        after = marks.at_centre(session, known, epoch).seq if known else 0
        if after < epoch.length:
            return Sample(_rows(session, epoch, after, most), left=False)
    if not epochs:
        return Sample((), left=False)
    last = epochs[-1]
    return Sample(_rows(session, last, max(0, last.length - most), most), left=True)


def _rows(session: Session, epoch: EpochView, after: int, most: int) -> tuple[SampleRow, ...]:
    _events, found = outgoing.rows(session, epoch, after, most)
    numbers = {row.subject for row in found if row.subject is not None}
    query = select(Subject.number, Subject.pseudonym).where(Subject.number.in_(numbers))
    names = {number: name.hex() for number, name in session.execute(query)}
    unfolded = (one for row in found for one in _unfolded(row, names))
    return tuple(_gathered(unfolded))


def _gathered(rows: Iterable[SampleRow]) -> Iterator[SampleRow]:
    """The rows, with digests that follow each other as one."""
    for is_digest, some in groupby(rows, key=lambda row: bool(row.digests)):
        if is_digest:
            yield SampleRow(digests=tuple(row.digests[0] for row in some))
        else:
            yield from some


def _unfolded(row: wire.WireEvent, names: Mapping[int, str]) -> Iterator[SampleRow]:
    if row.digest is not None:
        yield SampleRow(digests=(row.digest.hex(),))
        return
    who = names.get(row.subject, "") if row.subject is not None else ""
    payload = json.loads(row.payload)
    before = payload.pop("events") if row.kind == "disclosed" else []
    yield SampleRow(row.kind, who, row.item or "", _says(payload), row.wall_ms)
    for _origin, _id, kind, _number, item, text, wall_ms, _monotonic_ms in before:
        yield SampleRow(kind, who, item or "", _says(json.loads(text)), wall_ms, told=True)


def _says(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """A payload's values as text, by their keys."""
    return tuple(
        (key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for key, value in payload.items()
    )
