"""How much two works of one exercise have in common, whatever their names, comments and spaces.

A text becomes a row of tokens: names that a student chooses all become one token, as do all numbers
and all strings; comments and spaces go; keywords, Python's own functions and what stands behind a
dot stay. Of that row every run of `RUN` tokens is a *shingle*, and what two sets of shingles share
is their likeness (A. Broder, "On the resemblance and containment of documents", 1997; normalised
tokens as in L. Prechelt, G. Malpohl and M. Philippsen, "Finding plagiarisms among a set of programs
with JPlag", 2002). Left out is what the release gave everybody and what more than half of a class
wrote, as S. Schleimer, D. Wilkerson and A. Aiken do ("Winnowing", 2003): that is the task, and not
one student's thought. Prose is compared by words.

Likeness proves nothing: a person has to read both.
"""

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

RUN = 6  # tokens of code, somewhat more than one short line
WORDS = 4  # words of prose
LONGEST = 60_000  # signs of one work that are looked at
FEWEST = 8  # shingles of her own, under which a work is too short to say anything
COMMON = 0.5  # of the works; what more of them share is left out
CLASS = 8  # works, from which on that can be said
ALIKE, CONTAINED = 0.4, 0.7  # from which on a pair is listed

_PYTHON = frozenset(keyword.kwlist) | {name for name in dir(builtins) if not name.startswith("_")}
# Written so that every sign of any text is part of exactly one token, broken Python included.
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\s+|\\\n)
    |(?P<string>[rbfuRBFU]{0,2}(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)
        |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))
    |(?P<number>\d[\w.]*)
    |(?P<name>\w+)
    |(?P<sign>\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^=!<>:]=|->|.)""",
    re.X | re.S,
)
_WORD = re.compile(r"\w+")

Shingle = int


@dataclass(frozen=True)
class Text:
    """A part of a work: code, or prose."""

    source: str
    prose: bool = False


@dataclass(frozen=True)
class Fingerprint:
    """The shingles of a work."""

    shingles: frozenset[Shingle]


@dataclass(frozen=True)
class Pair:
    """Two works by their keys: `likeness` is the share of shingles that both have of those that
    either has, `contained` that of the shorter which the longer has, both 0 to 1."""

    one: int
    other: int
    likeness: float
    contained: float


@dataclass(frozen=True)
class Compared:
    """The pairs worth looking at, the most alike first; how many works were compared, and how many
    were too short for it."""

    pairs: tuple[Pair, ...]
    works: int
    too_short: int


def fingerprint(texts: Sequence[Text]) -> Fingerprint:
    """The shingles of a work's parts; nothing past its first LONGEST signs."""
    found: set[Shingle] = set()
    left = LONGEST
    for text in texts:
        found.update(shingle for shingle, _, _ in _shingles(text, left))
        left -= len(text.source)
        if left <= 0:
            break
    return Fingerprint(frozenset(found))


def pairs(works: Mapping[int, Fingerprint], given: Fingerprint, most: int = 30) -> Compared:
    """The pairs of works that are more alike than others, without what was `given` to everybody."""
    common = commons(works.values()) | given.shingles
    own = {key: work.shingles - common for key, work in works.items()}
    long = {key: shingles for key, shingles in own.items() if len(shingles) >= FEWEST}
    found = []
    for (one, left), (other, right) in combinations(long.items(), 2):
        shared = len(left & right)
        if not shared:
            continue
        likeness = shared / (len(left) + len(right) - shared)
        contained = shared / min(len(left), len(right))
        if likeness >= ALIKE or contained >= CONTAINED:
            found.append(Pair(one, other, likeness, contained))
    found.sort(key=lambda pair: (-pair.likeness, -pair.contained, pair.one, pair.other))
    return Compared(tuple(found[:most]), len(works), len(works) - len(long))


def commons(works: Collection[Fingerprint]) -> frozenset[Shingle]:
    """What more than half of the works have; nothing where they are few."""
    if len(works) < CLASS:
        return frozenset()
    counts = Counter(shingle for work in works for shingle in work.shingles)
    return frozenset(one for one, count in counts.items() if count > COMMON * len(works))


def shared_lines(text: Text, shared: Collection[Shingle]) -> frozenset[int]:
    """The lines of a text, from 0, that a shingle of `shared` covers."""
    lines: set[int] = set()
    for shingle, first, last in _shingles(text, LONGEST):
        if shingle in shared:
            lines.update(range(first, last + 1))
    return frozenset(lines)


def _shingles(text: Text, longest: int) -> list[tuple[Shingle, int, int]]:
    """Each shingle with its first and last line."""
    source = text.source[:longest]
    run = WORDS if text.prose else RUN
    row = _words(source) if text.prose else _tokens(source)
    return [
        (
            hash(tuple(token for token, _ in row[at : at + run])),
            row[at][1],
            row[at + run - 1][1],
        )
        for at in range(len(row) - run + 1)
    ]


def _words(source: str) -> list[tuple[str, int]]:
    return [
        (word.casefold(), number)
        for number, line in enumerate(source.split("\n"))
        for word in _WORD.findall(line)
    ]


def _tokens(source: str) -> list[tuple[str, int]]:
    """The normalised tokens with their lines."""
    row: list[tuple[str, int]] = []
    line = 0
    for found in _TOKEN.finditer(source):
        kind, token = found.lastgroup, found[0]
        if kind == "name" and token not in _PYTHON and not (row and row[-1][0] == "."):
            row.append(("name", line))
        elif kind in ("string", "number"):
            row.append((f"a {kind}", line))
        elif kind != "skip":
            row.append((token, line))
        line += token.count("\n")
    return row
