"""Changes of a solution that its tests should notice: a statement left out, a sign turned round.

Everything but the changed place stays as it was written, comments and line numbers too, because
places of Python's syntax tree are cut out of the text. Nothing is run here.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.notebooks.errors import NotebookError
from app.notebooks.regions import SOLUTION, find_regions

# The sign itself, then what it is changed into.
_ORDER: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<", "<=", ">"),
    ast.LtE: ("<=", "<", ">"),
    ast.Gt: (">", ">=", "<"),
    ast.GtE: (">=", ">", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_SIGNS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
# Statements that can be left out. An import is none: what needs it fails without it anyway.
_LEFT_OUT = (
    *(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Delete, ast.Raise, ast.Assert),
    *(ast.Break, ast.Continue),
)
_HARSHEST = ("gives nothing back", "left out", "never", "no rounds", "always")
_SHORT = 20  # characters of a text, in the words for its change
# What Jupyter runs and Python cannot read.
_MAGIC = re.compile(r"^(\s*)[%!]", re.MULTILINE)

_Node = ast.expr | ast.stmt


@dataclass(frozen=True)
class Mutant:
    """A solution with one change: the line of it, counted from 1, what was done, and the text."""

    line: int
    what: str
    source: str


def mutants(source: str) -> tuple[Mutant, ...]:
    """The changes of an answer cell's code by line, the harshest of each line first.

    Where the solution is marked, only its lines are changed, else all. A cell that is no Python
    has none.
    """
    try:
        tree = ast.parse(_readable(source))
        lines = solution_lines(source)
    except (SyntaxError, ValueError, NotebookError):
        return ()
    same = ast.dump(tree)
    found: dict[str, Mutant] = {}
    for one in _changes(tree, source):
        if one.line in lines and one.source not in found and _is_other_python(one.source, same):
            found[one.source] = one
    return tuple(sorted(found.values(), key=lambda one: (one.line, _harshness(one.what))))


def solution_lines(source: str) -> frozenset[int]:
    """The lines of the solution, counted from 1. Raises NotebookError for a region never closed."""
    regions = find_regions(source, SOLUTION, 0)
    if not regions:
        return frozenset(range(1, source.count("\n") + 2))
    return frozenset(line for one in regions for line in range(one.first + 1, one.last))


def _readable(source: str) -> str:
    """The source with Jupyter's own lines made comments of the same length."""
    try:
        ast.parse(source)
    except SyntaxError:
        return _MAGIC.sub(r"\1#", source)
    return source


