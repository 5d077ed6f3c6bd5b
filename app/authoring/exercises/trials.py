"""Checks of exercises that were asked for, and what became of them.

A check is a file in `own/.trials`, which a worker finds (app.tasks.trying), wherever it runs beside
the same files. The pages only write and read it. Who tries an exercise holds the lock beside the
file, which the system gives back when a process ends, however it ends.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from app.authoring.saving import writing
from app.catalog.cache import write_whole
from app.catalog.course_folder import is_slug
from app.catalog.digests import digest_of
from app.catalog.front_matter import read_yaml
from app.clock import now_ms

TRIALS = ".trials"
Standing = Literal["waiting", "running", "done"]


@dataclass(frozen=True)
class Said:
    """A sentence to be translated: a msgid and its values."""

    sentence: str
    values: dict[str, Any]


@dataclass(frozen=True)
class TriedTest:
    """A cell that did not get all its points. `message` is Python's, of a hidden test too:
    no student may see it."""

    name: str
    title: str
    score: float
    max_score: float
    message: str
    hidden: bool
    remark: Said | None = None


@dataclass(frozen=True)
class TriedNotebook:
    """A notebook that was graded: `kind` is reference, empty or wrong, `name` a wrong one's file.

    `ok` says that it got what it should; `problem` is why not, and `crashed` that it could not be
    graded, which says nothing of the exercise. `score` and `max_score` are what tests give, and
    `by_hand` the points that a person gives.
    """

    kind: str
    name: str
    ok: bool
    score: float
    max_score: float
    seconds: float
    by_hand: float = 0.0
    problem: Said | None = None
    crashed: bool = False
    tests: tuple[TriedTest, ...] = ()


@dataclass(frozen=True)
class Trial:
    """A check of one exercise. `digest` is of the files that it is about. `publish` asks that the
    exercise be published where all holds; `outcome` says "published" or "withdrawn" where the
    check changed who sees it. `planned` are the notebooks to be graded."""

    id: str
    slug: str
    by: int
    at_ms: int
    publish: bool
    standing: Standing = "waiting"
    digest: str = ""
    planned: tuple[str, ...] = ()
    notebooks: tuple[TriedNotebook, ...] = ()
    error: Said | None = None
    outcome: str = ""

    @property
    def holds(self) -> bool:
        """Whether every notebook got what it should."""
        done = self.standing == "done" and self.error is None
        return done and bool(self.notebooks) and all(one.ok for one in self.notebooks)


def ask(own: Path, slug: str, *, by: int, publish: bool) -> Trial:
    """Ask for a check; one that waits or is under way begins anew."""
    trial = Trial(secrets.token_hex(6), slug, by, now_ms(), publish)
    write(own, trial)
    return trial


def write(own: Path, trial: Trial) -> None:
    """Write a check down. Raises DiskFull or OwnFolderUnwritable."""
    path = _path(own, trial.slug)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(asdict(trial), ensure_ascii=False, default=str).encode())


def trial_of(own: Path, slug: str) -> Trial | None:
    """The last check of an exercise that was asked for."""
    try:
        return _trial(json.loads(_path(own, slug).read_bytes()))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def waiting(own: Path) -> tuple[str, ...]:
    """The exercises whose check is not done, those that have waited longest first."""
    found = [trial_of(own, path.stem) for path in (own / TRIALS).glob("*.json")]
    left = [trial for trial in found if trial is not None and trial.standing != "done"]
    return tuple(trial.slug for trial in sorted(left, key=lambda trial: trial.at_ms))


@contextmanager
def held(own: Path, slug: str) -> Iterator[bool]:
    """Whether this process may try the exercise now; nobody else may meanwhile."""
    from filelock import FileLock, Timeout

    lock = FileLock(_path(own, slug).with_suffix(".lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def digest_of_files(folder: Path) -> str:
    """A digest of all that a check depends on: the notebook, the settings but the state, wrong
    answers and data files."""
    parts: list[str | bytes] = []
    with suppress(OSError):
        parts.append((folder / "exercise.ipynb").read_bytes())
        settings = read_yaml((folder / "exercise.yaml").read_text("utf-8-sig"))[0]
        settings.pop("state", None)
        parts.append(repr(sorted(settings.items())))
        for path in sorted([*folder.glob("wrong/*"), *folder.glob("data/**/*")]):
            if path.is_file():
                parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    return digest_of(*parts)


def _path(own: Path, slug: str) -> Path:
    return own / TRIALS / f"{slug if is_slug(slug) else '-'}.json"


def _trial(data: Mapping[str, Any]) -> Trial:
    rows = tuple(_notebook(row) for row in data["notebooks"])
    error = _said(data["error"])
    return Trial(**{**data, "planned": tuple(data["planned"]), "notebooks": rows, "error": error})


def _notebook(data: Mapping[str, Any]) -> TriedNotebook:
    tests = tuple(TriedTest(**{**row, "remark": _said(row["remark"])}) for row in data["tests"])
    return TriedNotebook(**{**data, "problem": _said(data["problem"]), "tests": tests})


def _said(data: Mapping[str, Any] | None) -> Said | None:
    return None if data is None else Said(str(data["sentence"]), dict(data["values"]))
