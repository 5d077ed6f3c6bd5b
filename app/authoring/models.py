"""The tables of writing: versions of files, and what was typed and is not saved yet."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.people.models import GOES_WITH, MENTIONS


class FileVersion(Base):
    """A file of the school's own folder as it was at one time. The file itself is the truth."""

    __tablename__ = "file_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str]  # the key: relative to the own folder, with slashes
    digest: Mapped[str]  # of the bytes: see catalog.digests
    packed: Mapped[bytes] = mapped_column(LargeBinary)  # the bytes, by zlib
    size: Mapped[int]  # unpacked, in bytes
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), info=MENTIONS)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]  # see authoring.versions.Reason

    __table_args__ = (Index("file_version_path", "path", "id"),)


class TypedText(Base):
    """What somebody typed into an editor and has not saved yet: one text a person and file."""

    __tablename__ = "typed_text"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    path: Mapped[str] = mapped_column(primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    base_version: Mapped[str]  # digest of the file that the typing began with; "" for none
    at_ms: Mapped[int] = mapped_column(BigInteger)
