"""The instructor's notebooks as files: found, and read with header, footer and made tests."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

HEADER, FOOTER, RULES = "header.ipynb", "footer.ipynb", "autotests.yml"
# What a folder holds that is no business of the students.
_KEPT_FILES = frozenset((HEADER, FOOTER, RULES, "exercise.yaml"))
_KEPT_FOLDERS = frozenset(("wrong", "__pycache__"))


def notebooks_in(path: Path) -> list[Path]:
    """The notebook itself, or those in a folder and below, wrong answers and the like left out."""
    if not path.is_dir():
        return [path]
    return [
        found
        for found in sorted(path.rglob("*.ipynb"))
        if found.name not in _KEPT_FILES and not not_for_students(found.relative_to(path))
    ]


def data_files(folder: Path, *, besides: Path) -> Iterator[Path]:
    """The files of an exercise that travel with its notebook. Links are left where they are."""
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if path.suffix == ".ipynb" or path.is_symlink() or not path.is_file():
            continue
        if path.resolve().is_relative_to(besides.resolve()) or not_for_students(within):
            continue
        yield path


def not_for_students(within: Path) -> bool:
    """Whether a path inside an exercise's folder is the instructor's own."""
    hidden = any(part.startswith(".") or part in _KEPT_FOLDERS for part in within.parts)
    return hidden or within.name in _KEPT_FILES


def read_source(path: Path, *, header: Path | None, footer: Path | None) -> dict[str, Any]:
    """The instructor's notebook with its header and footer, and tests for its AUTOTEST lines.

    What is not named is looked for beside the notebook. Raises KisimaError and OSError.
    """
    from app.grading import expand_autotests, read_rules
    from app.grading.errors import AutotestRules
    from app.kernels import Limits
    from app.kernels.engines import best_engine
    from app.notebooks import read_notebook, with_header_and_footer
    from app.notebooks.autotest_lines import has_autotests

    header = header or beside(path, HEADER)
    footer = footer or beside(path, FOOTER)
    notebook = with_header_and_footer(
        read_notebook(path.read_bytes()),
        read_notebook(header.read_bytes()) if header else None,
        read_notebook(footer.read_bytes()) if footer else None,
    )
    if not has_autotests(notebook):
        return notebook
    rules = beside(path, RULES) or beside(path.parent, RULES)
    if rules is None:
        raise AutotestRules(problem="there is no autotests.yml")
    kernel = str((notebook["metadata"].get("kernelspec") or {}).get("name") or "python3")
    files = {
        found.relative_to(path.parent).as_posix(): found
        for found in (path.parent / "data").rglob("*")
        if found.is_file()
    }
    # For one Python that evaluates a few lines, it is not worth while to have libraries ready.
    with closing(best_engine(preload=())) as engine:
        return expand_autotests(
            notebook,
            read_rules(rules.read_bytes(), kernel),
            engine=engine,
            limits=Limits(),
            files=files,
        )


def beside(path: Path, name: str) -> Path | None:
    """A file of that name in the same folder, unless it is the path itself."""
    found = path.parent / name
    return found if found.is_file() and found != path else None
