"""Typed reading of the YAML that people write: what cannot be used becomes a finding."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

from app.catalog.findings import Finding
from app.catalog.front_matter import line_of_key
from app.catalog.one_line import one_line
from app.errors import N_

State = Literal["draft", "published", "archived"]
Standard = Literal["", "textbook"]
STATES: tuple[State, ...] = get_args(State)
ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

# What the cure of a wrong value asks for.
A_TEXT = N_("a text")
A_NUMBER = N_("a number above 0")
A_WHOLE_NUMBER = N_("a whole number above 0")
A_LIST = N_("a list, such as [first, second]")


@dataclass
class YamlSettings:
    """The values of one file, its text (for the lines of findings), and what was found wrong."""

    path: Path
    values: dict[str, Any]
    source: str
    findings: list[Finding] = field(default_factory=list)

    def report(self, at: str, id: str, /, **values: Any) -> None:
        """Note a finding at the line of a key."""
        self.findings.append(Finding(self.path, line_of_key(self.source, at), id, values))

    def text(self, key: str, default: str = "") -> str:
        """A text on one line; numbers and dates are taken as they are written."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, (dict, list, bool)):
            return self._wrong(key, value, A_TEXT, default)
        return one_line(str(value))

    def number(self, key: str, default: float | None) -> float | None:
        """A number above 0."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e9:
            return self._wrong(key, value, A_NUMBER, default)
        return float(value)

    def whole(self, key: str, default: int | None) -> int | None:
        """A whole number above 0."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**9:
            return self._wrong(key, value, A_WHOLE_NUMBER, default)
        return value

    def yes_or_no(self, key: str) -> bool:
        """The truth value under a key; False when there is none."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        return bool(self._wrong(key, value, "true or false", False))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        value = self.values.get(key)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, (dict, list)) or item is None for item in items):
            return self._wrong(key, value, A_LIST, ())
        return tuple(str(item).strip() for item in items)

    def sentences(self, key: str) -> tuple[str, ...]:
        """A list of texts, each on one line."""
        return tuple(one_line(one) for one in self.texts(key) if one)

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """One of some words."""
        value = self.values.get(key)
        if value is None:
            return default
        if value not in choices:
            return self._wrong(key, value, ", ".join(choices), default)
        return str(value)

    def state(self) -> State:
        """Who sees it; without the key everybody does, and with a misspelt word nobody."""
        if self.values.get("state") is None:
            return "published"
        return cast(State, self.choice("state", STATES, "draft"))

    def standard(self) -> Standard:
        """The standard that the authors of a course hold it to; without the key none."""
        return cast(Standard, self.choice("standard", ("textbook",), ""))

    def identity(self, otherwise: str) -> str:
        """The `id`; a missing or unusable one is made from the folder's name, and reported."""
        value = self.text("id")
        if not value:
            self.report("id", "missing-id")
        elif ID_PATTERN.fullmatch(value):
            return value
        else:
            self.report("id", "bad-id", value=value)
        return id_from(otherwise)

    def title(self) -> str:
        """The title; a missing one is reported and is empty."""
        title = self.text("title")
        if not title:
            self.report("title", "missing-title")
        return title

    def unknown_keys(self, known: Iterable[str]) -> None:
        """Report keys that nobody reads, which are often misspelt."""
        for key in self.values.keys() - set(known):
            self.report(key, "unknown-key", key=key)

    def _wrong(self, key: str, value: Any, expected: str, default: Any) -> Any:
        self.report(key, "wrong-value", key=key, value=repr(value)[:60], expected=expected)
        return default


def id_from(name: str) -> str:
    """An id out of any name: `01-What is AI` gives `01-what-is-ai`."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-")
    return plain or "unnamed"
