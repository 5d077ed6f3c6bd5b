"""The tables of assessments: what was drawn for whom, answered and allowed."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.people.models import GOES_WITH, MENTIONS


class SittingRow(Base):
    """One start quiz or final assessment of a student, with the questions drawn for it."""

    __tablename__ = "sitting"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info=GOES_WITH)
    course_id: Mapped[str]
    kind: Mapped[str]  # start, final
    number: Mapped[int]  # from 1, of its kind in the course
    questions: Mapped[str]  # JSON list of [question id, lesson id, [places of options]]
    started_ms: Mapped[int] = mapped_column(BigInteger)
    handed_in_ms: Mapped[int | None] = mapped_column(BigInteger)
    right: Mapped[int | None]  # the rest is known once it was handed in
    total: Mapped[int | None]  # of the questions that were still in the bank
    passed: Mapped[bool | None]  # None for a start quiz, which nobody fails

    __table_args__ = (UniqueConstraint("account_id", "course_id", "kind", "number"),)


class SittingAnswer(Base):
    """What was given to one question of a sitting."""

    __tablename__ = "sitting_answer"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    given: Mapped[str]  # JSON list of what was chosen or typed
    right: Mapped[bool | None]  # None before it was handed in, and where it did not count
    at_ms: Mapped[int] = mapped_column(BigInteger)


class SittingGrant(Base):
    """That an instructor allows a student's final of this number, whatever the course's plan."""

    __tablename__ = "sitting_grant"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    course_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    allowed_by: Mapped[int] = mapped_column(ForeignKey("account.id"), info=MENTIONS)
    at_ms: Mapped[int] = mapped_column(BigInteger)
