"""`kisima sync`: send progress to the centre once, keep sending, or by stick."""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.options import data_option
from app.cli.sync_told import CODES, error_data, exit_code, outcome_data, shown, words
from app.errors import KisimaError

if TYPE_CHECKING:
    from app.settings import Settings
    from app.sync.terms import Progress, Terms

LOOK_AGAIN = 30  # seconds between two looks at whether it is time, with --watch

HELP = """Send progress to the centre once, and exit.

\b
Exit codes, for cron and Windows' task scheduler:
  0  everything is delivered
  1  a failure with a sentence, such as a folder that cannot be used
  2  the command line was not understood
  3  the centre was not reached, or the link broke off: nothing to do but try again
  4  not connected yet, or connected by stick only: see enrol, export and import
  5  this month's bytes are used up: wait, or --now
  6  another run goes on just now
  7  the clock of this computer, or the certificate of the centre: see the sentence
  8  the centre has another key than the one that was pinned
  9  the centre refused: see its sentence
"""


@dataclass
class Chosen:
    """What was chosen before the subcommand's name."""

    data: Path | None
    as_json: bool


@click.group(invoke_without_command=True, help=HELP)
@data_option
@click.option("--now", is_flag=True, help="Send although this month's bytes are used up.")
@click.option("--watch", is_flag=True, help="Stay, and send whenever it is a good time.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
@click.option("--progress", is_flag=True, help="With --json: a line for each step before it.")
@click.option("--quiet", is_flag=True, help="Print nothing but what went wrong.")
@click.pass_context
def sync(
    context: click.Context,
    data: Path | None,
    now: bool,
    watch: bool,
    as_json: bool,
    progress: bool,
    quiet: bool,
) -> None:
    context.obj = Chosen(data, as_json)
    if context.invoked_subcommand is not None:
        return
    with opened(context.obj, now=now) as terms:
        if watch:
            keep_sending(terms, as_json=as_json)
        sys.exit(send_once(terms, shown(as_json, progress, quiet), as_json=as_json, quiet=quiet))


@sync.command()
@click.argument("url")
@click.argument("code")
@data_option
@click.pass_obj
def enrol(chosen: Chosen, url: str, code: str, data: Path | None) -> None:
    """Connect this school to the centre at URL, with the CODE that it was given."""
    from app.sync.enrolling import enrol

    with opened(chosen, data) as terms, named_exits(chosen):
        link = enrol(terms, url, code)
        say(
            chosen,
            {"centre": link.centre_name, "school": link.school_name, "key": link.fingerprint},
            f"{link.school_name} is connected to {link.centre_name or link.url}.\n"
            f"The centre's key is {link.fingerprint}; compare it with your letter.",
        )


@sync.command()
@click.argument("stick", type=click.Path(path_type=Path, file_okay=False))
@click.option("--code", help="Ask to be connected with this code, where there is no link at all.")
@data_option
@click.pass_obj
def export(chosen: Chosen, stick: Path, code: str | None, data: Path | None) -> None:
    """Copy what was not delivered yet to the folder STICK, sealed for the centre."""
    from app.sync.sticks.exporting import ask, export

    with opened(chosen, data) as terms, named_exits(chosen):
        paths = [ask(terms, stick, code)] if code else export(terms, stick)
        told = "\n".join(f"Copied to {path}." for path in paths)
        say(chosen, {"files": [str(path) for path in paths]}, told)


@sync.command("import")
@click.argument("stick", type=click.Path(path_type=Path, file_okay=False))
@data_option
@click.pass_obj
def import_(chosen: Chosen, stick: Path, data: Path | None) -> None:
    """Read the folder STICK: receipts at a school, what schools have copied at a centre."""
    with opened(chosen, data) as terms, named_exits(chosen):
        bad = import_at_centre(chosen, stick) if is_centre(chosen, data) else None
        if bad is None:
            bad = import_at_school(chosen, terms, stick)
    if bad:
        sys.exit(9)


@sync.command()
@click.argument("count", type=click.IntRange(1))
@data_option
@click.pass_obj
def erasures(chosen: Chosen, count: int, data: Path | None) -> None:
    """Believe the centre, once, when it says that COUNT people here were erased.

    Ask the centre first: what is erased is gone.
    """
    from app.sync.hearing import believe_erasures

    with opened(chosen, data), named_exits(chosen):
        believe_erasures(count)
        say(chosen, {"erasures": count}, "Noted. Sync again now.")


@sync.command()
@data_option
@click.pass_obj
def status(chosen: Chosen, data: Path | None) -> None:
    """Say what waits, what is delivered, and what this month has cost."""
    from app.clock import now_ms
    from app.sync.budget import month_so_far
    from app.sync.history import last_run
    from app.sync.link import link
    from app.sync.terms import looking
    from app.sync.waiting import waiting

    with opened(chosen, data) as terms, looking() as session:
        known = link(session)
        late = waiting(session, known)
        budget = month_so_far(session, now_ms(), terms.budget_mb, terms.zone)
        last = last_run(session)
    told: dict[str, Any] = {
        "centre": known.centre_name if known else None,
        "school": known.school_name if known else None,
        "url": known.url if known else None,
        "waiting": late.count,
        "waiting_since_ms": late.since_ms,
        "delivered": late.delivered,
        "backed_up": late.backed,
        "bytes_this_month": budget.used,
        "budget": budget.most,
        "last": last.outcome if last else None,
        "last_error": last.error if last else None,
        "next_try_ms": known.next_try_ms if known else None,
    }
    say(chosen, told, "\n".join(f"{name}: {value}" for name, value in told.items()))


@contextmanager
def opened(chosen: Chosen, data: Path | None = None, *, now: bool = False) -> "Iterator[Terms]":
    """The store, in an app context, and what a run may do."""
    from app import create_store, sync_terms

    settings = settings_of(chosen, data)
    terms = replace(sync_terms(settings), now=now)
    with create_store(settings, connections=2).app_context():
        yield terms


def settings_of(chosen: Chosen, data: Path | None) -> "Settings":
    """The settings of the data folder that was named, before the subcommand or after it."""
    from app.settings import load_settings

    return load_settings({"data": data or chosen.data})


def is_centre(chosen: Chosen, data: Path | None) -> bool:
    """Whether this installation is a centre."""
    return settings_of(chosen, data).role == "centre"


@contextmanager
def named_exits(chosen: Chosen) -> Iterator[None]:
    """A named failure is one sentence, or one JSON object, and its own exit code."""
    try:
        yield
    except KisimaError as error:
        if chosen.as_json:
            click.echo(json.dumps({"error": error_data(error)}))
        else:
            print(f"kisima: {error}", file=sys.stderr)
        sys.exit(CODES.get(error.id, 1))


def send_once(
    terms: "Terms", tell: "Callable[[Progress], None]", *, as_json: bool, quiet: bool
) -> int:
    """One run; prints how it went and returns the exit code."""
    from app.sync.running import run

    outcome = run(terms, tell=tell)
    bar = getattr(tell, "bar", None)
    if bar is not None:
        bar.clear()
    if as_json:
        click.echo(json.dumps(outcome_data(outcome)), nl=True)
    elif outcome.error is not None:
        print(f"kisima: {outcome.error}", file=sys.stderr)
    if not as_json and not quiet:
        for line in words(outcome):
            click.echo(line)
    return exit_code(outcome)


def keep_sending(terms: "Terms", *, as_json: bool) -> None:
    """Send whenever it is time, until Ctrl+C."""
    from app.sync.trying import due

    if not as_json:
        click.echo("Sending whenever it is a good time. Stop with Ctrl+C.")
    try:
        while True:
            if due(terms):
                send_once(terms, shown(as_json, False, False), as_json=as_json, quiet=False)
            # Not all laptops of a room in the same second.
            time.sleep(LOOK_AGAIN * random.uniform(0.5, 1.5))
    except KeyboardInterrupt:
        sys.exit(0)


def import_at_school(chosen: Chosen, terms: "Terms", stick: Path) -> bool:
    """Read receipts; whether something had to be left."""
    from app.sync.sticks.importing import read

    told = read(terms, stick)
    left = {name: str(error) for name, error in told.left}
    lines = [f"Read {told.receipts} receipts for this school."]
    if told.connected is not None:
        lines.append(f"Connected to {told.connected.centre_name}.")
    lines += [f"Removed {path.name}: all of it is delivered." for path in told.removed]
    lines += [f"Left {name}: {why}" for name, why in left.items()]
    say(
        chosen,
        {
            "receipts": told.receipts,
            "others": told.others,
            "left": left,
            "removed": [path.name for path in told.removed],
            "connected": told.connected is not None,
        },
        "\n".join(lines),
    )
    return bool(left)


def import_at_centre(chosen: Chosen, stick: Path) -> bool:
    """Take in what schools have copied; whether something was refused."""
    from app.centre.sticks import read_stick

    told = read_stick(stick)
    data = [
        {
            "name": one.name,
            "batches": one.taken,
            "refused": [error_data(error) for error in one.refused],
            "receipt": str(one.receipt) if one.receipt else None,
        }
        for one in told
    ]
    lines = []
    for one in told:
        lines.append(f"{one.name}: {one.taken} batches taken in.")
        lines += [f"    refused: {error}" for error in one.refused]
    say(chosen, {"files": data}, "\n".join(lines) or "There is nothing for a centre on it.")
    return any(one.refused for one in told)


def say(chosen: Chosen, data: dict[str, Any], told: str) -> None:
    """One JSON object, or words."""
    click.echo(json.dumps(data) if chosen.as_json else told)
