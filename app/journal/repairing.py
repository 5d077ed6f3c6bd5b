"""Mending a journal that was damaged on disk: nothing that can still be read is lost."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.journal.chain import link
from app.journal.consenting import disclose_all
from app.journal.epochs import EpochView, Parent, add_epoch, close, epochs, open_row, row_of
from app.journal.erasing import note_erased
from app.journal.log import Written, add, announcement, write
from app.journal.models import Epoch, Subject
from app.journal.reading import RUN, EventRow, damaged_at, hash_at, row_digest, rows, salts


@dataclass(frozen=True)
class Repair:
    """What was done about one epoch (16 bytes): closed before event `seq`, so many of those from
    there on written again, and so many lost."""

    epoch: bytes
    seq: int
    again: int
    lost: int


def damage(session: Session) -> dict[bytes, int]:
    """The epochs that are damaged, by name, each with its first event that does not fit.

    Follows every chain, which takes some twenty seconds for a million events: not for a request,
    and not inside a writing transaction.
    """
    found = {one.name: damaged_at(session, one.name) for one in epochs(session)}
    return {name: seq for name, seq in found.items() if seq is not None}


def repair(session: Session, damaged: Mapping[bytes, int], erased: Iterable[bytes]) -> list[Repair]:
    """Mend what `damage` has found; inside a writing transaction.

    A damaged epoch is closed at its last good event. In a new one of the same origin and salt all
    that can still be read is written again under the ids it had first; an event "damaged" says how
    much cannot be. Because nobody knows what that told, everybody's consent is disclosed again and
    the erasures known (`erased`: their pseudonyms, as people.erasure.known has them) are told
    again. Nothing is deleted. Not for a request.
    """
    known = epochs(session)
    own = next((one.origin for one in known if one.open), None)
    done = []
    for one in known:
        seq = damaged.get(one.name)
        if seq is None or (one.closed_because == "damage" and one.length < seq):
            continue  # whole, or somebody else has mended it meanwhile
        done.append(_mend(session, one, seq))
        if own is not None and one.origin != own:
            mended = open_row(session)
            assert mended is not None
            close(mended, "damage")
            at = Parent(bytes.fromhex(mended.name), mended.length, mended.head)
            add_epoch(session, own.hex(), at)
    if done:
        disclose_all(session)
        for pseudonym in sorted(erased):
            note_erased(session, pseudonym)
    return done


def _mend(session: Session, one: EpochView, seq: int) -> Repair:
    row, last_good = row_of(session, one.name), hash_at(session, one.name, seq - 1)
    assert row is not None and last_good is not None
    row.length, row.head, row.closed_because = seq - 1, last_good, "damage"
    # The new epoch goes on from the one that is open, so that the centre sees who came after whom.
    before = open_row(session) or row
    close(before, "damage")
    parent = Parent(bytes.fromhex(before.name), before.length, before.head)
    session.flush()
    epoch = add_epoch(session, one.origin.hex(), parent, salt=one.salt)
    # What stands past the end of a closed epoch was written again when it was closed there.
    end = None if one.open else one.length
    reading = _Reading(session, row, last_good, end)
    again = _write_again(session, epoch, reading)
    lost = reading.lost + max(0, one.length - max(reading.last, seq - 1))
    told = {"epoch": one.name.hex(), "seq": seq, "lost": lost}
    write(session, epoch, "damaged", None, None, told)
    return Repair(one.name, seq, again, lost)


def _write_again(session: Session, epoch: Epoch, events: "_Reading") -> int:
    """Append what can be read, in runs; returns how many events that were."""
    count, run, announced = 0, list[Written](), set[int]()
    for event, id, digest in events:
        number = event.subject if event.digest is None else None
        if number is not None and number not in announced:
            person = session.get_one(Subject, number)
            announced.add(number)
            run.append(announcement(epoch, person))
            person.announced_in = epoch.id
        run.append(_as_written(event, id, digest))
        count += 1
        if len(run) >= RUN:
            add(session, epoch, run)
            run = []
    if run:
        add(session, epoch, run)
    return count


def _as_written(event: EventRow, id: bytes, digest: bytes) -> Written:
    return Written(
        kind=event.kind,
        subject=event.subject,
        item=event.item,
        payload=event.payload,
        wall_ms=event.wall_ms,
        monotonic_ms=event.monotonic_ms,
        withheld=event.withheld,
        digest=digest,
        kept_digest=event.digest,
        again=id,
    )


class _Reading:
    """The events after the damage that are not proven to be altered, with their ids and digests.

    An event is proven by the hash before it. Where that is lost too, what stands there is taken
    as it is: to throw good events away would be worse.
    """

    def __init__(self, session: Session, row: Epoch, last_good: bytes, end: int | None) -> None:
        self._rows = rows(session, row, row.length)
        self._salt_of = salts(session, bytes.fromhex(row.name))
        self._before: bytes | None = last_good
        self._end = end
        self.last = row.length
        self.lost = 0

    def __iter__(self) -> Iterator[tuple[EventRow, bytes, bytes]]:
        for event in self._rows:
            if self._end is not None and event.seq > self._end:
                return
            missing = event.seq - self.last - 1
            if missing:
                self.lost, self._before = self.lost + missing, None
            self.last = event.seq
            digest = row_digest(event, self._salt_of)
            id = None if digest is None else self._proven_id(event, digest)
            if id is None or digest is None:
                self.lost += 1
            else:
                yield event, id, digest

    def _proven_id(self, event: EventRow, digest: bytes) -> bytes | None:
        """The id that the event had first, or None where it was altered."""
        plain = None if self._before is None else link(self._before, digest)
        again = None if self._before is None else link(self._before, digest, event.id)
        if plain is not None and (plain == event.hash or plain[:16] == event.id):
            self._before = plain
            return plain[:16]
        if again is not None and again == event.hash:
            self._before = again
            return event.id
        unproven = self._before is None
        # A hash that its id confirms is right, whatever became of the content.
        self._before = event.hash if event.hash[:16] == event.id else None
        return event.id if unproven else None