def _is_other_python(source: str, same: str) -> bool:
    try:
        tree = ast.parse(_readable(source))
        compile(tree, "answer", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return ast.dump(tree) != same


def _harshness(what: str) -> int:
    return _HARSHEST.index(what) if what in _HARSHEST else len(_HARSHEST)


def _changes(tree: ast.Module, source: str) -> Iterator[Mutant]:
    text = _Text(_readable(source), source)
    for node in _nodes(tree):
        if isinstance(node, ast.stmt):
            yield from _of_statement(node, text)
        elif isinstance(node, ast.expr):
            yield from _of_expression(node, text)
        elif isinstance(node, ast.comprehension):
            yield text.with_(node.iter, "no rounds", "[]")
            for test in node.ifs:
                yield from _of_test(test, text)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that mean something when the code runs: no annotations, no docstrings. What is in
    an f-string has no places in its text before Python 3.12, so it counts as a whole."""
    yield node
    if isinstance(node, ast.JoinedStr):
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                yield from _nodes(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Text:
    """A cell's text, in which places of the tree are replaced."""

    def __init__(self, read: str, source: str) -> None:
        self._raw = source.encode()
        # Columns of the tree count bytes.
        self._starts = [0]
        for line in read.encode().split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def of(self, node: _Node) -> str:
        first, last = self._place(node)
        return self._raw[first:last].decode()

    def with_(self, node: _Node, what: str, new: str) -> Mutant:
        """The mutant that has `new` in the place of a node."""
        first, last = self._place(node)
        changed = self._raw[:first] + new.encode() + self._raw[last:]
        return Mutant(node.lineno, what, changed.decode())

    def _place(self, node: _Node) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        first = self._starts[node.lineno - 1] + node.col_offset
        return first, self._starts[end_line - 1] + end_column


def _of_statement(node: ast.stmt, text: _Text) -> Iterator[Mutant]:
    if isinstance(node, ast.Return):
        value = text.of(node.value) if node.value else "None"
        new = "return 0" if value == "None" else "return None"
        yield text.with_(node, "gives nothing back", new)
    elif isinstance(node, _LEFT_OUT):
        yield text.with_(node, "left out", "pass")
    elif isinstance(node, ast.If):
        yield from _of_test(node.test, text)
    elif isinstance(node, ast.While):
        yield text.with_(node.test, "never", "False")
    elif isinstance(node, ast.For):
        yield text.with_(node.iter, "no rounds", "[]")
    elif isinstance(node, ast.Try):
        for handler in node.handlers:
            if handler.type is not None:
                yield text.with_(handler.type, "catches nothing", "()")
    if isinstance(node, ast.AugAssign) and type(node.op) in _SIGNS:
        sign, other = _SIGNS[type(node.op)]
        new = f"{text.of(node.target)} {other}= {text.of(node.value)}"
        yield text.with_(node, f"{other}= for {sign}=", new)


def _of_expression(node: ast.expr, text: _Text) -> Iterator[Mutant]:
    if isinstance(node, ast.IfExp):
        yield from _of_test(node.test, text)
    elif isinstance(node, ast.Compare):
        yield from _of_comparison(node, text)
    elif isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        sign, other = _SIGNS[type(node.op)]
        new = f"(({text.of(node.left)}) {other} ({text.of(node.right)}))"
        yield text.with_(node, f"{other} for {sign}", new)
    elif isinstance(node, ast.BoolOp):
        word, other = ("or", "and") if isinstance(node.op, ast.Or) else ("and", "or")
        new = f" {other} ".join(f"({text.of(value)})" for value in node.values)
        yield text.with_(node, f"{other} for {word}", f"({new})")
    elif isinstance(node, ast.UnaryOp):
        yield text.with_(node, "no sign", f"({text.of(node.operand)})")
    elif isinstance(node, ast.Constant):
        for what, new in _other_constants(node.value):
            yield text.with_(node, what, new)
    elif isinstance(node, ast.JoinedStr):
        yield text.with_(node, "other text", '"x"')
    elif isinstance(node, ast.Call):
        yield from _without_call(node, text)


def _of_test(node: ast.expr, text: _Text) -> Iterator[Mutant]:
    yield text.with_(node, "never", "False")
    yield text.with_(node, "always", "True")


def _of_comparison(node: ast.Compare, text: _Text) -> Iterator[Mutant]:
    parts = [text.of(part) for part in (node.left, *node.comparators)]
    for number, op in enumerate(node.ops):
        for other in _ORDER[type(op)][1:]:
            signs = [_ORDER[type(one)][0] for one in node.ops]
            signs[number] = other
            pieces = [f"({parts[0]})"]
            pieces += [f"{sign} ({part})" for sign, part in zip(signs, parts[1:], strict=True)]
            yield text.with_(node, f"{other} in the comparison", f"({' '.join(pieces)})")


def _other_constants(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        yield f"{not value} for {value}", str(not value)
    elif isinstance(value, int):
        yield f"{value + 1} for {value}", str(value + 1)
        yield f"{value - 1} for {value}", f"({value - 1})"
    elif isinstance(value, float):
        other = value * 1.5 + 1
        yield f"{other:g} for {value:g}", repr(other)
    elif isinstance(value, str):
        short = value if len(value) <= _SHORT else f"{value[:_SHORT]}…"
        yield f"other text for {short!r}", repr(f"{value}x")


def _without_call(node: ast.Call, text: _Text) -> Iterator[Mutant]:
    """`sorted(x)` becomes `x`, and so does `x.copy()`."""
    if isinstance(node.func, ast.Attribute):
        yield text.with_(node, f"without {node.func.attr}", f"({text.of(node.func.value)})")
    elif isinstance(node.func, ast.Name) and node.args and not node.keywords:
        first = node.args[0]
        if not isinstance(first, ast.Starred):
            yield text.with_(node, f"without {node.func.id}", f"({text.of(first)})")
