"""What is wrong in the files, in words: a place, a sentence and a cure for each finding.

The sentences stand in wordings.py as gettext msgids; whoever shows a finding translates and fills
them in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.wordings import WORDINGS, Severity, Wording


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where (lines count from 1), what kind, and values for its words.

    A finding from the Markdown renderer brings its own `wording`; others find theirs by `id`.
    """

    path: Path
    line: int
    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    wording: Wording | None = None

    @property
    def words(self) -> Wording:
        """The msgids of this finding."""
        return self.wording or WORDINGS.get(self.id) or Wording(self.id, "", "warning")

    @property
    def severity(self) -> Severity:
        """Whether something does not work (error) or only works less well (warning)."""
        return self.words.severity

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return fill(self.words.sentence, self.values)

    @property
    def cure(self) -> str:
        """What to do about it, in English."""
        return fill(self.words.cure, self.values)


def fill(msgid: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values; a value that is missing leaves the sentence as it is."""
    try:
        return msgid % values
    except (KeyError, ValueError, TypeError):
        return msgid


def as_text(
    finding: Finding,
    *,
    base: Path | None = None,
    translate: Callable[[str], str] = lambda msgid: msgid,
) -> str:
    """`path:line: error: sentence` and the cure indented on a line of its own."""
    words = finding.words
    place = f"{_shown(finding.path, base)}:{finding.line}"
    sentence = fill(translate(words.sentence), finding.values)
    text = f"{place}: {translate(finding.severity)}: {sentence} [{finding.id}]"
    cure = fill(translate(words.cure), finding.values) if words.cure else ""
    return f"{text}\n    {cure}" if cure else text


def as_json(finding: Finding, *, base: Path | None = None) -> dict[str, Any]:
    """A finding as plain values for JSON."""
    return {
        "path": _shown(finding.path, base),
        "line": finding.line,
        "id": finding.id,
        "severity": finding.severity,
        "sentence": finding.sentence,
        "cure": finding.cure,
        "values": {key: str(value) for key, value in finding.values.items()},
    }


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without repetitions, by path and line."""
    seen: dict[tuple[str, int, str, str], Finding] = {}
    for finding in findings:
        key = (finding.path.as_posix(), finding.line, finding.id, finding.sentence)
        seen.setdefault(key, finding)
    return tuple(seen[key] for key in sorted(seen))


def _shown(path: Path, base: Path | None) -> str:
    if base is not None and path.is_relative_to(base):
        return path.relative_to(base).as_posix()
    return path.as_posix()
