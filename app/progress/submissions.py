"""Handing in, and what became of it."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.grading import Grade
from app.people.accounts import touch
from app.progress.models import (
    AttemptRow,
    ExerciseState,
    SubmissionNotebook,
    SubmissionRow,
)
from app.progress.packing import pack_notebook, unpack
from app.progress.turns import next_turn

UNGRADED = ("waiting", "leased")


class NoSuchSubmission(KisimaError):
    sentence = N_("There is no such submission, or it is not one of yours.")


class NoAttemptsLeft(KisimaError):
    sentence = N_(
        "You have handed this exercise in %(allowed)s times, which is as often as is allowed. "
        "Your notebook is kept; please ask your instructor."
    )


@dataclass(frozen=True)
class Submission:
    """A notebook that was handed in. States: "waiting", "leased" (being graded), "graded",
    "parked" (grading failed three times; the instructor sees why), and "again" (graded, and
    waiting to be graded once more). The grade stands until a new one takes its place.

    `score` is what the grader gave; `by_hand` are the points that people gave for its cells, and
    `to_mark` is how many of those wait for one (see marking.manual)."""

    id: int
    public_id: str
    account_id: int
    course_id: str
    exercise_id: str
    lang: str
    number: int
    state: str
    handed_in_ms: int
    score: float | None
    max_score: float | None
    needs_manual: bool
    by_hand: float
    to_mark: int
    graded_ms: int | None
    trouble: str | None

    @property
    def ungraded(self) -> bool:
        """Whether its first grade is still to come."""
        return self.state in UNGRADED and self.graded_ms is None

    @property
    def graded(self) -> bool:
        """Whether it has a grade, which may be about to be replaced."""
        return self.graded_ms is not None


@dataclass(frozen=True)
class Attempt:
    """One grading of a submission; the one with the highest number is the present one."""

    number: int
    score: float
    max_score: float
    needs_manual: bool
    graded_ms: int


def submit(
    account_id: int,
    course_id: str,
    exercise_id: str,
    notebook: dict[str, Any],
    *,
    key: str,
    lang: str,
    attempts: int | None = None,
) -> Submission:
    """Hand a notebook in: on disk when this returns. The same key again is the same submission.

    Raises NoAttemptsLeft when `attempts` submissions of the exercise are there already.
    """
    packed = pack_notebook(notebook)
    with transaction() as session:
        same = select(SubmissionRow).where(
            SubmissionRow.account_id == account_id, SubmissionRow.key == key
        )
        if (row := session.scalars(same).first()) is not None:
            return as_submission(row)
        state = exercise_state(session, account_id, exercise_id)
        if attempts is not None and state.submissions >= attempts:
            raise NoAttemptsLeft(allowed=attempts)
        state.submissions += 1
        row = SubmissionRow(
            public_id=secrets.token_urlsafe(9),
            account_id=account_id,
            course_id=course_id,
            exercise_id=exercise_id,
            lang=lang,
            key=key,
            number=state.submissions,
            state="waiting",
            turn=next_turn(session, account_id),
            handed_in_ms=now_ms(),
            tries=0,
            needs_manual=False,
            by_hand=0.0,
            to_mark=0,
        )
        session.add(row)
        session.flush()
        session.add(SubmissionNotebook(submission_id=row.id, notebook=packed))
        state.last_public_id = row.public_id
        state.updated_ms = now_ms()
        touch(session, account_id)
        journal.append(
            session,
            "handed-in",
            account_id=account_id,
            item=exercise_id,
            payload={"course": course_id, "number": row.number},
        )
    return as_submission(row)


def exercise_state(session: Session, account_id: int, exercise_id: str) -> ExerciseState:
    """The row to change, made when missing; inside the caller's transaction."""
    state = session.get(ExerciseState, (account_id, exercise_id), populate_existing=True)
    if state is None:
        state = ExerciseState(
            account_id=account_id,
            exercise_id=exercise_id,
            submissions=0,
            graded=0,
            exempt=False,
            updated_ms=now_ms(),
        )
        session.add(state)
    return state


def submission(public_id: str) -> Submission:
    """The submission, whoever's it is: the caller checks who asks. Raises NoSuchSubmission."""
    query = select(SubmissionRow).where(SubmissionRow.public_id == public_id)
    row = db.session.scalars(query, execution_options={"populate_existing": True}).first()
    if row is None:
        raise NoSuchSubmission()
    return as_submission(row)


def history(account_id: int, exercise_id: str, limit: int = 50) -> list[Submission]:
    """A student's submissions of an exercise, newest first."""
    query = (
        select(SubmissionRow)
        .where(SubmissionRow.account_id == account_id, SubmissionRow.exercise_id == exercise_id)
        .order_by(SubmissionRow.number.desc())
        .limit(limit)
    )
    return [as_submission(row) for row in db.session.scalars(query)]


def handed_in_notebook(of: Submission) -> dict[str, Any]:
    """The notebook exactly as it was handed in."""
    row = db.session.get_one(SubmissionNotebook, of.id)
    notebook: dict[str, Any] = unpack(row.notebook)
    return notebook


def attempts(of: Submission) -> list[Attempt]:
    """The gradings of a submission, the present one first."""
    query = (
        select(*(getattr(AttemptRow, name) for name in Attempt.__dataclass_fields__))
        .where(AttemptRow.submission_id == of.id)
        .order_by(AttemptRow.number.desc())
    )
    return [Attempt(*row) for row in db.session.execute(query)]


def result(of: Submission, number: int | None = None) -> Grade | None:
    """What grading made of it, or None while it waits; `number` asks for an earlier grading."""
    packed = _of_attempt(AttemptRow.result, of, number)
    return None if packed is None else Grade.from_json(unpack(packed))


def executed_notebook(of: Submission, number: int | None = None) -> dict[str, Any] | None:
    """The notebook as it ran when it was graded. Its test cells hold hidden tests: for
    instructors only."""
    packed = _of_attempt(AttemptRow.executed, of, number)
    if packed is None:
        return None
    notebook: dict[str, Any] = unpack(packed)
    return notebook


def _of_attempt(
    column: InstrumentedAttribute[bytes], of: Submission, number: int | None
) -> bytes | None:
    query = select(column).where(AttemptRow.submission_id == of.id)
    if number is not None:
        query = query.where(AttemptRow.number == number)
    return db.session.scalar(query.order_by(AttemptRow.number.desc()).limit(1))


def as_submission(row: SubmissionRow) -> Submission:
    """The row as a plain value."""
    return Submission(**{name: getattr(row, name) for name in Submission.__dataclass_fields__})
