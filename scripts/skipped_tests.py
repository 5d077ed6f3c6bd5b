"""Which tests were skipped, read from pytest's JUnit report."""

import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Skip:
    """Tests that were skipped for one reason."""

    reason: str
    count: int

    @property
    def elsewhere(self) -> bool:
        """True for a test that is about another system, which says so: "only on Windows"."""
        return self.reason.lower().startswith("only on ")


def read_skips(report: Path) -> list[Skip]:
    """The skips in a report; none when pytest did not get so far as to write one."""
    try:
        tree = ElementTree.parse(report)
    except (OSError, ElementTree.ParseError):
        return []
    skipped = tree.iter("skipped")
    reasons = Counter(
        element.get("message", "no reason given")
        for element in skipped
        # A test that is expected to fail is in the report as a skip of this type.
        if element.get("type") != "pytest.xfail"
    )
    return [Skip(reason, count) for reason, count in sorted(reasons.items())]
