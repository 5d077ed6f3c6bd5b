"""Values as JSON and back: what tests by value may exchange with a student's functions.

Only plain data travels: no pickles, no code, no objects with methods of the student's own. What is
of another type arrives as a `Stranger`, which equals nothing.
"""

import base64
import collections
import datetime
import decimal
import fractions
import itertools
import math
import sys
from collections.abc import Callable
from typing import Any

MAX_ITEMS = 200_000
MAX_DEPTH = 50
_PLAIN_KINDS = "biufcMmSU"


class Stranger:
    """A value of a type that does not travel. Equal to nothing but itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"<a value of type {self._name}, which cannot be tested by value>"


def encode(value: Any, keep: Callable[[Any], int] | None = None, depth: int = 0) -> Any:
    """The value for JSON. `keep` is given each function and returns a number to ask for it by."""
    if depth > MAX_DEPTH:
        return {"t": "other", "v": "nested too deeply"}
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if kind is str:
        return value
    if kind is int:
        return value if -(2**53) < value < 2**53 else {"t": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}

    def inner(one: Any) -> Any:
        return encode(one, keep, depth + 1)

    if kind in (list, tuple, set, frozenset, collections.deque):
        return {"t": kind.__name__, "v": [inner(one) for one in itertools.islice(value, MAX_ITEMS)]}
    if kind in (dict, collections.Counter, collections.OrderedDict, collections.defaultdict):
        items = itertools.islice(dict.items(value), MAX_ITEMS)
        return {"t": "dict", "v": [[inner(key), inner(one)] for key, one in items]}
    simple = _simple(value, kind)
    if simple is not None:
        return simple
    scientific = _scientific(value, kind, inner)
    if scientific is not None:
        return scientific
    for base in (bool, int, float, str, list, tuple, dict):
        # An enumeration's member, a named tuple: what it is underneath travels, not its methods.
        if isinstance(value, base) and base is not bool:
            return inner(_underneath(value, base))
    if hasattr(kind, "__next__") or kind is range or kind.__name__ in ("dict_keys", "dict_values"):
        listed = [inner(one) for one in itertools.islice(value, MAX_ITEMS)]
        return {"t": "range" if kind is range else "iter", "v": listed}
    if callable(value) and keep is not None:
        return {"t": "call", "v": keep(value)}
    return {"t": "other", "v": str(kind.__name__)[:80]}


def _underneath(value: Any, base: type) -> Any:
    if base is int:
        return int.__add__(value, 0)
    if base is float:
        return float.__add__(value, 0.0)
    if base is str:
        return str.__str__(value) if type(value).__str__ is str.__str__ else str.__add__(value, "")
    if base is dict:
        return dict(dict.items(value))
    return base(base.__iter__(value))  # type: ignore[attr-defined]


def _simple(value: Any, kind: type) -> Any:
    if kind is complex:
        return {"t": "complex", "v": [repr(value.real), repr(value.imag)]}
    if kind in (bytes, bytearray):
        return {"t": kind.__name__, "v": base64.b64encode(value).decode()}
    if kind is decimal.Decimal:
        return {"t": "decimal", "v": str(value)}
    if kind is fractions.Fraction:
        return {"t": "fraction", "v": str(value)}
    if kind in (datetime.date, datetime.datetime, datetime.time):
        return {"t": kind.__name__, "v": value.isoformat()}
    if kind is datetime.timedelta:
        return {"t": "timedelta", "v": [value.days, value.seconds, value.microseconds]}
    return None


def _scientific(value: Any, kind: type, inner: Callable[[Any], Any]) -> Any:
    np, pd = sys.modules.get("numpy"), sys.modules.get("pandas")
    if np is not None and isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        form = "scalar" if isinstance(value, np.generic) else "array"
        if array.dtype.kind not in _PLAIN_KINDS:
            return {"t": "objects", "shape": list(array.shape), "v": inner(array.ravel().tolist())}
        data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
        return {"t": form, "dtype": array.dtype.str, "shape": list(array.shape), "v": data}
    if pd is None:
        return None
    if kind is pd.Series:
        return {
            "t": "series",
            "v": inner(value.to_numpy()),
            "index": inner(value.index.tolist()),
            "name": inner(value.name),
        }
    if kind is pd.DataFrame:
        columns = [value.iloc[:, at] for at in range(value.shape[1])]
        return {
            "t": "frame",
            "v": [inner(column.to_numpy()) for column in columns],
            "index": inner(value.index.tolist()),
            "columns": inner(value.columns.tolist()),
        }
    if isinstance(value, pd.Index):
        return {"t": "index", "v": inner(value.tolist())}
    if kind is pd.Timestamp:
        return {"t": "timestamp", "v": value.isoformat()}
    return None


def decode(data: Any, function: Callable[[int], Any] | None = None) -> Any:
    """The value that `encode` told of. Raises ValueError or TypeError for data of another form."""
    if data is None or isinstance(data, bool | int | float | str):
        return data
    form, value = data["t"], data.get("v")

    def inner(one: Any) -> Any:
        return decode(one, function)

    collections_of: dict[str, Callable[[Any], Any]] = {
        "list": list,
        "range": list,
        "tuple": tuple,
        "set": set,
        "frozenset": frozenset,
        "deque": collections.deque,
        "iter": iter,
    }
    if form in collections_of:
        return collections_of[form]([inner(one) for one in value])
    if form == "dict":
        return {inner(key): inner(one) for key, one in value}
    if form == "call" and function is not None:
        return function(int(value))
    if form in ("array", "scalar", "objects", "series", "frame", "index", "timestamp"):
        return _decode_scientific(form, data, inner)
    makers: dict[str, Callable[[Any], Any]] = {
        "int": lambda text: int(text, 16),
        "float": float,
        "complex": lambda parts: complex(float(parts[0]), float(parts[1])),
        "bytes": base64.b64decode,
        "bytearray": lambda text: bytearray(base64.b64decode(text)),
        "decimal": decimal.Decimal,
        "fraction": fractions.Fraction,
        "date": datetime.date.fromisoformat,
        "datetime": datetime.datetime.fromisoformat,
        "time": datetime.time.fromisoformat,
        "timedelta": lambda parts: datetime.timedelta(*parts),
    }
    return makers[form](value) if form in makers else Stranger(str(value)[:80])


def _decode_scientific(form: str, data: Any, inner: Callable[[Any], Any]) -> Any:
    import numpy as np

    value = data.get("v")
    if form in ("array", "scalar"):
        dtype = np.dtype(str(data["dtype"]))
        if dtype.kind not in _PLAIN_KINDS:
            raise ValueError("not a plain array")
        array = np.frombuffer(base64.b64decode(value), dtype=dtype).reshape(data["shape"]).copy()
        return array[()] if form == "scalar" else array
    if form == "objects":
        made = np.empty(math.prod(data["shape"]), dtype=object)
        for at, one in enumerate(inner(value)):
            made[at] = one
        return made.reshape(data["shape"])
    import pandas as pd

    if form == "series":
        return pd.Series(inner(value), index=inner(data["index"]), name=inner(data["name"]))
    if form == "frame":
        columns = dict(enumerate(inner(one) for one in value))
        frame = pd.DataFrame(columns, index=inner(data["index"]))
        frame.columns = pd.Index(inner(data["columns"]))
        return frame
    return pd.Index(inner(value)) if form == "index" else pd.Timestamp(value)
