"""What exercise.yaml says of wrong answers, and of lines of the solution that no change breaks.

wrong: {forgets-to-add.ipynb: {score: 6, loses: [test-total, test-mean]}, hard-coded.ipynb: 2}
excused: {median: {"n = len(ordered)": why no test can tell it from a changed one}}
"""

from collections.abc import Collection, Mapping
from typing import Any

from app.catalog.settings_file import YamlSettings
from app.errors import N_
from app.notebooks.expected import Expected

SCORES = N_(
    "file names with scores, and the tests that lose points if you like, such as "
    "`forgets-to-add.ipynb: 5` or `forgets-to-add.ipynb: {score: 5, loses: [test-total]}`"
)
EXCUSES = N_('lines with reasons for each cell, such as `median: {"n = len(x)": the reason}`')

# By the name of an answer cell, lines of its solution and why a changed one need lose no points.
Excuses = Mapping[str, Mapping[str, str]]


def read_wrong(
    settings: YamlSettings, there: Collection[str], tests: Collection[str]
) -> dict[str, Expected]:
    """What wrong notebooks are to get, by file name; what is wrong is reported.

    `there` are the files in wrong/, and `tests` the names of the exercise's tests.
    """
    given = settings.values.get("wrong")
    if given is None:
        return {}
    found: dict[str, Expected] = {}
    for name, value in given.items() if isinstance(given, dict) else [("", given)]:
        expected = _expected(value) if name else None
        if expected is None:
            shown = repr(value)[:60]
            settings.report("wrong", "wrong-value", key="wrong", value=shown, expected=SCORES)
        elif name not in there:
            settings.report("wrong", "wrong-absent", name=name)
        else:
            for test in sorted((expected.loses or frozenset()) - set(tests)):
                settings.report("wrong", "wrong-no-test", name=name, test=test)
            found[str(name)] = expected
    return found


def read_excuses(settings: YamlSettings, answers: Collection[str]) -> Excuses:
    """The excused lines by cell; `answers` are the names of the cells that students write in."""
    given = settings.values.get("excused")
    if given is None:
        return {}
    found: dict[str, dict[str, str]] = {}
    for cell, lines in given.items() if isinstance(given, dict) else [("", given)]:
        if not isinstance(lines, dict) or not all(_is_said(one) for one in lines.values()):
            shown = repr(lines)[:60]
            settings.report("excused", "wrong-value", key="excused", value=shown, expected=EXCUSES)
        elif cell not in answers:
            settings.report("excused", "excused-cell", cell=cell)
        else:
            found[str(cell)] = {str(line).strip(): one.strip() for line, one in lines.items()}
    return found


def _expected(value: Any) -> Expected | None:
    """One row of the table as YAML gives it, None for one that cannot be used."""
    if not isinstance(value, dict):
        return Expected(float(value)) if _is_number(value) else None
    score, loses = value.get("score"), value.get("loses")
    if not value or not value.keys() <= {"score", "loses"}:
        return None
    if (score is not None and not _is_number(score)) or not isinstance(loses, list | None):
        return None
    if any(not isinstance(name, str) for name in loses or ()):
        return None
    return Expected(
        None if score is None else float(score), None if loses is None else frozenset(loses)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_said(reason: Any) -> bool:
    return isinstance(reason, str) and bool(reason.strip())
