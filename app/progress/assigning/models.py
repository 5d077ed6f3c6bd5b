"""The tables of assignments."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.people.models import GOES_WITH, MENTIONS


class Assignment(Base):
    """What a class was assigned, with when it opens and is due (None: always, never)."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"))
    kind: Mapped[str]  # see rules.Kind
    item_id: Mapped[str]  # of a final it is the course's
    course_id: Mapped[str]
    opens_ms: Mapped[int | None] = mapped_column(BigInteger)
    due_ms: Mapped[int | None] = mapped_column(BigInteger)
    late_rule: Mapped[str]  # see marking.late.LateRule
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"), info=MENTIONS)
    made_ms: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (UniqueConstraint("class_id", "kind", "item_id"),)


class AssignmentExtension(Base):
    """More time for one student."""

    __tablename__ = "assignment_extension"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    due_ms: Mapped[int] = mapped_column(BigInteger)
