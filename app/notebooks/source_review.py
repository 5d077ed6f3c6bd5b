"""What will not work, or not as meant, in an instructor's notebook; found by reading it."""

import ast
import importlib.util
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.errors import N_
from app.notebooks.cells import Notebook, is_grade, is_task, is_test, points
from app.notebooks.dead_libraries import cure_for
from app.notebooks.notes import Note

_READERS = frozenset(
    "open read_csv read_excel read_json read_table read_parquet loadtxt genfromtxt imread".split()  # noqa: SIM905
)
_WRITERS = frozenset("to_csv to_excel to_json savefig savetxt save write_text".split())  # noqa: SIM905
_NUMPY_RESULTS = frozenset("mean sum std var min max median prod round dot average item".split())  # noqa: SIM905
_URL = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_PRINT_OF_OLD = re.compile(r"^\s*print\s+[^(=\s]", re.MULTILINE)


@dataclass(frozen=True)
class Review(Note):
    """A remark on a source. `cell` in the values is the cell's number, counted from 1."""

    sentences: ClassVar[Mapping[str, str]] = {
        "dead-library": N_("Cell %(cell)s uses %(name)s, which is no longer there. %(cure)s"),
        "missing-library": N_(
            "Cell %(cell)s imports %(name)s, which is not on this computer. Install it here, or "
            "write the exercise without it."
        ),
        "missing-file": N_(
            "Cell %(cell)s reads the file “%(name)s”, which does not belong to the exercise. Put "
            "it into the folder data/ and read it as “data/…”."
        ),
        "needs-network": N_(
            "Cell %(cell)s reads %(name)s from the network, which no notebook has here. Put the "
            "file into the folder data/ and read it from there."
        ),
        "old-python": N_(
            "Cell %(cell)s is written for Python 2: print needs brackets in Python 3."
        ),
        "not-python": N_("Cell %(cell)s is not Python: %(problem)s (line %(line)s)."),
        "no-points": N_("No cell of this notebook has points. Give points to its test cells."),
        "ends-in-comparison": N_(
            "The test in cell %(cell)s ends with a comparison and gives full points whatever comes "
            "out. Write assert before it."
        ),
        "ends-in-tuple": N_(
            "The test in cell %(cell)s ends with a tuple, which is no number of points, so it "
            "gives full points. End it with one plain number."
        ),
        "ends-in-nan": N_(
            "The test in cell %(cell)s ends with NaN, which is no number of points, so it gives "
            "full points. End it with a plain number."
        ),
        "ends-in-numpy": N_(
            "The test in cell %(cell)s may end with a NumPy number, which nbgrader's rule takes "
            "for no number and gives full points. Write float(…) around it."
        ),
        "ends-in-text": N_(
            "The test in cell %(cell)s ends with a text or another value that is no number, so it "
            "gives full points. End it with a plain number, or with an assert."
        ),
        "ends-in-negative": N_(
            "The test in cell %(cell)s ends with a negative number, which gives full points. End "
            "it with a number from 0 to the cell's points."
        ),
    }

    @property
    def is_error(self) -> bool:
        """Whether the exercise cannot work like this; else it is something to look at."""
        return self.id in ("dead-library", "missing-library", "not-python", "old-python")


