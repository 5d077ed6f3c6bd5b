"""The tables of progress: what was read, answered, drafted, handed in and graded."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.people.models import GOES_WITH, MENTIONS


class LessonRead(Base):
    """That a student has read a lesson, and on which day last."""

    __tablename__ = "lesson_read"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    lesson_id: Mapped[str] = mapped_column(primary_key=True)
    course_id: Mapped[str]
    first_ms: Mapped[int] = mapped_column(BigInteger)
    last_day: Mapped[int]  # days since 1970 in UTC
    days: Mapped[int] = mapped_column(default=1)


class QuizState(Base):
    """How far a student is with one question: what she gave last and whether it was ever right."""

    __tablename__ = "quiz_state"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    lesson_id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    ever_right: Mapped[bool] = mapped_column(default=False)
    last_right: Mapped[bool] = mapped_column(default=False)
    last_given: Mapped[str]  # JSON list of what was chosen or typed


class QuizTry(Base):
    """One answer given to a question; never changed afterwards."""

    __tablename__ = "quiz_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=GOES_WITH)
    lesson_id: Mapped[str]
    question_id: Mapped[str]
    given: Mapped[str]
    right: Mapped[bool]
    at_ms: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        Index("quiz_try_question", "account_id", "lesson_id", "question_id"),
        Index("quiz_try_recent", "account_id", "at_ms"),
    )


class DraftRow(Base):
    """The notebook that a student is working on."""

    __tablename__ = "draft"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    exercise_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    notebook: Mapped[bytes] = mapped_column(LargeBinary)  # zlib-packed JSON
    updated_ms: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("draft_recent", "account_id", "updated_ms", "exercise_id"),)


class DraftVersion(Base):
    """A draft as it once was, kept before something replaced it."""

    __tablename__ = "draft_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=GOES_WITH)
    exercise_id: Mapped[str]
    reason: Mapped[str]
    notebook: Mapped[bytes] = mapped_column(LargeBinary)
    kept_ms: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("draft_version_owner", "account_id", "exercise_id", "id"),)


class SubmissionRow(Base):
    """A notebook that was handed in. This row, with its state and lease, is the grading queue."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=GOES_WITH)
    course_id: Mapped[str]
    exercise_id: Mapped[str]
    lang: Mapped[str]
    key: Mapped[str]  # the idempotency key of the form it came with
    number: Mapped[int]  # 1 for the student's first submission of the exercise
    state: Mapped[str]  # waiting, leased, graded, parked; again: its grade stands, one more waits
    turn: Mapped[int] = mapped_column(default=0)  # its place in the queue: see progress.turns
    handed_in_ms: Mapped[int] = mapped_column(BigInteger)
    lease_holder: Mapped[str | None]
    lease_until_ms: Mapped[int | None] = mapped_column(BigInteger)
    leased_ms: Mapped[int | None] = mapped_column(BigInteger)  # when its present grader took it
    regrading_id: Mapped[int | None]  # the regrading that it waits for, until it is done
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None]  # why grading failed, for the instructor
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    needs_manual: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[float] = mapped_column(default=0.0)  # points that people gave: see marking
    to_mark: Mapped[int] = mapped_column(default=0)  # cells that wait for a person
    graded_ms: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("submission_owner", "account_id", "exercise_id", "number"),
        Index("submission_queue", "state", "turn", "id"),
        Index("submission_recent", "account_id", "handed_in_ms"),
    )


class SubmissionNotebook(Base):
    """The notebook of a submission, as handed in; apart, so that the queue's rows stay small."""

    __tablename__ = "submission_notebook"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    notebook: Mapped[bytes] = mapped_column(LargeBinary)


class AttemptRow(Base):
    """One grading of a submission: each test's result, and the notebook as it ran.

    The one with the highest number is the present one; those before it are kept.
    """

    __tablename__ = "attempt"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1
    score: Mapped[float]
    max_score: Mapped[float]
    needs_manual: Mapped[bool]
    graded_ms: Mapped[int] = mapped_column(BigInteger)
    regrading_id: Mapped[int | None]  # the regrading that asked for it
    result: Mapped[bytes] = mapped_column(LargeBinary)  # zlib-packed JSON of a grading.Grade
    executed: Mapped[bytes] = mapped_column(LargeBinary)


class RegradingRow(Base):
    """An exercise's submissions of a class being graded once more, and how far that is."""

    __tablename__ = "regrading"

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"))
    exercise_id: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"), info=MENTIONS)
    asked_ms: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("regrading_exercise", "class_id", "exercise_id", "id"),)


class GradingTimes(Base):
    """How long the last gradings of an exercise took, so that a wait can be foretold."""

    __tablename__ = "grading_times"

    exercise_id: Mapped[str] = mapped_column(primary_key=True)
    recent_ms: Mapped[str]  # JSON list of milliseconds, the latest last


class ExerciseState(Base):
    """How far a student is with an exercise: kept beside the journal, so no page counts rows."""

    __tablename__ = "exercise_state"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    exercise_id: Mapped[str] = mapped_column(primary_key=True)
    submissions: Mapped[int] = mapped_column(default=0)
    graded: Mapped[int] = mapped_column(default=0)
    score: Mapped[float | None]  # the one that counts, as she may see it: see progress.counting
    max_score: Mapped[float | None]
    last_public_id: Mapped[str | None]
    counted_public_id: Mapped[str | None]
    updated_ms: Mapped[int] = mapped_column(BigInteger)
    exempt: Mapped[bool] = mapped_column(default=False)  # she need not do it
    passed_ms: Mapped[int | None] = mapped_column(BigInteger)  # when it was first told as passed


class CourseCompleted(Base):
    """That a student has completed a course, once and for all: see progress.milestones."""

    __tablename__ = "course_completed"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    course_id: Mapped[str] = mapped_column(primary_key=True)
    completed_ms: Mapped[int] = mapped_column(BigInteger)
