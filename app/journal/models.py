"""The journal's tables.

Rows of `event` are inserted and stay. What changes in one later is only what privacy asks for:
whether it is withheld, and, once its student is erased, its content.
"""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class NodeKeyRow(Base):
    """This installation's secrets, and the computer that they were last used on; one row."""

    __tablename__ = "node_key"

    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    sign_seed: Mapped[bytes] = mapped_column(LargeBinary)  # 32 bytes, of an Ed25519 key
    seal_seed: Mapped[bytes] = mapped_column(LargeBinary)  # 32 bytes, of an X25519 key
    machine: Mapped[str]  # its fingerprint, hex; empty where it has none
    made_ms: Mapped[int] = mapped_column(BigInteger)


class Epoch(Base):
    """One unbroken run of events of this installation."""

    __tablename__ = "epoch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # 128 random bits, as hex
    origin: Mapped[str] = mapped_column(default="")  # the name of its line's first epoch, hex
    salt: Mapped[bytes] = mapped_column(LargeBinary)  # for events about nobody
    parent: Mapped[str | None]
    parent_seq: Mapped[int | None] = mapped_column(BigInteger)
    parent_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_ms: Mapped[int] = mapped_column(BigInteger)
    closed_ms: Mapped[int | None] = mapped_column(BigInteger)
    closed_because: Mapped[str | None]  # None while open; "", restore, fork, damage, machine, clone
    length: Mapped[int] = mapped_column(BigInteger, default=0)
    head: Mapped[bytes] = mapped_column(LargeBinary)  # hash of the last event


class Subject(Base):
    """The person an event is about, as the journal knows her: a number, a salt, a pseudonym."""

    __tablename__ = "subject"

    number: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)  # 16 random bytes; None once erased
    pseudonym: Mapped[bytes] = mapped_column(LargeBinary)  # 16 bytes that the salt makes
    consented: Mapped[bool] = mapped_column(default=False)
    announced_in: Mapped[int | None] = mapped_column(ForeignKey("epoch.id"))

    __table_args__ = (UniqueConstraint("pseudonym", name="subject_pseudonym"),)


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
    # What is left of an erased student's event; its kind, item, payload and times are emptied.
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    withheld: Mapped[bool] = mapped_column(default=False)  # leaves the school as its digest only

    __table_args__ = (Index("event_subject", "subject", "epoch_id", "seq"),)

    @property
    def again(self) -> bytes | None:
        """The id it had first, where it was appended a second time."""
        return None if self.id == self.hash[:16] else self.id
