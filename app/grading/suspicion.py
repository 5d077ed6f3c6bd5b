"""What in a student's code an instructor should look at, because no run can tell what it is for.

Reading alone proves nothing, so no points are taken: it raises a flag.
"""

import ast
from collections.abc import Iterable
from functools import lru_cache

from app.grading.names import parsed

# Ways to the caller's frame, to Python's own machinery, or out of the process.
_ATTRIBUTES = frozenset(
    """
    _getframe currentframe _current_frames f_back f_locals f_globals f_code tb_frame gi_frame
    cr_frame ag_frame settrace setprofile get_objects get_referrers co_consts __reduce__
    __reduce_ex__ _exit ast_transformers input_transformers_post input_transformer_manager
    run_cell run_cell_async set_custom_exc addaudithook __subclasses__
    """.split()  # noqa: SIM905
)
_NAMES = frozenset(
    ("__builtins__", "get_ipython", "exec", "_getframe", "currentframe", "In", "_ih")
)
_MODULES = frozenset(("ctypes", "gc", "inspect", "builtins", "IPython", "ipykernel", "atexit"))
# Objects with these can claim to be equal to whatever a test expects.
_CLAIMS = frozenset(
    ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__instancecheck__")
)
_CLAIMS_ALWAYS = frozenset(
    """
    __class__ __array_ufunc__ __array_function__ __subclasscheck__ __reduce__ __reduce_ex__
    """.split()  # noqa: SIM905
)


def unusual(sources: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """The unusual means that the sources use and the exercise's own cells, `known`, do not."""
    theirs = frozenset().union(*(_means(source) for source in sources))
    ours = frozenset().union(*(_known_means(source) for source in known))
    return tuple(sorted(theirs - ours))


# The exercise's cells are the same for every submission; a student's are read once.
@lru_cache(maxsize=256)
def _known_means(source: str) -> frozenset[str]:
    return _means(source)


def _means(source: str) -> frozenset[str]:
    tree = parsed(source)
    if tree is None:
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found |= {node.attr} & _ATTRIBUTES
            if _is_sys_modules(node):
                found.add("sys.modules")
        elif isinstance(node, ast.Name):
            found |= {node.id} & _NAMES
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names} & _MODULES
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]} & _MODULES
            found |= {alias.name for alias in node.names} & (_ATTRIBUTES | _NAMES)
        elif isinstance(node, ast.ClassDef):
            found |= _claims(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # As in getattr(sys, "_getframe").
            found |= {node.value} & (_ATTRIBUTES | {"__builtins__"})
    return frozenset(found)


def _is_sys_modules(node: ast.Attribute) -> bool:
    return node.attr == "modules" and isinstance(node.value, ast.Name) and node.value.id == "sys"


def _claims(node: ast.ClassDef) -> set[str]:
    found = set()
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef):
            found |= {inner.name} & (_CLAIMS | _CLAIMS_ALWAYS)
        elif isinstance(inner, ast.Assign):
            names = {target.id for target in inner.targets if isinstance(target, ast.Name)}
            found |= names & (_CLAIMS | _CLAIMS_ALWAYS)
    return found
