"""The command that checks, mends and restores the journal, on a real store."""

import sqlite3

import pytest
from click.testing import CliRunner

from app import create_store, journal
from app.cli.journal import journal as command
from app.database import db, transaction


@pytest.fixture
def said(settings):
    """Run the command on a store with thirty events; gives what it printed and its exit code."""
    store = create_store(settings, connections=1)
    with store.app_context():
        for number in range(30):
            with transaction() as session:
                journal.append(session, "class-made", item=str(number))
        db.session.remove()
        db.engine.dispose()

    def run(name):
        done = CliRunner().invoke(command, [name, "--data", str(settings.data)])
        return done.output, done.exit_code

    return run


def spoil(settings, seq):
    with sqlite3.connect(settings.data / "kisima.db") as store:
        store.execute("UPDATE event SET item = 'changed' WHERE seq = ?", (seq,))
    store.close()


def test_a_whole_journal_is_said_to_be_whole(said):
    assert said("check") == ("The journal is whole.\n", 0)


def test_damage_is_found_named_and_mended(said, settings):
    spoil(settings, 12)
    output, code = said("check")
    assert code == 1 and "damaged at entry 12" in output and "repair" in output
    assert "entries kept, 1 could not be read" in said("repair")[0]
    assert said("check")[1] == 0


def test_a_restored_folder_begins_a_new_part(said, settings):
    assert "Noted" in said("restored")[0]
    with sqlite3.connect(settings.data / "kisima.db") as store:
        found = store.execute("SELECT closed_because FROM epoch ORDER BY id").fetchall()
    assert found == [("restore",), (None,)]
