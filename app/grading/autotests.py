"""`# AUTOTEST` and `# HASHED AUTOTEST` lines turned into assertions, as nbgrader 0.9 does it.

A line such as `# AUTOTEST x; f(2)` in a test cell names snippets. The instructor's notebook is run
up to there, each snippet's type and value are found out, and the templates of `autotests.yml` make
assertions of them. `# HASHED AUTOTEST` hides the values behind a salted hash. The salts are those
of nbgrader, so both make the same tests.
"""

import copy
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.grading.errors import AutotestFailed, AutotestInWrongCell, AutotestRules
from app.kernels.interface import Engine, Kernel, Limits
from app.notebooks.autotest_lines import DELIMITER, has_autotests, is_autotest
from app.notebooks.cells import is_grade

_HASHED = "HASHED"
_OPEN_QUOTE = re.compile(r'(?<!\\)"')


@dataclass(frozen=True)
class Rules:
    """One language's part of an `autotests.yml`: Jinja templates for the pieces of a test."""

    dispatch: str
    normalize: str
    check: str
    templates: Mapping[str, tuple[tuple[str, str], ...]]
    hash: str | None = None
    setup: str | None = None
    success: str | None = None


def read_rules(data: bytes, kernel: str = "python3") -> Rules:
    """The rules for a kernel's name, else those for Python. Raises AutotestRules."""
    import yaml

    try:
        whole = yaml.safe_load(data)
        part = next(whole[name] for name in (kernel, "python3", "python") if name in whole)
        templates = {
            str(kind): tuple((str(test["test"]), str(test["fail"])) for test in tests)
            for kind, tests in part["templates"].items()
        }
        if "default" not in templates:
            raise AutotestRules(problem="“templates” has no “default”")
        named = {key: part.get(key) for key in ("hash", "setup", "success")}
        return Rules(part["dispatch"], part["normalize"], part["check"], templates, **named)
    except yaml.YAMLError as error:
        raise AutotestRules(problem=str(error).replace("\n", " ")) from None
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise AutotestRules(problem=f"{error or 'no part for Python'} is missing") from None


def expand_autotests(
    source: dict[str, Any],
    rules: Rules,
    *,
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
) -> dict[str, Any]:
    """The instructor's notebook with assertions in place of its AUTOTEST lines; a copy.

    Without such lines nothing is run. Raises AutotestInWrongCell, AutotestFailed with the cell and
    its line, and what `engine.start` raises.
    """
    notebook = copy.deepcopy(source)
    if not has_autotests(notebook):
        return notebook
    kernel = engine.start(limits, files)
    try:
        for index, cell in enumerate(notebook["cells"]):
            if cell["cell_type"] == "code" and cell["source"]:
                cell["source"] = _Cell(cell, index, rules, kernel).expanded()
    finally:
        kernel.close()
    return notebook


class _Cell:
    """One code cell on its way: its own lines are run as the tests between them are made."""

    def __init__(self, cell: dict[str, Any], index: int, rules: Rules, kernel: Kernel) -> None:
        self._source: str = cell["source"]
        self._is_grade = is_grade(cell)
        self._number = index + 1
        self._rules = rules
        self._kernel = kernel
        self._line = 0
        salted = hashlib.sha256((self._source + str(index)).encode("utf-8")).hexdigest()
        self._salt = int(salted, 16) % 10**6

    def expanded(self) -> str:
        """Run the cell and return its source with the tests in it."""
        made: list[str] = []
        waiting: list[str] = []
        is_set_up = False
        for number, line in enumerate(self._source.split("\n"), 1):
            self._line = number
            if not is_autotest(line):
                made.append(line)
                waiting.append(line)
                continue
            self._run("\n".join(waiting))
            waiting = []
            if not self._is_grade:
                raise AutotestInWrongCell(number=self._number, line=self._line)
            if self._rules.setup is not None and not is_set_up:
                is_set_up = True
                made.append(self._rules.setup)
                self._run(self._rules.setup)
            hashed = _HASHED in line[: line.find(DELIMITER)]
            listed = line[line.find(DELIMITER) + len(DELIMITER) :].split(";")
            for snippet in filter(None, map(str.strip, listed)):
                made += self._tests(snippet, hashed)
                made.append("")
        if self._is_grade and DELIMITER in self._source and self._rules.success is not None:
            made.append(self._rules.success)
            waiting.append(self._rules.success)
        self._run("\n".join(waiting))
        return "\n".join(made)

    def _tests(self, snippet: str, hashed: bool) -> list[str]:
        rules = self._rules
        salt = None
        if hashed:
            if rules.hash is None:
                raise AutotestRules(problem="“hash” is missing")
            self._salt += 1
            salt = hex(self._salt)[2:]
        kind = self._run(_filled(rules.dispatch, snippet=snippet))
        found = []
        for test, fail in rules.templates.get(kind or "", rules.templates["default"]):
            message = _filled(fail, snippet=snippet).replace('"', '\\"')
            template = _filled(rules.normalize, snippet=test)
            if salt is not None and rules.hash is not None:
                template = _filled(rules.hash, snippet=template, salt=salt)
            question = _filled(template, snippet=snippet)
            value = self._run(question)
            if value is not None:
                # nbgrader leaves a quotation mark bare, and the test is no Python then.
                value = _OPEN_QUOTE.sub('\\\\"', value)
            found.append(_filled(rules.check, snippet=question, value=value, message=message))
        return found

    def _run(self, code: str) -> str | None:
        """Run code and return the last value it showed, without the quotes around it."""
        if not code.strip():
            return None
        run = self._kernel.run(code)
        if run.status != "ok":
            errors = [out for out in run.outputs if out.get("output_type") == "error"]
            why = f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else run.status
            raise AutotestFailed(number=self._number, line=self._line, reason=why)
        shown = [str(out["data"].get("text/plain", "")) for out in run.outputs if "data" in out]
        return shown[-1].strip('"').strip("'") if shown else None


def _filled(template: str, **values: str | None) -> str:
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment().from_string(template).render(**values)
