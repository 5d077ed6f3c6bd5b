"""A row of the table: what was measured, and what is to be reached."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Say = Callable[[str], None]


@dataclass(frozen=True)
class Row:
    """One figure. The target is a bound: from above when `at_most`, else from below."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = True

    @property
    def ok(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    @property
    def measured(self) -> str:
        """The value with its unit."""
        return f"{_short(self.value)} {self.unit}".strip()

    @property
    def wanted(self) -> str:
        """The target with its unit."""
        if self.target is None:
            return ""
        return f"{'≤' if self.at_most else '≥'} {_short(self.target)} {self.unit}".strip()

    def to_json(self) -> dict[str, Any]:
        """The row as plain values."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "target": self.target,
            "ok": self.ok,
        }


def _short(value: float) -> str:
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
