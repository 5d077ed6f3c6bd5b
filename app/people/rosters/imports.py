"""Rosters on their way in: sent, looked at, made true, forgotten.

The file itself is kept (not what was read from it), so that each look is at the people who are
here at that moment, and a server that stopped halfway goes on where it was.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people.classes import classes_taught_by
from app.people.models import Account, RosterImport, SchoolClass
from app.people.rosters.applying import Piece, apply_plan
from app.people.rosters.changes import RosterPlan, Scope
from app.people.rosters.csv_roster import read_csv
from app.people.rosters.oneroster import is_zip, read_oneroster
from app.people.rosters.planning import plan
from app.people.rosters.present import present
from app.people.rosters.problems import IsASpreadsheet, NotOneRoster
from app.people.rosters.roster import Roster

KEPT_MS = 2 * 86_400_000  # a list that nobody made true is forgotten after two days


class NoSuchImport(KisimaError):
    sentence = N_("This list is not here any more. Please send it again.")


class AlreadyApplied(KisimaError):
    sentence = N_("This list was taken in already.")


class BrokenOff(KisimaError):
    sentence = N_(
        "Something went wrong on the way. What was done until then is done and stays; go on with "
        "the rest."
    )


@dataclass(frozen=True)
class Look:
    """A list as it is now: its row, what was read, and what it would change."""

    row: RosterImport
    roster: Roster
    plan: RosterPlan


def read_roster(data: bytes, school: str = "") -> Roster:
    """The people of a CSV file or a OneRoster zip. Raises a BadRoster."""
    if not is_zip(data):
        return read_csv(data)
    try:
        return read_oneroster(data, school)
    except NotOneRoster as error:
        # The files of today's spreadsheets are zips, too.
        raise (IsASpreadsheet() if b"xl/workbook" in data else error) from error


def keep(
    by: Account,
    data: bytes,
    file_name: str,
    *,
    class_id: int | None,
    school: str = "",
    complete: bool = False,
) -> int:
    """Keep a list to be looked at, and return its number. Raises a BadRoster where it cannot be
    read at all."""
    read_roster(data, school)
    with transaction() as session:
        old = now_ms() - KEPT_MS
        session.execute(delete(RosterImport).where(RosterImport.made_ms < old))
        session.execute(
            delete(RosterImport).where(RosterImport.by == by.id, RosterImport.state == "looked")
        )
        row = RosterImport(
            by=by.id,
            class_id=class_id,
            file_name=file_name[:120],
            content=zlib.compress(data, 1),
            school=school[:120],
            complete=complete,
            state="looked",
            made_ms=now_ms(),
        )
        session.add(row)
    return row.id


def found(by: Account, number: int) -> RosterImport:
    """The list, for whoever sent it; raises NoSuchImport."""
    row = db.session.get(RosterImport, number, populate_existing=True)
    if row is None or row.by != by.id:
        raise NoSuchImport()
    return row


def look(by: Account, number: int) -> Look:
    """What the list would change now. Raises NoSuchImport, or a BadRoster."""
    row = found(by, number)
    if row.state == "done":
        raise AlreadyApplied()
    roster = read_roster(zlib.decompress(row.content), row.school)
    planned = plan(roster, present(db.session()), _scope(by, row), complete=row.complete)
    return Look(row, roster, planned)


def forget(by: Account, number: int) -> None:
    """Put a list away that nothing was done with. Raises NoSuchImport."""
    found(by, number)
    with transaction() as session:
        session.execute(
            delete(RosterImport).where(RosterImport.id == number, RosterImport.state == "looked")
        )


def begun(by: Account) -> dict[int, str]:
    """The numbers and file names of hers that are being made true, or were broken off."""
    query = select(RosterImport.id, RosterImport.file_name).order_by(RosterImport.id)
    query = query.where(RosterImport.by == by.id, RosterImport.state == "applying")
    return dict(db.session.execute(query).tuples().all())


def class_names() -> dict[int, str]:
    """The names of all classes, by id."""
    return dict(db.session.execute(select(SchoolClass.id, SchoolClass.name)).tuples().all())


def begin(by: Account, number: int, course_ids: Sequence[str]) -> None:
    """Say that the list is being made true from now on. Raises NoSuchImport or AlreadyApplied."""
    seen = look(by, number)
    with transaction() as session:
        row = session.get_one(RosterImport, number, populate_existing=True)
        if row.state == "looked":
            row.courses = json.dumps(list(course_ids))
            row.told = json.dumps(seen.plan.counts)
            row.total = len(seen.plan.to_do)
        row.state = "applying"


def carry_out(by: Account, number: int) -> Iterator[Piece]:
    """Make the list true, piece by piece, noting how far that is; at the end the file is
    forgotten. Whoever is called again after it was broken off goes on from there."""
    seen = look(by, number)
    yield from apply_plan(seen.plan, json.loads(seen.row.courses), number)
    with transaction() as session:
        _finish(session, number)


def _finish(session: Session, number: int) -> None:
    row = session.get_one(RosterImport, number, populate_existing=True)
    row.state, row.content, row.done = "done", b"", row.total
    told = json.loads(row.told)
    journal.append(
        session, "roster-imported", payload={"by": row.by, "changes": told}, item=str(number)
    )


def _scope(by: Account, row: RosterImport) -> Scope:
    if row.class_id is None and by.is_administrator:
        return Scope()
    mine = frozenset(one.id for one in classes_taught_by(by))
    # A class that was taken from her since she sent the list is none of hers any more.
    if row.class_id not in mine:
        raise NoSuchImport()
    return Scope(mine, row.class_id)
