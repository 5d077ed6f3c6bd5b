"""The next batch, decoded again, so that anybody can see what leaves."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.database import db
from app.journal import EpochView, Subject
from app.sync import marks, outgoing, wire
from app.sync.link import link


@dataclass(frozen=True)
class SampleRow:
    """A row as it leaves; `digest` (hexadecimal digits) is set where nothing else does.

    `who` is the pseudonym, empty for what is about nobody. `told` marks what a student did before
    she agreed, which leaves inside another row.
    """

    kind: str = ""
    who: str = ""
    item: str = ""
    payload: str = ""
    at_ms: int = 0
    digest: str = ""
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
    return tuple(one for row in found for one in _unfolded(row, names))


def _unfolded(row: wire.WireEvent, names: Mapping[int, str]) -> Iterator[SampleRow]:
    if row.digest is not None:
        yield SampleRow(digest=row.digest.hex())
        return
    who = names.get(row.subject, "") if row.subject is not None else ""
    if row.kind != "disclosed":
        yield SampleRow(row.kind, who, row.item or "", row.payload, row.wall_ms)
        return
    payload = json.loads(row.payload)
    rest = json.dumps({"salt": payload["salt"]}, separators=(",", ":"))
    yield SampleRow(row.kind, who, row.item or "", rest, row.wall_ms)
    for _origin, _id, kind, _number, item, text, wall_ms, _monotonic_ms in payload["events"]:
        yield SampleRow(kind, who, item or "", text, wall_ms, told=True)
