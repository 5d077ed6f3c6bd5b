"""In the clean kernel: runs a test in a thread that stops whenever it needs the student's code.

The grader carries each question to the student's kernel and comes back with the answer.
"""

import ast
import builtins
import contextlib
import inspect
import json
import queue
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from IPython import get_ipython

_shell: Any = get_ipython()
_asked: "queue.Queue[Any]" = queue.Queue()
_answers: "queue.Queue[Any]" = queue.Queue()
_outcome: list[Any] = []


def codec() -> Any:
    """The module that turns values into JSON and back."""
    return sys.modules[f"{__name__}v"]


def _function(number: int) -> Callable[..., Any]:
    """The student's function with that number in her kernel."""

    def of_the_student(*positional: Any, **named: Any) -> Any:
        given = codec().encode([list(positional), named])
        _asked.put({"number": number, "given": json.dumps(given)})
        answer = _answers.get()
        # Where the test catches what is printed, it is caught as if the function ran here.
        for stream, text in answer["printed"]:
            (sys.stderr if stream == "stderr" else sys.stdout).write(text)
        if "error" in answer:
            raise _exception(*answer["error"])
        return codec().decode(answer["value"], _function)

    return of_the_student


def _exception(name: str, message: str) -> BaseException:
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = type(name, (Exception,), {}) if name.isidentifier() else RuntimeError
    if kind is KeyError:
        # Its message is its key as code.
        with contextlib.suppress(ValueError, SyntaxError):
            return KeyError(ast.literal_eval(message))
    try:
        return kind(message) if message else kind()
    except TypeError:
        return RuntimeError(f"{name}: {message}")


def start(source: str, values: str, number: int) -> None:
    """Begin a cell; `values` is JSON of the student's names that it uses."""
    for name, value in json.loads(values).items():
        _shell.user_ns[name] = codec().decode(value, _function)
    _outcome.clear()
    threading.Thread(target=_run, args=(source, number), daemon=True).start()
    wait()


def _run(source: str, number: int) -> None:
    try:
        _outcome[:] = [None, _execute(source, number)]
    except BaseException as error:
        # Its first frame is this function's.
        if error.__traceback__ is not None:
            error.__traceback__ = error.__traceback__.tb_next
        _outcome[:] = [error, None]
    _asked.put(None)


def _execute(source: str, number: int) -> Any:
    text = _shell.transform_cell(source)
    name = _shell.compile.cache(text, number)
    tree = ast.parse(text, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    value = None
    parts: list[ast.Module | ast.Expression] = [
        tree,
        *([ast.Expression(last.value)] if last else []),
    ]
    for part in parts:
        mode = "eval" if isinstance(part, ast.Expression) else "exec"
        code = compile(part, name, mode, flags, True)
        value = eval(code, _shell.user_ns)
        if inspect.iscoroutine(value) and code.co_flags & inspect.CO_COROUTINE:
            import asyncio

            value = asyncio.run(value)
    return None if source.rstrip().endswith(";") else value if last else None


def wait(answer: str | None = None) -> None:
    """Hand the answer in, and tell of the next question; of none where the cell has ended."""
    if answer is not None:
        _answers.put(json.loads(answer))
    _shell.display_pub.publish({"application/vnd.kisima.value+json": {"ask": _asked.get()}})


def finish() -> Any:
    """What the cell came to: its last value, or its exception raised again."""
    error, value = _outcome
    if error is not None:
        raise error
    return value


sys.modules[__name__] = types.SimpleNamespace(start=start, wait=wait, finish=finish)  # type: ignore[assignment]
