"""Housekeeping beside the work: what was left half done is looked for every hour."""

import logging
import threading
from pathlib import Path

from app.authoring.intake.leftovers import clear_leftovers

EVERY_SECONDS = 3600

log = logging.getLogger(__name__)


def tidy(own: Path, over: threading.Event, every: float = EVERY_SECONDS) -> None:
    """Until `over`: clear the leftovers in the school's own folder, each `every` seconds."""
    while not over.wait(every):
        try:
            clear_leftovers(own)
        except Exception:
            log.exception("the housekeeping failed and goes on")
