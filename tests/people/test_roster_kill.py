"""kill -9 while a list of hundreds is made true: gone on with, everybody is there once."""

import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from app import journal
from app.database import db, transaction
from app.people import accounts
from app.people.models import Account, ClassMember, RosterImport
from app.people.rosters import imports, pins_again
from app.settings import Settings

PEOPLE = 300
# Beside the test, as the server would be: another process on the same store.
AT_WORK = """
import sys
from app import create_store
from app.people import accounts
from app.people.rosters import imports
from app.settings import load_settings

with create_store(load_settings({"data": sys.argv[1]}, environ={}), 2).app_context():
    for piece in imports.carry_out(accounts.by_username("head"), int(sys.argv[2])):
        print(piece.people, flush=True)
        sys.stdin.readline()
"""


def sheet() -> bytes:
    """As a spreadsheet writes it; some without class or identifier, some twice."""
    lines = ["full_name;identifier;class\r\n"]
    for n in range(PEOPLE):
        lines.append(f"Nuru {n};{n if n % 3 else ''};{f'Form {n // 40}' if n % 5 else ''}\r\n")
    return "".join([*lines, *lines[1:60:7]]).encode("utf-8-sig")


@pytest.mark.slow
@pytest.mark.parametrize(("pieces", "into_the_next"), [(1, 0.1), (6, 0.6)])
def test_killed_and_gone_on_with(
    store, settings: Settings, pieces: int, into_the_next: float
) -> None:
    with transaction() as session:
        secret = {"secret": "well-water-26", "role": "administrator"}
        head = accounts.add_account(session, username="head", full_name="Head", **secret)
    number = imports.keep(head, sheet(), "list.csv", class_id=None)
    imports.begin(head, number, [])
    child = [sys.executable, "-c", AT_WORK, str(settings.data), str(number)]
    with subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as work:
        assert work.stdin is not None and work.stdout is not None
        for _ in range(pieces):
            assert work.stdout.readline()
            work.stdin.write(b"\n")
            work.stdin.flush()
        time.sleep(into_the_next)  # hashing, or writing: it comes no further than the next piece
        work.kill()
    row = db.session.get_one(RosterImport, number, populate_existing=True)
    there = db.session.scalar(select(func.count()).select_from(Account)) - 1
    assert row.state == "applying" and pieces * 25 <= there == row.done < PEOPLE

    made = [one for piece in imports.carry_out(head, number) for one in piece.made]
    having = {one.account_id for one in made}
    again = [one for piece in pins_again.make_again(head, number, having) for one in piece.made]
    assert (len(made), len(again)) == (PEOPLE - there, there)
    names = db.session.scalars(select(Account.full_name)).all()
    assert sorted(names) == sorted(["Head", *(f"Nuru {n}" for n in range(PEOPLE))])
    assert db.session.scalar(select(func.count()).select_from(ClassMember)) == PEOPLE * 4 // 5
    accounts.sign_in(made[-1].username, made[-1].secret)
    accounts.sign_in(again[0].username, again[0].secret)
    (epoch,) = journal.epochs(db.session())
    journal.verify_epoch(db.session(), epoch.name)
