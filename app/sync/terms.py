"""What a run may do, and how it tells how far it is; handed down from the settings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from sqlalchemy.orm import Session

from app.database import db


@dataclass(frozen=True)
class Terms:
    """`data` is the folder with the lock, `zone` the school's time zone, whose months the budget
    counts (None: the machine's). With `now` a used-up budget does not stop a run. `asked_by` is an
    account's id, None where the computer does it by itself."""

    data: Path
    app_version: str
    budget_mb: float = 0
    zone: tzinfo | None = None
    now: bool = False
    asked_by: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far a run is: events sent of those that waited, and bytes both ways so far."""

    sent: int
    waiting: int
    bytes: int


Tell = Callable[[Progress], None]


def nobody(progress: Progress) -> None:
    """Where nobody wants to know."""


@contextmanager
def looking() -> Iterator[Session]:
    """The session for reading; what it saw is let go at the end, so that no store has to keep an
    old state for as long as a slow link takes."""
    session = db.session()
    try:
        yield session
    finally:
        if not session.info.get("writing"):
            session.commit()
