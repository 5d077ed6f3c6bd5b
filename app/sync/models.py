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
    node: Mapped[bytes] = mapped_column(LargeBinary)  # 16 bytes: this node's id there
    origin: Mapped[bytes] = mapped_column(LargeBinary)  # 16 bytes
    school_name: Mapped[str]
    centre_name: Mapped[str]
    enrolled_ms: Mapped[int] = mapped_column(BigInteger)
    generation: Mapped[bytes] = mapped_column(LargeBinary)  # of the centre, when last heard
    slot_minute: Mapped[int | None]  # minute of the day in UTC that the centre assigned
    policy: Mapped[str]  # JSON object
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)


class ReceiptRow(Base):
    """The centre's word that it holds an epoch up to an event; never changed afterwards."""

    __tablename__ = "receipt"

    epoch: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    generation: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    backed_up_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    received_ms: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[str]  # http, stick


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
