"""The journal's tables. Rows of `event` are only ever inserted."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Epoch(Base):
    """One unbroken run of events of this installation."""

    __tablename__ = "epoch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # 128 random bits, as hex
    salt: Mapped[bytes] = mapped_column(LargeBinary)  # for events about nobody
    parent: Mapped[str | None]
    parent_seq: Mapped[int | None] = mapped_column(BigInteger)
    parent_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_ms: Mapped[int] = mapped_column(BigInteger)
    closed_ms: Mapped[int | None] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger, default=0)
    head: Mapped[bytes] = mapped_column(LargeBinary)  # hash of the last event


class Subject(Base):
    """The person an event is about, as the journal knows her: a number and a salt."""

    __tablename__ = "subject"

    number: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(unique=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)  # 16 random bytes
    announced_in: Mapped[int | None] = mapped_column(ForeignKey("epoch.id"))


class Event(Base):
    """One entry of the journal."""

    __tablename__ = "event"

    epoch_id: Mapped[int] = mapped_column(ForeignKey("epoch.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[bytes] = mapped_column(LargeBinary)  # first 16 bytes of its first hash
    kind: Mapped[str]
    subject: Mapped[int | None]
    item: Mapped[str | None]
    payload: Mapped[str]  # canonical JSON
    wall_ms: Mapped[int] = mapped_column(BigInteger)
    monotonic_ms: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
