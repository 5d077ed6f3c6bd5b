"""Two people's changes of one text put into one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Joined:
    """A text with both people's changes. `overlaps` are the first and last lines, counted from 1,
    of places that both had changed: there one's lines stand before the other's."""

    text: str
    overlaps: tuple[tuple[int, int], ...]


def join(base: str, theirs: str, mine: str) -> Joined:
    """Join two texts that were both made from `base`; give "" where that is not known.

    What one of them changed is taken; where both changed the same lines differently, theirs come
    first and mine after them, and nothing is lost.
    """
    lines: list[str] = []
    overlaps: list[tuple[int, int]] = []
    known = base.splitlines() or _shared(theirs.splitlines(), mine.splitlines())
    for old, their, my in _chunks(known, theirs.splitlines(), mine.splitlines()):
        if their == my or my == old:
            lines += their
        elif their == old:
            lines += my
        else:
            overlaps.append((len(lines) + 1, len(lines) + len(their) + len(my)))
            lines += [*their, *my]
    return Joined("\n".join(lines) + "\n" if lines else "", tuple(overlaps))


def _shared(theirs: Sequence[str], mine: Sequence[str]) -> list[str]:
    matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
    return [
        line
        for block in matcher.get_matching_blocks()
        for line in theirs[block.a : block.a + block.size]
    ]


def _chunks(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Runs of lines of the three texts, by turns changed by somebody and by nobody."""
    at_base = at_theirs = at_mine = 0
    for b, t, m, size in _unchanged(base, theirs, mine):
        yield base[at_base:b], theirs[at_theirs:t], mine[at_mine:m]
        same = base[b : b + size]
        yield same, same, same
        at_base, at_theirs, at_mine = b + size, t + size, m + size
    yield base[at_base:], theirs[at_theirs:], mine[at_mine:]


def _unchanged(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Runs that both left as they were: where they begin in each of the three, and their length."""
    in_theirs = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    in_mine = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(in_theirs) and j < len(in_mine):
        one, other = in_theirs[i], in_mine[j]
        start = max(one.a, other.a)
        end = min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, one.b + start - one.a, other.b + start - other.a, end - start
        if one.a + one.size < other.a + other.size:
            i += 1
        else:
            j += 1
