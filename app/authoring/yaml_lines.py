"""Changing one setting in YAML that a person wrote, with every other line as it was."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.catalog.front_matter import front_matter_text, read_yaml
from app.errors import N_, KisimaError

# Lists of anything by name, such as a rubric's rows by cell.
Lists = Mapping[str, list[Any]]
# A few settings in a row of a table, written on one line.
Settings = Mapping[str, int | float | str | list[str]]
Table = Mapping[str, int | float | Settings]
# A text, a number, a list of texts, a table, lists by name; None takes a setting out.
Value = str | int | float | Sequence[str] | Table | Lists | None


class SettingsUneditable(KisimaError):
    sentence = N_(
        "The setting “%(key)s” cannot be changed here, because of how the file is written. Please "
        "change it in the text itself."
    )


def with_settings(text: str, values: Mapping[str, Value]) -> str:
    """A file of YAML with some settings changed; see Value.

    Raises SettingsUneditable where the file would then say anything else than what is wanted.
    """
    for key, value in values.items():
        old, problem = read_yaml(text.removeprefix("\ufeff"))
        new = _with_one(text, key, value)
        wanted: dict[str, Any] = {name: old[name] for name in old if name != key}
        if value is not None:
            wanted[key] = _plain(value)
        if problem is not None or read_yaml(new.removeprefix("\ufeff")) != (wanted, None):
            raise SettingsUneditable(key=key)
        text = new
    return text


def with_front_settings(text: str, values: Mapping[str, Value]) -> str:
    """A lesson with some settings of its front matter changed; see `with_settings`."""
    yaml_text, lines = front_matter_text(text)
    changed = with_settings(yaml_text, values)
    if lines == 0:
        return f"---\n{changed.strip()}\n---\n\n{text}" if changed.strip() else text
    rest = text.split("\n")
    settings = changed.rstrip("\n").split("\n") if changed.strip() else []
    return "\n".join([rest[0], *settings, *rest[lines - 1 :]])


def yaml_text_of(value: str) -> str:
    """A text as YAML on one line: plain where that means the same, else between quotes."""
    plain = " ".join(value.split())
    if plain and read_yaml(f"key: {plain}") == ({"key": plain}, None):
        return plain
    return json.dumps(plain, ensure_ascii=False)


def _plain(value: str | int | float | Sequence[str] | Table | Lists) -> Any:
    """The value as reading the file gives it."""
    if isinstance(value, str | int | float):
        return value
    return dict(value) if isinstance(value, Mapping) else list(value)


def _with_one(text: str, key: str, value: Value) -> str:
    lines = text.split("\n")
    start, end = _block(lines, key)
    if value is None:
        new = []
    elif isinstance(value, str):
        new = [f"{key}: {yaml_text_of(value)}"]
    elif isinstance(value, int | float):
        new = [f"{key}: {value}"]
    elif isinstance(value, Mapping):
        rows = [row for name, one in value.items() for row in _named(name, one)]
        new = [f"{key}:", *rows] if rows else [f"{key}: {{}}"]
    else:
        new = [f"{key}:", *_items(lines[start + 1 : end], value)] if value else [f"{key}: []"]
    if start < len(lines):
        return "\n".join([*lines[:start], *new, *lines[end:]])
    return "\n".join([text.rstrip("\n"), *new, ""]).lstrip("\n")


def _named(name: str, value: int | float | list[Any] | Settings) -> list[str]:
    """The lines of a number, a list or a table's row under its name."""
    if isinstance(value, Mapping):
        import yaml

        row = yaml.safe_dump(dict(value), default_flow_style=True, sort_keys=False, width=10**6)
        return [f"  {yaml_text_of(name)}: {row.strip()}"]
    if not isinstance(value, list):
        return [f"  {yaml_text_of(name)}: {value}"]
    head = f"  {yaml_text_of(name)}:"
    return [head, *(line for one in value for line in _row(one))] if value else [f"{head} []"]


def _row(value: Any) -> list[str]:
    """The lines of a list's item: settings of texts and numbers one below the other, the rest in
    the form that JSON and YAML share."""
    simple = isinstance(value, dict) and all(isinstance(key, str) for key in value)
    if not simple or not all(type(one) in (str, int, float) for one in value.values()):
        return [f"    - {json.dumps(value, ensure_ascii=False, default=str)}"]
    lines = [
        f"{key}: {yaml_text_of(one) if isinstance(one, str) else one}" for key, one in value.items()
    ]
    return [f"    {'- ' if at == 0 else '  '}{line}" for at, line in enumerate(lines)]


def _block(lines: list[str], key: str) -> tuple[int, int]:
    """From the line of a key to behind the last line of its value; both the end without it."""
    pattern = re.compile(rf"([\"']?){re.escape(key)}\1\s*:(\s|$)")
    start = next((n for n, line in enumerate(lines) if pattern.match(line)), len(lines))
    end = min(start + 1, len(lines))
    for number in range(end, len(lines)):
        line = lines[number]
        if line[:1] in (" ", "\t", "-", "]", "}") and line.strip() != "---":
            end = number + 1
        elif line.strip() and not line.startswith("#"):
            break
    return start, end


def _items(old: list[str], values: Sequence[str]) -> list[str]:
    """The lines of a list; those that were there keep their comments and their indentation."""
    kept: dict[str, str] = {}
    for line in old:
        found = read_yaml(f"items:\n{line}")[0].get("items")
        if isinstance(found, list) and len(found) == 1:
            kept.setdefault(str(found[0]), line)
    indent = next((re.match(r"\s*", line)[0] for line in kept.values()), "  ")  # type: ignore[index]
    return [kept.get(value, f"{indent}- {yaml_text_of(value)}") for value in values]
