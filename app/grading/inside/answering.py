"""In the student's kernel: calls her functions and hands values out, for tests by value.

Nothing here needs to be safe from her: whatever she does to it, only values leave her kernel.
"""

import json
import sys
import types
from typing import Any

from IPython import get_ipython

_shell: Any = get_ipython()
_kept: list[Any] = []


def _keep(function: Any) -> int:
    _kept.append(function)
    return len(_kept) - 1


def _send(nonce: str, value: Any) -> None:
    data = {"application/vnd.kisima.value+json": {"nonce": nonce, "value": value}}
    _shell.display_pub.publish(data)


def names(nonce: str) -> None:
    """Hand out the names that the student's code has bound."""
    found = [
        name
        for name, value in _shell.user_ns.items()
        if isinstance(name, str)
        and not name.startswith("_")
        and not isinstance(value, types.ModuleType)
        and name not in _shell.user_ns_hidden
    ]
    _send(nonce, found)


def value(nonce: str, name: str) -> None:
    """Hand out a variable; a function as a number to call it by."""
    _send(nonce, codec().encode(_shell.user_ns[name], _keep))


def call(nonce: str, number: int, given: str) -> None:
    """Call a function with the arguments in `given` and hand out what it returns."""
    arguments = codec().decode(json.loads(given), _function)
    positional, named = arguments
    _send(nonce, codec().encode(_kept[number](*positional, **named), _keep))


def _function(_number: int) -> Any:
    raise TypeError("a function of the tests cannot be handed over by value")


def codec() -> Any:
    """The module that turns values into JSON and back."""
    return sys.modules[f"{__name__}v"]


sys.modules[__name__] = types.SimpleNamespace(names=names, value=value, call=call)  # type: ignore[assignment]
