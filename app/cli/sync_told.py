"""How a run is told: an exit code, words, JSON, and how far it is while it goes on."""

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from app.errors import KisimaError

if TYPE_CHECKING:
    from app.sync.running import Outcome
    from app.sync.terms import Progress

# See the table in the help of `kisima sync`.
CODES = {
    "NotConnected": 4,
    "NotAHub": 4,
    "BudgetUsedUp": 5,
    "AlreadyRunning": 6,
    "ClockWrong": 7,
    "NotTrusted": 7,
    "CentreKeyChanged": 8,
    "Refused": 9,
    "CopiedLaptop": 9,
    "OtherAnswer": 9,
    "ManyErasures": 9,
    "Unreached": 3,
    "AskedToWait": 3,
}


def exit_code(outcome: "Outcome") -> int:
    """See the table in the help."""
    return 0 if outcome.error is None else CODES.get(outcome.error.id, 1)


def words(outcome: "Outcome") -> list[str]:
    """How a run went, for people."""
    size = f"{(outcome.up + outcome.down) / 1000:.1f} kB"
    lines = []
    if outcome.delivered:
        lines.append(f"Everything is delivered ({outcome.events} events now, {size}).")
    elif outcome.up:
        lines.append(f"{outcome.events} events arrived, {outcome.waiting} still wait ({size}).")
    if outcome.found_out.forked:
        lines.append(
            "This laptop was restored from a backup, or copied. Nothing is lost; please enter "
            "again who withdrew her consent since that backup."
        )
    if outcome.found_out.copied:
        lines.append(
            "This laptop is a copy of another one. It has a key of its own now and counts as a "
            "laptop of the same school; the centre can move it to another."
        )
    return lines


def outcome_data(outcome: "Outcome") -> dict[str, Any]:
    """A run as JSON has it."""
    return {
        "outcome": outcome.name,
        "exit_code": exit_code(outcome),
        "events": outcome.events,
        "waiting": outcome.waiting,
        "bytes_up": outcome.up,
        "bytes_down": outcome.down,
        "restored_or_copied": outcome.found_out.forked,
        "key_of_its_own": outcome.found_out.copied,
        "error": None if outcome.error is None else error_data(outcome.error),
    }


def error_data(error: KisimaError) -> dict[str, Any]:
    """An error as JSON has it."""
    values = {name: str(value) for name, value in error.values.items()}
    return {"id": error.id, "sentence": str(error), "values": values}


def shown(as_json: bool, progress: bool, quiet: bool) -> "Callable[[Progress], None]":
    """What shows how far a run is: a bar on a terminal, lines where they were asked for."""
    from app.sync.terms import nobody

    if as_json:
        return print_step if progress else nobody
    if quiet or not sys.stdout.isatty():
        return nobody
    try:
        return Bar()
    except ImportError:  # installed without the scripts
        return nobody


def print_step(progress: "Progress") -> None:
    """A step as a line of JSON."""
    told = {"sent": progress.sent, "of": progress.waiting, "bytes": progress.bytes}
    click.echo(json.dumps(told))
    sys.stdout.flush()


class Bar:
    """The progress bar that the scripts have, where they are beside the application."""

    def __init__(self) -> None:
        from scripts.progress_bar import ProgressBar

        self.bar = ProgressBar("Sending", 1)

    def __call__(self, progress: "Progress") -> None:
        self.bar.total = max(1, progress.waiting)
        self.bar.update(progress.sent, "events", f"{progress.bytes / 1000:.1f} kB")
