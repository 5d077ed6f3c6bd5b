"""Telling comments that speak to people from comments that hold only code or a result."""

import ast
import builtins

# Types that stand for themselves in a comment; other builtins (sum, list, help) are words too.
_TYPES = frozenset({"int", "float", "str", "bool", "dict", "tuple", "bytes"})
_SIGNS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_SHAPES = (ast.Call, ast.Subscript, ast.List, ast.Dict, ast.Set, ast.Assign, ast.AugAssign)


def is_code(text: str) -> bool:
    """Whether a comment's text (one line, without its #) is code: `f(3)`, `TypeError`, `x = 2`.

    In doubt it is for people: a word alone, or `well-known`, which also is a subtraction.
    """
    if "\\" in text:
        # Python warns of strange escapes on the screen.
        return False
    try:
        body = ast.parse(text.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    if not body or not all(isinstance(n, ast.Expr | ast.Assign | ast.AugAssign) for n in body):
        return False
    nodes = [node for statement in body for node in ast.walk(statement)]
    if any(isinstance(node, _SHAPES) or _compares(node) for node in nodes):
        return True
    return not any(_is_words(node) for node in nodes)


def _compares(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and all(isinstance(op, _SIGNS) for op in node.ops)


def _is_words(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value
    return isinstance(node, ast.Name) and not _is_value(node.id)


def _is_value(name: str) -> bool:
    known = getattr(builtins, name, None)
    is_error = isinstance(known, type) and issubclass(known, BaseException)
    return len(name) == 1 or name in _TYPES or is_error
