"""The names in a cell's source, found by reading it; nothing is run."""

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

BUILTINS = frozenset(name for name in vars(builtins) if not name.startswith("_"))
# A student may send anything; what is longer than this is not read.
MAX_CHARACTERS = 200_000


@dataclass(frozen=True)
class Names:
    """What a source uses and binds at its top level.

    `imports` maps the names that import statements bind to what they stand for, `numpy.isclose`
    for `from numpy import isclose`. `attributes` are dotted uses such as `np.isclose`.
    """

    used: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    imports: dict[str, str] = field(default_factory=dict)
    attributes: frozenset[str] = frozenset()


def parsed(source: str) -> ast.Module | None:
    """The source's tree, IPython's own lines left out; None where it is no Python."""
    if len(source) > MAX_CHARACTERS:
        return None
    plain = "\n".join(
        "pass" if line.startswith(("%", "!")) else line for line in source.split("\n")
    )
    for text in (source, plain):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


# The exercise's own cells are asked about several times for every submission.
@lru_cache(maxsize=256)
def names_in(source: str) -> Names:
    """The names of one cell of the exercise's; none where it cannot be read. Not to be changed."""
    tree = parsed(source)
    if tree is None:
        return Names()
    used, attributes = set(), set()
    imports: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.add(node.id)
        elif isinstance(node, ast.Attribute) and (dotted := _dotted(node)):
            attributes.add(dotted)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                imports[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return Names(frozenset(used), frozenset(_bound(tree.body)), imports, frozenset(attributes))


def _dotted(node: ast.Attribute) -> str:
    names = [node.attr]
    inner: ast.expr = node.value
    while isinstance(inner, ast.Attribute):
        names.append(inner.attr)
        inner = inner.value
    return ".".join([inner.id, *reversed(names)]) if isinstance(inner, ast.Name) else ""


def _bound(body: Iterable[ast.stmt]) -> set[str]:
    """Names that statements bind in their own scope, not inside functions or classes."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        waiting += ast.iter_child_nodes(node)
    return found


def without_shadows(source: str, shadowed: Iterable[str]) -> str:
    """The source, its uses of built-in names meaning the built-ins whatever the student made them.

    Lines stay where they are.
    """
    tree, names = parsed(source), set(shadowed)
    if tree is None or not names:
        return source
    lines = [line.encode("utf-8") for line in source.split("\n")]
    places = [
        (node.lineno - 1, node.col_offset, node.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names
    ]
    for row, column, name in sorted(places, reverse=True):
        line = lines[row]
        if line[column : column + len(name)] != name.encode():
            # A name inside an f-string has no place of its own before Python 3.12.
            continue
        new = f"__import__('builtins').{name}".encode()
        lines[row] = line[:column] + new + line[column + len(name) :]
    return b"\n".join(lines).decode("utf-8")
