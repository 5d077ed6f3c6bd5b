"""The student's version of an exercise: solutions and hidden tests taken out.

The steps and their order are those of `nbgrader generate_assignment`, so that a release made here
has the checksums that nbgrader would have written.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from app.notebooks.autotest_lines import DELIMITER, is_autotest
from app.notebooks.cells import (
    Cell,
    Notebook,
    checksum,
    is_grade,
    is_locked,
    is_solution,
    is_task,
)
from app.notebooks.errors import AutotestLeft, RegionInWrongCell, WrongLanguage
from app.notebooks.regions import (
    HIDDEN_TESTS,
    MARK_SCHEME,
    SOLUTION,
    Region,
    find_regions,
    replace_regions,
)
from app.notebooks.schema import upgraded
from app.notebooks.writing import write_notebook


@dataclass(frozen=True)
class StubWords:
    """What stands where the student writes, in the language of the exercise."""

    code: str = "YOUR CODE HERE"
    text: str = "YOUR ANSWER HERE"


def release(
    source: Notebook,
    *,
    exercise: str | None = None,
    lang: str | None = None,
    words: StubWords | None = None,
) -> Notebook:
    """The notebook that a student gets; `source` stays as it is.

    Solution regions become a stub at the region's indentation, solution cells without a region
    are replaced whole, hidden tests and mark schemes are left out, outputs are cleared, cells are
    locked and get nbgrader's checksums. The metadata `kisima` says which exercise, language and
    release this is; what is not given comes from the source's own `kisima` metadata, `words`
    included, so that a translated source need be labelled only once (`label`).
    Raises NotebookError for a source that breaks the rules, with the cell and the line.
    """
    notebook = upgraded(source)
    _check_language(notebook)
    stub = words or words_of(source)
    for number, cell in enumerate(notebook["cells"], 1):
        _check_regions(cell, number)
        _check_autotests(cell, number)
        _lock(cell)
        _clear_solution(cell, number, stub)
        _clear_output(cell)
        _clear_region(cell, HIDDEN_TESTS)
        _clear_region(cell, MARK_SCHEME)
        _write_checksum(cell)
    notebook["metadata"].pop("celltoolbar", None)
    about = _about(source)
    about.pop("words", None)
    about.pop("release", None)
    about.pop("by_value", None)
    given = {"exercise": exercise, "lang": lang}
    about.update({key: value for key, value in given.items() if value is not None})
    notebook["metadata"]["kisima"] = about
    digest = hashlib.sha256(write_notebook(notebook)).hexdigest()[:12]
    notebook["metadata"]["kisima"] = {**about, "release": digest}
    return notebook


def label(
    source: Notebook, *, exercise: str, lang: str, words: StubWords, by_value: bool | None = None
) -> Notebook:
    """The source with what `release`, `restore` and grading need to know in its metadata.

    `by_value` says whether its tests run by value; None leaves what the source itself says.
    """
    about: dict[str, Any] = {"exercise": exercise, "lang": lang}
    about["words"] = {"code": words.code, "text": words.text}
    if by_value or (by_value is None and _about(source).get("by_value") is True):
        about["by_value"] = True
    return {**source, "metadata": {**source["metadata"], "kisima": about}}


def words_of(source: Notebook) -> StubWords:
    """The stub's words that the source's metadata names, or nbgrader's own."""
    named = _about(source).get("words")
    if not isinstance(named, dict):
        return StubWords()
    plain = StubWords()
    return StubWords(
        code=" ".join(str(named.get("code") or plain.code).split()),
        text=str(named.get("text") or plain.text),
    )


def exercise_of(notebook: Notebook) -> str | None:
    """The id of the exercise that a release says it belongs to."""
    found = _about(notebook).get("exercise")
    return found if isinstance(found, str) and found else None


def _about(notebook: Notebook) -> dict[str, Any]:
    found = notebook.get("metadata", {}).get("kisima")
    return dict(found) if isinstance(found, dict) else {}


def _check_language(notebook: Notebook) -> None:
    kernel = notebook["metadata"].get("kernelspec")
    language = kernel.get("language") if isinstance(kernel, dict) else None
    if language and str(language).lower() not in ("python", "ipython"):
        raise WrongLanguage(language=language)


def _lock(cell: Cell) -> None:
    if is_solution(cell):
        cell["metadata"]["deletable"] = False
    elif is_locked(cell):
        cell["metadata"]["deletable"] = False
        cell["metadata"]["editable"] = False


def _check_regions(cell: Cell, number: int) -> None:
    """Refuse broken and misplaced regions while the lines still have the instructor's numbers."""
    allowed = {
        SOLUTION: is_solution(cell),
        HIDDEN_TESTS: is_grade(cell),
        MARK_SCHEME: is_task(cell),
    }
    for region, is_allowed in allowed.items():
        found = find_regions(cell["source"], region, number)
        if found and not is_allowed:
            raise RegionInWrongCell(region=region, number=number, line=found[0].first)


def _check_autotests(cell: Cell, number: int) -> None:
    """Refuse a line that asks for tests: left as a comment, everything would pass."""
    if cell["cell_type"] != "code" or DELIMITER not in cell["source"]:
        return
    for line, text in enumerate(cell["source"].split("\n"), 1):
        if is_autotest(text):
            raise AutotestLeft(number=number, line=line)


def _clear_solution(cell: Cell, number: int, words: StubWords) -> None:
    if not is_solution(cell):
        return
    is_code = cell["cell_type"] == "code"
    # Words of several lines would leave the comment, so they are put on one.
    comment = f"# {' '.join(words.code.split())}"
    stub = [comment, "raise NotImplementedError()"] if is_code else words.text.split("\n")
    regions = find_regions(cell["source"], SOLUTION, number)

    def indented(region: Region) -> list[str]:
        return [region.indent + line for line in stub]

    if regions:
        cell["source"] = replace_regions(cell["source"], regions, indented)
    else:
        cell["source"] = "\n".join(stub)
    _drop_unused_attachments(cell)


def _clear_region(cell: Cell, region: str) -> None:
    regions = find_regions(cell["source"], region, 0)
    if regions:
        cell["source"] = replace_regions(cell["source"], regions, lambda _region: ())
        _drop_unused_attachments(cell)


def _drop_unused_attachments(cell: Cell) -> None:
    """An image that only the solution or the mark scheme showed must not travel along."""
    named = set(re.findall(r"attachment:([^)\s\"'>]+)", cell["source"]))
    kept = {name: data for name, data in cell.get("attachments", {}).items() if name in named}
    if kept:
        cell["attachments"] = kept
    else:
        cell.pop("attachments", None)


def _clear_output(cell: Cell) -> None:
    if cell["cell_type"] == "code":
        cell["outputs"] = []
        cell["execution_count"] = None
        # How its outputs were shown, as nbconvert clears it, and the times at which it ran.
        for key in ("collapsed", "scrolled", "execution"):
            cell["metadata"].pop(key, None)


def _write_checksum(cell: Cell) -> None:
    if is_grade(cell) or is_solution(cell) or is_locked(cell):
        cell["metadata"]["nbgrader"]["checksum"] = checksum(cell)
        cell["metadata"]["nbgrader"]["cell_type"] = cell["cell_type"]