def installed(name: str) -> bool:
    """Whether a module can be imported here; nothing is imported."""
    try:
        return importlib.util.find_spec(name.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False


def review_source(
    source: Notebook,
    files: Collection[str] = (),
    *,
    is_there: Callable[[str], bool] = installed,
) -> tuple[Review, ...]:
    """Remarks on an instructor's notebook, in the order of its cells.

    `files` are the names that the code finds in its folder; `is_there` says which modules exist.
    """
    found: list[Review] = []
    written: set[str] = set()
    for number, cell in enumerate(source["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        tree = _parsed(cell["source"], number, found)
        if tree is None:
            continue
        found += _libraries(tree, number, is_there)
        found += _files(tree, number, files, written)
        if is_test(cell):
            found += _ending(tree, cell["source"], number)
    worth = sum(points(cell) for cell in source["cells"] if is_grade(cell) or is_task(cell))
    return (*found, *([] if worth else [Review("no-points")]))


def _parsed(source: str, number: int, found: list[Review]) -> ast.Module | None:
    plain = "\n".join(
        "" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n")
    )
    if source.lstrip().startswith("%%"):
        return None
    try:
        return ast.parse(plain)
    except SyntaxError as error:
        if _PRINT_OF_OLD.search(source):
            found.append(Review("old-python", {"cell": number}))
        # What only IPython reads, such as `x = !ls` or `f?`, is no mistake.
        elif not re.search(r"=\s*[!%]|\?\s*$", source, re.MULTILINE):
            where: dict[str, str | int | float] = {"cell": number, "line": error.lineno or 1}
            found.append(Review("not-python", {**where, "problem": error.msg}))
    except (ValueError, RecursionError, MemoryError):
        pass
    return None


def _libraries(tree: ast.Module, number: int, is_there: Callable[[str], bool]) -> Iterator[Review]:
    tried = _tried(tree)
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            cure = cure_for(name)
            module = name if isinstance(node, ast.Import) else name.rpartition(".")[0]
            if node in tried:
                # Where a missing library is foreseen.
                continue
            if cure and not (module in ("nose", "distutils", "imp") and is_there(module)):
                yield Review("dead-library", {"cell": number, "name": name, "cure": cure})
            elif not is_there(module):
                top = module.partition(".")[0]
                yield Review("missing-library", {"cell": number, "name": top})


def _tried(tree: ast.Module) -> set[ast.AST]:
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.Try)
        for statement in node.body
        for inner in ast.walk(statement)
    }


def _files(
    tree: ast.Module, number: int, files: Collection[str], written: set[str]
) -> Iterator[Review]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    written |= {path for node in calls if _writes(node) and (path := _path(node))}
    for node in calls:
        path = _path(node)
        if not path or _called(node) not in _READERS or path in written or path in files:
            continue
        kind = "needs-network" if _URL.match(path) else "missing-file"
        yield Review(kind, {"cell": number, "name": path[:80]})


def _path(node: ast.Call) -> str:
    """The file's name that a call begins with, where it is written out."""
    first = node.args[0] if node.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return ""
    return first.value.removeprefix("./").replace("\\", "/")


def _writes(node: ast.Call) -> bool:
    given = [*node.args[1:2], *(key.value for key in node.keywords if key.arg == "mode")]
    modes = "".join(str(value.value) for value in given if isinstance(value, ast.Constant))
    return _called(node) in _WRITERS or (_called(node) == "open" and bool(set(modes) & set("wax")))


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _ending(tree: ast.Module, source: str, number: int) -> Iterator[Review]:
    """What the last line's value would be, as far as it can be seen."""
    if not tree.body or not isinstance(tree.body[-1], ast.Expr) or source.rstrip().endswith(";"):
        return
    kind = _kind(tree.body[-1].value)
    if kind:
        yield Review(f"ends-in-{kind}", {"cell": number})


def _kind(value: ast.expr) -> str:
    if isinstance(value, ast.Tuple):
        return "tuple"
    if isinstance(value, ast.Compare | ast.BoolOp) or (
        isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    ):
        return "comparison"
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return "negative" if isinstance(value.operand, ast.Constant) else ""
    if isinstance(value, ast.Constant):
        plain = isinstance(value.value, int | float) and not isinstance(value.value, bool)
        return "" if plain or value.value is None else "text"
    if isinstance(value, ast.List | ast.Dict | ast.Set | ast.JoinedStr | ast.ListComp):
        return "text"
    if isinstance(value, ast.Attribute) and value.attr.lower() == "nan":
        return "nan"
    if isinstance(value, ast.Call):
        first = value.args[0] if value.args else None
        if isinstance(first, ast.Constant) and str(first.value).lower() == "nan":
            return "nan"
        is_method = isinstance(value.func, ast.Attribute)
        return "numpy" if is_method and _called(value) in _NUMPY_RESULTS - {"item"} else ""
    if isinstance(value, ast.BinOp):
        return "numpy" if "numpy" in (_kind(value.left), _kind(value.right)) else ""
    return ""
