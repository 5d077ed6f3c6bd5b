"""The tables of marks by people: points by hand, overrides, what changed, what is released."""

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.people.models import GOES_WITH, MENTIONS


class ManualScore(Base):
    """What a person gave for one cell of a submission, and what she says to it.

    `points` is None where there are only words; the cell then still waits.
    """

    __tablename__ = "manual_score"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    cell: Mapped[str] = mapped_column(primary_key=True)  # its grade_id
    points: Mapped[float | None]
    comment: Mapped[str]
    rubric: Mapped[str]  # JSON list of [text, points]: the rows as they were ticked
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=MENTIONS)
    at_ms: Mapped[int] = mapped_column(BigInteger)


class MarkOverride(Base):
    """A mark that a person set instead of what was reckoned; `points` is None for exempt."""

    __tablename__ = "mark_override"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    exercise_id: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[float | None]
    most: Mapped[float]  # the exercise's points when it was set
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=MENTIONS)
    at_ms: Mapped[int] = mapped_column(BigInteger)


class MarkChange(Base):
    """That a person changed a mark: never changed afterwards. See marking.history."""

    __tablename__ = "mark_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=GOES_WITH)
    exercise_id: Mapped[str]
    number: Mapped[int | None]  # of the submission, where it is about one
    cell: Mapped[str | None]
    kind: Mapped[str]  # points, override, exempt, taken-back
    before: Mapped[float | None]
    after: Mapped[float | None]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=MENTIONS)
    at_ms: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("mark_change_mark", "account_id", "exercise_id", "id"),)


class MarkRelease(Base):
    """Whether a class sees its marks of an exercise; see marking.releasing."""

    __tablename__ = "mark_release"

    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"), primary_key=True)
    exercise_id: Mapped[str] = mapped_column(primary_key=True)
    held: Mapped[bool]  # automatic results are kept back too
    released_ms: Mapped[int | None] = mapped_column(BigInteger)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=MENTIONS)


class SavedComment(Base):
    """A comment that an instructor keeps for the next time, and the points that go with it."""

    __tablename__ = "saved_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=GOES_WITH)
    exercise_id: Mapped[str]
    cell: Mapped[str]  # its grade_id; empty for any cell of the exercise
    text: Mapped[str]
    points: Mapped[float | None]

    __table_args__ = (Index("saved_comment_author", "author_id", "exercise_id"),)
