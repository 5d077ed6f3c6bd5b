"""What the pages work with: put together once by create_app, handed to views from here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from app.authoring.translating.desk import Desk
from app.authoring.workshop import Workshop
from app.catalog import Catalog
from app.catalog.shelf import Shelf
from app.kernels import LiveKernels
from app.kernels.checkup import Checkups
from app.sync.terms import Terms


@dataclass(frozen=True)
class Machine:
    """The computer and the installation on it, for the administrator's page."""

    version: str
    data: Path  # the folder that holds everything this school makes
    database: str  # "sqlite" or "postgresql"
    sandbox: str  # the setting
    graders: int  # submissions graded here at the same time
    checkups: Checkups


@dataclass(frozen=True)
class Services:
    """The parts that views call. Sizes are in bytes, durations in seconds."""

    shelf: Shelf
    workshop: Workshop
    desk: Desk  # translating
    live: LiveKernels
    wake_grader: Callable[[], object]  # tells the graders that a submission waits
    school: str
    setup_file: Path  # keeps the one-time set-up code
    upload_bytes: int
    pass_share: float
    machine: Machine
    consent_by_instructor: bool  # else each student agrees for herself
    sync: Terms  # what sending progress may do
    stick_folder: str  # offered as a stick; empty where there is none

    @property
    def catalog(self) -> Catalog:
        """What there is to learn, as the files are now."""
        return self.shelf.current()


def services() -> Services:
    """The services of the running app."""
    return cast(Services, current_app.extensions["kisima"])
