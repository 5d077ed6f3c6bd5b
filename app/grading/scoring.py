"""The points of a test cell from what it left behind, by nbgrader's rules.

The first output that decides counts: an error or anything on stderr gives nothing; the value of
the cell's last line gives that many points when it is a number between 0 and the maximum. A cell
that leaves nothing of the kind gets full points. What is printed never counts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# French puts a space before the colon; Chinese has a wide one.
_REASON = re.compile(r"^Reason\s*[:\uff1a](.*)$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Scored:
    """Points, and what decided them. `result` is the text of the value, where a value did."""

    score: float
    by: Literal["nothing", "value", "error", "stderr", "above", "odd"]
    result: str = ""


def score_of(outputs: Sequence[Mapping[str, Any]], max_score: float) -> Scored:
    """The points for a test cell's outputs, in nbformat v4 form.

    A negative value or one that is no number ("odd") gives full points, as nbgrader has it. One
    above the maximum ("above") makes nbgrader give up; here it gives nothing and is reported.
    """
    for output in outputs:
        kind = output.get("output_type")
        if kind == "error":
            return Scored(0.0, "error")
        if kind == "stream" and output.get("name") == "stderr":
            return Scored(0.0, "stderr")
        if kind == "execute_result":
            return _by_value(output.get("data") or {}, max_score)
    return Scored(max_score, "nothing")


def reason_of(outputs: Sequence[Mapping[str, Any]]) -> str:
    """What a test printed as `Reason: …`, without that word; empty where it gave none."""
    printed = "".join(
        str(output.get("text", ""))
        for output in outputs
        if output.get("output_type") == "stream" and output.get("name") == "stdout"
    )
    return " ".join(match[1].strip() for match in _REASON.finditer(printed))


def _by_value(data: Mapping[str, Any], max_score: float) -> Scored:
    text = data.get("text/plain") or ""
    if isinstance(text, list):
        text = text[0] if len(text) == 1 else "\n".join(map(str, text))
    text = str(text)
    try:
        value = float(text)
    except ValueError:
        return Scored(max_score, "odd", text[:100])
    if value > max_score:
        return Scored(0.0, "above", text[:100])
    # Written so that NaN, which is neither, falls to the odd ones too.
    if value >= 0.0:
        return Scored(value, "value", text[:100])
    return Scored(max_score, "odd", text[:100])
