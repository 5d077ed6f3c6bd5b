"""Reading one exercise's folder: exercise.yaml, exercise.ipynb, data/ and wrong/."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.front_matter import read_yaml
from app.catalog.languages import SOURCE_LANGUAGE
from app.catalog.rubric import Rubric, read_rubric
from app.catalog.settings_file import State, YamlSettings
from app.catalog.text_files import read_text
from app.catalog.wrong_table import Excuses, read_excuses, read_wrong
from app.errors import KisimaError
from app.notebooks.cells import grade_id, is_grade, is_solution, is_task, is_test, points
from app.notebooks.expected import Expected
from app.notebooks.reading import NEWEST_FORMAT, read_notebook

# Other spellings that people write, and what they mean.
_SPELLINGS = {
    "time_limit_seconds": "time_limit",
    "time": "time_limit",
    "memory_limit_mb": "memory_limit",
    "memory": "memory_limit",
    "data_files": "data",
    "attempts_allowed": "attempts",
    "count": "counts",
}
_KEYS = frozenset(
    """
    id title language time_limit cell_limit memory_limit data attempts counts by_value wrong
    licence authors state rubric excused
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class ExerciseFolder:
    """What a folder says, before it is known which course uses it. See model.Exercise."""

    id: str
    slug: str
    folder: Path
    digest: str
    title: str
    lang: str
    time_limit: float | None
    cell_limit: float | None
    memory_limit: int | None
    attempts: int | None
    counts: Literal["best", "last"]
    by_value: bool
    max_score: float
    points_by_hand: float
    files: dict[str, Path]
    wrong: tuple[Path, ...]
    wrong_expected: dict[str, Expected]
    excused: Excuses
    rubric: Rubric
    state: State


def read_exercise_folder(
    folder: Path, older_id: str = ""
) -> tuple[ExerciseFolder | None, list[Finding]]:
    """One exercise, or None when it cannot be used, and what is wrong with it.

    `older_id` is that of the shipped exercise that this is a copy of: a copy without an id has it.
    """
    settings_path = folder / "exercise.yaml"
    file = read_text(settings_path)
    if isinstance(file, Finding):
        return None, [file]
    values, problem = read_yaml(file.text)
    if problem is not None:
        return None, [Finding(settings_path, problem.line, "bad-yaml", {"reason": problem.reason})]
    values = {_SPELLINGS.get(_plain(key), _plain(key)): value for key, value in values.items()}
    settings = YamlSettings(settings_path, values, file.text)
    settings.unknown_keys(_KEYS)
    title = settings.title()
    read = _read_source(folder / "exercise.ipynb")
    if isinstance(read, Finding):
        return None, [*settings.findings, read]
    digest, graded = read
    wrong = tuple(sorted((folder / "wrong").glob("*.ipynb")))
    exercise = ExerciseFolder(
        id=settings.identity(older_id or folder.name),
        slug=folder.name,
        folder=folder,
        digest=digest_of(digest, file.digest),
        title=title or folder.name,
        lang=settings.text("language", SOURCE_LANGUAGE),
        time_limit=settings.number("time_limit", None),
        cell_limit=settings.number("cell_limit", None),
        memory_limit=settings.whole("memory_limit", None),
        attempts=_attempts(settings),
        counts=cast(Literal["best", "last"], settings.choice("counts", ("best", "last"), "best")),
        by_value=settings.yes_or_no("by_value"),
        max_score=graded.most,
        points_by_hand=sum(graded.by_hand.values()),
        files=_data_files(settings, folder),
        wrong=wrong,
        wrong_expected=read_wrong(settings, {path.name for path in wrong}, graded.tests),
        excused=read_excuses(settings, graded.answers),
        rubric=read_rubric(settings, graded.by_hand),
        state=settings.state(),
    )
    return exercise, settings.findings


def _plain(key: str) -> str:
    return key.strip().lower().replace(" ", "_").replace("-", "_")


def _attempts(settings: YamlSettings) -> int | None:
    if settings.values.get("attempts") in ("any", 0):
        return None
    return settings.whole("attempts", None)


@dataclass(frozen=True)
class _Graded:
    """A notebook's points, and those of the cells that a person marks, by name; the names of its
    tests, and of the cells whose code they test."""

    most: float
    by_hand: dict[str, float]
    tests: frozenset[str]
    answers: frozenset[str]


def _read_source(path: Path) -> tuple[str, _Graded] | Finding:
    """The digest of the source notebook and the points in it."""
    try:
        data = path.read_bytes()
        return digest_of(data), _graded(data)
    except FileNotFoundError:
        return Finding(path, 1, "no-notebook")
    except OSError as problem:
        return Finding(path, 1, "unreadable", {"reason": problem.strerror or str(problem)})
    except KisimaError as problem:
        line = int(problem.values.get("line", 1))
        return Finding(path, line, "bad-notebook", {"reason": str(problem)})
    except (TypeError, ValueError, AttributeError, KeyError) as problem:
        return Finding(path, 1, "bad-notebook", {"reason": f"{type(problem).__name__}: {problem}"})


def _graded(data: bytes) -> _Graded:
    """The points in a notebook. Raises KisimaError and more for one that cannot be used."""
    try:
        return _points(json.loads(data))
    except (TypeError, ValueError, AttributeError, LookupError, RecursionError):
        # Older formats need an upgrade, and what is wrong gets its proper name there.
        return _points(read_notebook(data))


def _points(notebook: dict[str, Any]) -> _Graded:
    if notebook["nbformat"] != NEWEST_FORMAT:
        raise ValueError("not the format of today")
    cells = [cell for cell in notebook["cells"] if is_grade(cell) or is_task(cell)]
    by_hand = {grade_id(cell): points(cell) for cell in cells if not is_test(cell)}
    tests = frozenset(grade_id(cell) for cell in cells if is_test(cell))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    answers = frozenset(grade_id(cell) for cell in code if is_solution(cell))
    return _Graded(sum(points(cell) for cell in cells), by_hand, tests, answers)


def _data_files(settings: YamlSettings, folder: Path) -> dict[str, Path]:
    """Names in the kernel's folder, such as `data/heights.csv`, and the files they stand for."""
    data = folder / "data"
    if "data" not in settings.values and not data.is_dir():
        return {}
    inside = data.resolve()
    there = {
        path.relative_to(data).as_posix(): path
        for path in sorted(data.rglob("*"))
        if path.is_file()
        # A link out of data/ could hand the solution to the student's code.
        and path.resolve().is_relative_to(inside)
    }
    if "data" not in settings.values:
        return {f"data/{name}": path for name, path in there.items()}
    names = [name.removeprefix("data/") for name in settings.texts("data")]
    for name in names:
        if name not in there:
            settings.report("data", "data-absent", name=name)
    return {f"data/{name}": there[name] for name in names if name in there}
