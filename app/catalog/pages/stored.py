"""Pages as JSON and back: frozen dataclasses, tuples and plain values, as they were."""

from dataclasses import fields, is_dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

_ROOM = "app.catalog."


def to_json(value: Any) -> Any:
    """Plain values for JSON; a dataclass becomes an object that remembers its class."""
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {"": "dict", "items": {key: to_json(item) for key, item in value.items()}}
    if is_dataclass(value) and not isinstance(value, type):
        kept = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
        return {"": f"{type(value).__module__}:{type(value).__qualname__}", **kept}
    raise TypeError(f"cannot keep a {type(value).__name__}")


def from_json(value: Any) -> Any:
    """What `to_json` was given, with every list as a tuple. Raises for anything else."""
    if isinstance(value, list):
        return tuple(from_json(item) for item in value)
    if isinstance(value, dict):
        kind = value[""]
        if kind == "dict":
            return {key: from_json(item) for key, item in value["items"].items()}
        values = {key: from_json(item) for key, item in value.items() if key}
        return _class_named(kind)(**values)
    return value


@lru_cache(maxsize=64)
def _class_named(name: str) -> Any:
    module, _, qualname = name.partition(":")
    if not module.startswith(_ROOM):
        raise ValueError(f"{name} is no class of a page")
    found = getattr(import_module(module), qualname)
    if not is_dataclass(found):
        raise ValueError(f"{name} is no class of a page")
    return found
