"""The tables of a node's side of sync: its centre, receipts, runs and what has left."""

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class CentreLink(Base):
    """The centre that this node is enrolled at; one row, with id 1, or none."""

    __tablename__ = "centre_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]  # empty where progress travels by stick only
    sign_key: Mapped[bytes] = mapped_column(LargeBinary)  # the centre's public keys, pinned
    seal_key: Mapped[bytes] = mapped_column(LargeBinary)
    root_key: Mapped[bytes] = mapped_column(LargeBinary)  # who signs certificates; pinned
    certificates: Mapped[str]  # JSON list of hex: this node's own first, the root's last
    school_name: Mapped[str]
    centre_name: Mapped[str]
    enrolled_ms: Mapped[int] = mapped_column(BigInteger)
    # Of the centre and of the root, the newest that were heard: count (8 bytes), random (16).
    generation: Mapped[bytes | None] = mapped_column(LargeBinary)
    root_generation: Mapped[bytes | None] = mapped_column(LargeBinary)
    slot_minute: Mapped[int | None]  # minute of the day in UTC that the centre assigned
    policy: Mapped[str]  # JSON object
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    may_erase: Mapped[int] = mapped_column(default=0)  # people, at the centre's word, once
    next_try_ms: Mapped[int | None] = mapped_column(BigInteger)  # when the server tries by itself
    retry_after_ms: Mapped[int | None] = mapped_column(BigInteger)  # the centre asked to wait


class EnrolmentAsked(Base):
    """A request to be enrolled that left on a stick, until its answer comes; one row or none."""

    __tablename__ = "enrolment_asked"

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[bytes] = mapped_column(LargeBinary)  # as packed
    asked_ms: Mapped[int] = mapped_column(BigInteger)


class ReceiptRow(Base):
    """The word of a centre that it holds an epoch up to an event that is on this node's chain.

    Of a row only `backed_up_seq` changes, and only grows.
    """

    __tablename__ = "receipt"

    by: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)  # the centre's key
    epoch: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    generation: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)  # as in CentreLink
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    backed_up_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    received_ms: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[str]  # http, stick


class StickFile(Base):
    """A file that was written for a stick, and the places of the journal that it reaches."""

    __tablename__ = "stick_file"

    sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)  # of the whole file
    name: Mapped[str]
    made_ms: Mapped[int] = mapped_column(BigInteger)
    ends: Mapped[str]  # JSON object: epoch as hex -> [seq, hash as hex]


class SyncRun(Base):
    """One attempt to sync, over HTTP or by stick, and how it ended."""

    __tablename__ = "sync_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_ms: Mapped[int] = mapped_column(BigInteger)
    ended_ms: Mapped[int | None] = mapped_column(BigInteger)  # None while it runs, or was killed
    way: Mapped[str]  # http, stick
    outcome: Mapped[str] = mapped_column(default="")
    events: Mapped[int] = mapped_column(default=0)
    bytes_up: Mapped[int] = mapped_column(BigInteger, default=0)
    bytes_down: Mapped[int] = mapped_column(BigInteger, default=0)
    error: Mapped[str | None]  # the id of a KisimaError
    error_values: Mapped[str] = mapped_column(default="{}")  # JSON object: its values

    __table_args__ = (Index("sync_run_started", "started_ms"),)


class Departure(Base):
    """That a batch left the school: the audit's rows are only ever inserted."""

    __tablename__ = "departure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[str]  # http, stick
    origin: Mapped[bytes] = mapped_column(LargeBinary)
    epoch: Mapped[bytes] = mapped_column(LargeBinary)
    from_seq: Mapped[int] = mapped_column(BigInteger)
    to_seq: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)  # of the packed batch
    size: Mapped[int] = mapped_column("bytes", BigInteger)  # of the packed batch
    asked_by: Mapped[int | None]  # account id; None where the computer did it by itself
