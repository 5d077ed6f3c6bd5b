"""Backups move the marks to what is in them; whoever restores one begins a new generation."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from centre_laptop import Laptop, audit, scalar
from flask import Flask

from app import create_store
from app.centre import backup
from app.centre.backup import BackupFailed, NoBackupTool, back_up
from app.centre.generation import STARTS_FILE, note_start
from app.centre.generation import centre as state
from app.centre.transactions import writing
from app.database import db
from app.settings import load_settings


def test_only_what_is_in_the_finished_backup_is_marked(laptop: Laptop, tmp_path: Path) -> None:
    laptop.write_many(5)
    first = laptop.tip()
    assert laptop.send().backed == ()
    dump = back_up(tmp_path / "backups")
    assert laptop.hello().statement.held[0].backed == (first,)
    laptop.write_many(5)
    held = laptop.send(first.seq + 1)
    assert held.backed == (first,)
    assert dump.stat().st_size > 1000
    assert "backed-up" in [what for what, _ in audit()]


def test_a_fork_is_marked_branch_by_branch(laptop: Laptop, tmp_path: Path) -> None:
    laptop.write_many(5)
    laptop.send()
    other = laptop.copy()
    laptop.write("boot", payload={"random": "a"})
    other.write("boot", payload={"random": "b"})
    laptop.send(9)
    back_up(tmp_path)
    other.send(9)
    assert other.hello().statement.held[0].backed == (laptop.tip(),)
    back_up(tmp_path)
    assert set(other.hello().statement.held[0].backed) == {laptop.tip(), other.tip()}


def test_a_backup_that_fails_marks_nothing(
    laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.write_many(5)
    laptop.send()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BackupFailed):
        back_up(tmp_path / "file")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(backup, "_shipped", lambda name: None)
    with pytest.raises(NoBackupTool):
        back_up(tmp_path)
    assert laptop.hello().statement.held[0].backed == ()
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.slow
def test_a_restored_dump_is_a_new_generation_and_nodes_fill_it_again(
    postgres: str, laptop: Laptop, tmp_path: Path
) -> None:
    laptop.write_many(5)
    kept = laptop.tip()
    laptop.send()
    dump = back_up(tmp_path)
    laptop.write_many(5)
    laptop.send(kept.seq + 1)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    url = db.engine.url.set(database="restored")
    _restore(dump, postgres)
    given = {"data": tmp_path / "other", "database_url": url.render_as_string(False)}
    restored = create_store(load_settings(given, environ={}), connections=4)
    with restored.app_context():
        statement = laptop.hello().statement
        assert statement.generation.count == 2
        assert statement.held[0].tips == statement.held[0].backed == (kept,)
        assert laptop.send(kept.seq + 1).tips == (laptop.tip(),)
        assert scalar("SELECT count(*) FROM centre_event") == len(laptop.rows[laptop.epoch])
        assert laptop.hello().statement.generation.count == 2
        db.engine.dispose()


def _restore(dump: Path, postgres: str) -> None:
    program = backup._find("pg_restore")
    target = postgres.replace(":@/postgres?", ":@/restored?")
    subprocess.run([program, f"--dbname={target}", str(dump)], check=True, capture_output=True)


def test_a_store_that_has_forgotten_starts_was_restored(centre: Flask, tmp_path: Path) -> None:
    counts = []
    for starts in (None, None, 1):
        with writing() as connection:
            if starts is not None:
                connection.exec_driver_sql(f"UPDATE centre_state SET starts = {starts}")
            counts.append(note_start(connection, tmp_path).generation.count)
    assert counts == [1, 1, 2]
    assert (tmp_path / STARTS_FILE).read_text() == "3"


def test_a_store_in_another_place_was_restored(laptop: Laptop) -> None:
    with writing() as connection:
        before = _centre(connection)
        connection.exec_driver_sql("UPDATE centre_state SET place = 'elsewhere'")
        after = _centre(connection)
        assert _centre(connection) == after
    assert after == before + 1


def _centre(connection: object) -> int:
    return state(connection).generation.count  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_base_backup_marks_what_was_there_before_it_began(laptop: Laptop, tmp_path: Path) -> None:
    laptop.write_many(5)
    laptop.send()
    folder = back_up(tmp_path, whole_server=True)
    assert (folder / "PG_VERSION").exists()
    assert laptop.hello().statement.held[0].backed == (laptop.tip(),)
