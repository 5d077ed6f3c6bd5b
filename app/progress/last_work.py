"""What students did last today, as the store knows it: for a server that has just started."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from sqlalchemy import Select, select

from app.database import db
from app.progress import class_today, quiz_today
from app.progress.models import DraftRow, LessonRead

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Work:
    """The lesson or exercise that a student was at; `at_ms` is 0 where only the day is known."""

    kind: Literal["lesson", "exercise"]
    id: str
    at_ms: int


def last_work(account_ids: Collection[int], since_ms: int) -> dict[int, Work]:
    """What each did last since then, which is the beginning of a day; by account id."""
    found: dict[int, Work] = {}
    for account_id, work in chain(
        _lessons(account_ids, since_ms),
        _drafts(account_ids, since_ms),
        (
            (one.account_id, Work("exercise", one.exercise_id, one.handed_in_ms))
            for one in class_today.hand_ins(account_ids, since_ms)
        ),
        (
            (one.account_id, Work("lesson", one.lesson_id, one.at_ms))
            for one in quiz_today.tries(account_ids, since_ms)
        ),
    ):
        if account_id not in found or work.at_ms > found[account_id].at_ms:
            found[account_id] = work
    return found


def _lessons(account_ids: Collection[int], since_ms: int) -> Iterator[tuple[int, Work]]:
    # A reading has a day in UTC: the one that shares most hours with the school's day.
    today = (since_ms + DAY_MS // 2) // DAY_MS
    query = select(LessonRead.account_id, LessonRead.lesson_id, LessonRead.first_ms).where(
        LessonRead.account_id.in_(list(account_ids)), LessonRead.last_day >= today
    )
    for account_id, lesson_id, first_ms in db.session.execute(query):
        yield account_id, Work("lesson", lesson_id, first_ms if first_ms >= since_ms else 0)


def _drafts(account_ids: Collection[int], since_ms: int) -> Iterator[tuple[int, Work]]:
    for account_id, exercise_id, updated_ms in db.session.execute(
        drafts_query(account_ids, since_ms)
    ):
        yield account_id, Work("exercise", exercise_id, updated_ms)


def drafts_query(account_ids: Collection[int], since_ms: int) -> Select[int, str, int]:
    """Who typed in which notebook since then; apart so that a test can ask how it is answered."""
    return select(DraftRow.account_id, DraftRow.exercise_id, DraftRow.updated_ms).where(
        DraftRow.account_id.in_(list(account_ids)), DraftRow.updated_ms >= since_ms
    )
