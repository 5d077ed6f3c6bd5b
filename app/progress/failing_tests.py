"""Which tests most students fail on, by their newest results of today.

Results are packed; a grading never changes, so what was read of one is kept.
"""

import sys
import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from app.database import db
from app.progress.class_today import HandIn
from app.progress.models import AttemptRow, SubmissionRow
from app.progress.packing import unpack

MOST_LOOKED_AT = 600  # newest results of a class, the latest first
READ_AT_ONCE = 100  # results unpacked in one look; the next look goes on
MOST_KEPT = 4000  # gradings, some 500 bytes each

FAILED = ("failed", "partial", "error", "timeout", "died")

_Key = tuple[str, int]  # a submission's public id, which no other store has, and an attempt
_Tests = tuple[tuple[str, str, bool], ...]  # of each test its id, its title, whether it failed
_known: OrderedDict[_Key, _Tests] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class FailingTest:
    """A test, how many students fail on it now, and of how many that it has judged today."""

    exercise_id: str
    grade_id: str
    title: str
    failed: int
    students: int


def failing_tests(handed: Sequence[HandIn], most: int) -> list[FailingTest]:
    """The tests that most students fail on, by each one's newest graded hand-in; `handed` is in
    the order of class_today.hand_ins."""
    newest: dict[tuple[int, str], HandIn] = {}
    for one in handed:
        if one.graded:
            newest.setdefault((one.account_id, one.exercise_id), one)
    chosen = list(newest.values())[:MOST_LOOKED_AT]
    judged: Counter[tuple[str, str]] = Counter()
    failed: Counter[tuple[str, str]] = Counter()
    titles: dict[tuple[str, str], str] = {}
    results = _results([one.id for one in chosen])
    for one in chosen:
        for grade_id, title, is_failed in results.get(one.id, ()):
            key = one.exercise_id, grade_id
            judged[key] += 1
            failed[key] += is_failed
            titles.setdefault(key, title)
    order = sorted((-count, key) for key, count in failed.items() if count)[:most]
    return [FailingTest(*key, titles[key], -less, judged[key]) for less, key in order]


def _results(submission_ids: Collection[int]) -> dict[int, _Tests]:
    """The tests of the present grading of each, as far as they are known by now."""
    query = (
        select(SubmissionRow.id, SubmissionRow.public_id, func.max(AttemptRow.number))
        .join(AttemptRow, AttemptRow.submission_id == SubmissionRow.id)
        .where(SubmissionRow.id.in_(list(submission_ids)))
        .group_by(SubmissionRow.id, SubmissionRow.public_id)
    )
    present = {id: (public_id, number) for id, public_id, number in db.session.execute(query)}
    with _lock:
        found = {id: _known[key] for id, key in present.items() if key in _known}
    # In the order asked for, so that the latest are read first.
    unread = [id for id in submission_ids if id in present and id not in found][:READ_AT_ONCE]
    if not unread:
        return found
    wanted = select(AttemptRow.submission_id, AttemptRow.result).where(
        tuple_(AttemptRow.submission_id, AttemptRow.number).in_(
            [(id, present[id][1]) for id in unread]
        )
    )
    for id, packed in db.session.execute(wanted):
        found[id] = _tests(packed)
        _keep(present[id], found[id])
    return found


def _tests(packed: bytes) -> _Tests:
    # Many results of one exercise have the same ids and titles.
    return tuple(
        (sys.intern(cell["grade_id"]), sys.intern(cell["title"]), cell["status"] in FAILED)
        for cell in unpack(packed)["cells"]
        if cell["status"] in FAILED or cell["status"] == "passed"
    )


def _keep(key: _Key, tests: _Tests) -> None:
    with _lock:
        _known[key] = tests
        while len(_known) > MOST_KEPT:
            _known.popitem(last=False)
