"""Whether a kernel still tells the truth: a canary before and after each test.

Between two tests with no cell between them one canary does for both.

The canary is an assertion that must fail, with random words, sent down the same path as a test. A
kernel in which the student's code answers for Python calls it passed, or knows other words; from
then on no test is sent there. Its words also carry the report of app/grading/inside/guard.py: what
of Python the student's code had changed, and what could be put back.

One process cannot keep a secret from the code in it, so this catches the tricks that are known and
not every one; docs/grading.md says which, and what tests by value add.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.grading.inside import install
from app.grading.names import BUILTINS, Names, names_in
from app.kernels.interface import CellRun, Kernel

MOST_OF_A_NAME = 60


@dataclass(frozen=True)
class Seen:
    """What one canary told. `changes` are (kind, name) pairs of the guard."""

    status: str
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether the kernel answered as an honest one does."""
        return self.status == "ok"

    def of(self, *kinds: str) -> tuple[str, ...]:
        """The names of the changes of some kinds."""
        return tuple(name for kind, name in self.changes if kind in kinds)

    def after(self, earlier: "Seen") -> "Seen":
        """What is left for the next test of what the one before it was told: the guard has put
        back all but these."""
        left = tuple(
            change
            for change in self.changes
            if change[0] in ("shadow", "covered", "thread") or change not in earlier.changes
        )
        return replace(self, changes=left)


class Watch:
    """The guard of one kernel. `sources` are the exercise's own code cells, solutions included."""

    def __init__(self, sources: Iterable[str], tests: Iterable[str]) -> None:
        self._secret = f"_{secrets.token_hex(8)}"
        cells = [names_in(source) for source in sources]
        self._bound = frozenset().union(*(names.bound for names in cells))
        self._aliases = {name: path for names in cells for name, path in names.imports.items()}
        self._tests = [names_in(source) for source in tests]
        self._held: set[str] = set()

    def begin(self, kernel: Kernel) -> None:
        """Install the guard, before the student's first cell."""
        paths = sorted(path for names in self._tests for path in self._paths(names))
        install(kernel, {self._secret: "guard"}, f"{self._module}.learn({paths!r})")

    def hold(self, kernel: Kernel, source: str, answers: frozenset[str]) -> None:
        """Keep the helpers that a locked cell has just defined; not what answers define anew."""
        names = sorted(names_in(source).bound - answers)
        self._held.update(names)
        if names:
            kernel.run(f"{self._module}.hold({names!r})")

    def look(self, kernel: Kernel, tests: Iterable[str], timeout: float) -> Seen:
        """Send a canary, about what these tests count on: the one that comes next, and the one
        that was just run."""
        used: set[str] = set()
        aliases: dict[str, str] = {}
        for test in tests:
            used |= self._used(test)
            aliases |= self._aliases_in(test)
        nonce = secrets.token_hex(12)
        run = kernel.run(
            f"assert not {secrets.randbelow(900) + 100}, "
            f"{self._module}.look({nonce!r}, {sorted(used)!r}, {aliases!r})",
            timeout=timeout,
        )
        return _seen(run, nonce)

    def about(self, test: str, seen: Seen) -> Seen:
        """What a canary that looked for two tests told of one of them."""
        names = {
            "shadow": self._used(test),
            "covered": self._used(test),
            "name": self._held | self._aliases_in(test).keys(),
        }
        known = {kind: {name[:MOST_OF_A_NAME] for name in wanted} for kind, wanted in names.items()}
        changes = tuple(
            (kind, name) for kind, name in seen.changes if kind not in known or name in known[kind]
        )
        return replace(seen, changes=changes)

    def may_share(self, one: str, other: str) -> bool:
        """Whether one canary can look for both tests: no name stands for two things."""
        mine, yours = self._aliases_in(one), self._aliases_in(other)
        return all(mine[name] == yours[name] for name in mine.keys() & yours.keys())

    def _used(self, test: str) -> set[str]:
        """The built-in names that a test counts on."""
        return set((names_in(test).used & BUILTINS) - self._bound)

    def _aliases_in(self, test: str) -> dict[str, str]:
        """Its names of libraries, with what they stand for."""
        names = names_in(test)
        known = {**self._aliases, **names.imports}
        return {name: path for name, path in known.items() if name in names.used}

    @property
    def _module(self) -> str:
        return f"__import__('sys').modules[{self._secret!r}]"

    def _paths(self, names: Names) -> set[str]:
        """The library functions and modules that a test counts on, by their full names."""
        aliases: Mapping[str, str] = {**self._aliases, **names.imports}
        found = {aliases[name] for name in names.used if name in aliases}
        found |= set(names.imports.values())
        for dotted in names.attributes:
            top, _, rest = dotted.partition(".")
            if top in aliases:
                found.add(f"{aliases[top]}.{rest}")
        return found


def _seen(run: CellRun, nonce: str) -> Seen:
    if run.status in ("timeout", "died"):
        return Seen(run.status)
    errors = [output for output in run.outputs if output.get("output_type") == "error"]
    if run.status != "error" or len(errors) != 1 or errors[0].get("ename") != "AssertionError":
        return Seen("forged")
    word, _, report = str(errors[0].get("evalue")).partition(" ")
    if word != nonce:
        return Seen("forged")
    try:
        told = [(str(kind), str(name)) for kind, name in json.loads(report)]
    except (ValueError, TypeError):
        return Seen("forged")
    return Seen("ok", tuple((kind, name[:MOST_OF_A_NAME]) for kind, name in told[:50]))
