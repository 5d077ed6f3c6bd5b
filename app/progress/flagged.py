"""Which hand-ins ask the instructor to look: those whose present grading made flags.

Flags are in the packed result. A grading never changes, so what is known of one is kept.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select

from app.database import db
from app.people.models import ClassMember
from app.progress.models import AttemptRow, SubmissionRow
from app.progress.packing import unpack
from app.progress.submissions import Submission

MOST_KNOWN = 10_000  # gradings, some 150 bytes each
AT_ONCE = 200  # results read in one query

_Key = tuple[str, int]  # a submission's public id, which no other store has, and an attempt
_known: dict[_Key, bool] = {}


def flagged_in_class(class_id: int) -> dict[int, frozenset[str]]:
    """By account id, the exercises with a hand-in that asks to be looked at."""
    members = select(ClassMember.account_id).where(
        ClassMember.class_id == class_id, ClassMember.role == "student"
    )
    rows = _present(select(SubmissionRow.id).where(SubmissionRow.account_id.in_(members)))
    flagged = _flagged((public_id, number) for _, _, _, public_id, number in rows)
    found: dict[int, set[str]] = {}
    for _id, account_id, exercise_id, public_id, number in rows:
        if (public_id, number) in flagged:
            found.setdefault(account_id, set()).add(exercise_id)
    return {account_id: frozenset(exercises) for account_id, exercises in found.items()}


def flagged_of(submissions: Iterable[Submission]) -> frozenset[str]:
    """The public ids of those that ask to be looked at."""
    wanted = select(SubmissionRow.id).where(SubmissionRow.id.in_([one.id for one in submissions]))
    flagged = _flagged((public_id, number) for *_, public_id, number in _present(wanted))
    return frozenset(public_id for public_id, _number in flagged)


def _present(wanted: Select[int]) -> Sequence[tuple[int, int, str, str, int]]:
    """Id, account, exercise, public id and the number of the present grading of each."""
    query = (
        select(
            SubmissionRow.id,
            SubmissionRow.account_id,
            SubmissionRow.exercise_id,
            SubmissionRow.public_id,
            func.max(AttemptRow.number),
        )
        .join(AttemptRow, AttemptRow.submission_id == SubmissionRow.id)
        .where(SubmissionRow.id.in_(wanted))
        .group_by(
            SubmissionRow.id,
            SubmissionRow.account_id,
            SubmissionRow.exercise_id,
            SubmissionRow.public_id,
        )
    )
    return db.session.execute(query).tuples().all()


def _flagged(keys: Iterable[_Key]) -> frozenset[_Key]:
    """Those of these gradings that made flags."""
    keys = list(keys)
    now = {key: _known[key] for key in keys if key in _known}
    unknown = [key for key in keys if key not in now]
    for start in range(0, len(unknown), AT_ONCE):
        now |= _read(unknown[start : start + AT_ONCE])
    if len(_known) + len(now) > MOST_KNOWN:
        _known.clear()
    _known.update(now)
    return frozenset(key for key, flagged in now.items() if flagged)


def _read(keys: Sequence[_Key]) -> dict[_Key, bool]:
    query = (
        select(SubmissionRow.public_id, AttemptRow.number, AttemptRow.result)
        .join(AttemptRow, AttemptRow.submission_id == SubmissionRow.id)
        .where(SubmissionRow.public_id.in_([public_id for public_id, _number in keys]))
    )
    wanted = set(keys)
    return {
        (public_id, number): bool(unpack(packed).get("flags"))
        for public_id, number, packed in db.session.execute(query)
        if (public_id, number) in wanted
    }
