"""Looks around a kernel before and after each test: is Python still what it was?

Installed before the student's first cell. `look` puts back what was changed and tells of it. Code
that means to cheat can find this module too; app/grading/canary.py says what that is worth.
"""

import builtins
import importlib
import json
import sys
import sysconfig
import threading
import types
from typing import Any

from IPython import get_ipython

# IPython and ipykernel put others in the place of these themselves.
_OTHERS_CHANGE = frozenset(
    ("input", "print", "open", "help", "exit", "quit", "display", "get_ipython", "breakpoint")
)
_KEPT = ("__build_class__", "__import__")
_BUILTINS = {
    name: value
    for name, value in vars(builtins).items()
    if callable(value) and (name in _KEPT or not (name.startswith("_") or name in _OTHERS_CHANGE))
}
_LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    | {"<frozen", "<kisima", "<__array_function__"}
)
_shell: Any = get_ipython()
_learned: dict[str, Any] = {}
_held: dict[str, Any] = {}
_threads = set(threading.enumerate())
_displayhook = sys.displayhook


def is_library(value: Any) -> bool:
    """Whether a callable was written by somebody else than this notebook's author."""
    value = getattr(value, "__func__", value)
    code = getattr(value, "__code__", None)
    if isinstance(code, types.CodeType):
        return code.co_filename.startswith(_LIBRARIES)
    kind = value if isinstance(value, type) else type(value)
    return kind.__module__ not in ("__main__", "builtins") or (
        isinstance(value, types.BuiltinMethodType)
    )


def _watched() -> list[Any]:
    kernel = getattr(_shell, "kernel", None)
    parts = [_shell, kernel, getattr(kernel, "session", None), json]
    return [part for part in parts if part is not None]


def _methods(part: Any) -> list[tuple[Any, str, Any]]:
    owners = [part] if isinstance(part, types.ModuleType) else type(part).__mro__[:-1]
    return [
        (owner, name, value)
        for owner in owners
        for name, value in vars(owner).items()
        if isinstance(value, types.FunctionType)
    ]


_METHODS = [found for part in _watched() for found in _methods(part)]
_NAMES = {name for _owner, name, _value in _METHODS}
_INPUT = {
    name: list(getattr(_shell.input_transformer_manager, name, ()))
    for name in ("cleanup_transforms", "line_transforms", "token_transformers")
}


def learn(paths: list[str]) -> None:
    """Remember what these dotted names of library functions stand for."""
    for path in paths:
        names = path.split(".")
        for length in range(len(names), 0, -1):
            try:
                value: Any = importlib.import_module(".".join(names[:length]))
                owner = None
                for name in names[length:]:
                    owner, value = value, getattr(value, name)
            except (ImportError, AttributeError):
                continue
            except Exception:
                break
            # Only a module's own callables stay the same object every time they are asked for.
            if owner is None or (isinstance(owner, types.ModuleType) and callable(value)):
                _learned[path] = (owner, names[-1], value)
            break


def hold(names: list[str]) -> None:
    """Remember the callables and modules that a locked cell gave these names."""
    for name in names:
        value = _shell.user_ns.get(name)
        if callable(value) or isinstance(value, types.ModuleType):
            _held[name] = value


def look(nonce: str, used: list[str], aliases: dict[str, str]) -> str:
    """The nonce, and as JSON what was changed since the last look; what can be is put back.

    `used` are the built-in names that the next test counts on, `aliases` its names of libraries.
    """
    found: list[tuple[str, str]] = []
    for name, value in _BUILTINS.items():
        now = vars(builtins).get(name)
        if now is not value and not (name == "__import__" and is_library(now)):
            setattr(builtins, name, value)
            found.append(("builtin", name))
    _look_at_modules(found)
    wanted = {**_held}
    for name, path in aliases.items():
        if path in _learned:
            wanted[name] = _learned[path][2]
    for name, value in wanted.items():
        if _shell.user_ns.get(name, value) is not value:
            _shell.user_ns[name] = value
            found.append(("name", name))
    _look_at_shell(found)
    for where in (sys, threading):
        for kind in ("trace", "profile"):
            now = getattr(where, f"get{kind}", lambda: None)()
            if now is not None and not is_library(now):
                getattr(where, f"set{kind}")(None)
                found.append(("trace", f"{where.__name__}.set{kind}"))
    found += [("thread", thread.name) for thread in threading.enumerate() if _is_students(thread)]
    for name in used:
        value = _shell.user_ns.get(name)
        if callable(value) and value is not _BUILTINS.get(name) and name not in _OTHERS_CHANGE:
            # A library's function, as `from numpy import *` brings them, is nobody's trick.
            found.append(("covered" if is_library(value) else "shadow", name))
    return f"{nonce} {json.dumps(found)}"


def _look_at_modules(found: list[tuple[str, str]]) -> None:
    for path, (owner, name, value) in _learned.items():
        if owner is None:
            if sys.modules.get(path) is not value:
                sys.modules[path] = value
                found.append(("module", path))
        elif getattr(owner, name, None) is not value:
            try:
                setattr(owner, name, value)
            except Exception:
                continue
            found.append(("module", path))


def _look_at_shell(found: list[tuple[str, str]]) -> None:
    for owner, name, value in _METHODS:
        now = vars(owner).get(name)
        if now is not value and not is_library(now):
            setattr(owner, name, value)
            found.append(("hook", name))
    for part in _watched():
        if isinstance(part, types.ModuleType):
            continue
        for name in _NAMES & set(vars(part)):
            if not is_library(vars(part)[name]):
                delattr(part, name)
                found.append(("hook", name))
    for lists in (
        _shell.ast_transformers,
        _shell.input_transformers_post,
        *_shell.events.callbacks.values(),
    ):
        for item in [item for item in lists if not is_library(item)]:
            lists.remove(item)
            found.append(("hook", getattr(item, "__name__", type(item).__name__)))
    for name, known in _INPUT.items():
        if list(getattr(_shell.input_transformer_manager, name, ())) != known:
            setattr(_shell.input_transformer_manager, name, list(known))
            found.append(("hook", name))
    if _shell.custom_exceptions:
        _shell.custom_exceptions = ()
        found.append(("hook", "set_custom_exc"))
    if not is_library(sys.displayhook) or not is_library(type(sys.displayhook)):
        sys.displayhook = _displayhook
        found.append(("hook", "displayhook"))
    for formatter in _shell.display_formatter.formatters.values():
        for kind, shown in list(formatter.type_printers.items()):
            if kind in (int, float, bool, str) and not is_library(shown):
                formatter.pop(kind)
                found.append(("hook", "display_formatter"))


def _is_students(thread: threading.Thread) -> bool:
    """Whether a thread that is newer than the guard runs lines of the notebook."""
    if thread in _threads or thread is threading.current_thread():
        return False
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None:
        if not frame.f_code.co_filename.startswith(_LIBRARIES):
            return True
        frame = frame.f_back
    return False


sys.modules[__name__] = types.SimpleNamespace(learn=learn, hold=hold, look=look)  # type: ignore[assignment]
