"""What differs between two texts, line by line and within a line word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "changed", "gone", "new", "skipped"]

_AROUND = 2  # lines shown before and after a change
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Two lines that share less than this are two lines, not one that was changed.
_ALIKE = 0.35
_LONGEST_LINE = 6_000  # characters; beyond it a line is marked as a whole


@dataclass(frozen=True)
class Piece:
    """Some words of a line, and whether the other text lacks them."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Row:
    """A line of both texts, or of one of them; numbers count from 1, 0 where there is no line.

    A row that stands for `skipped` lines has none of its own.
    """

    kind: Kind
    old_number: int = 0
    old: tuple[Piece, ...] = ()
    new_number: int = 0
    new: tuple[Piece, ...] = ()
    skipped: int = 0


def differences(old: str, new: str, *, whole: bool = False) -> list[Row]:
    """The two texts beside each other; lines far from any change are skipped unless `whole`.

    Empty where the texts say the same; line ends do not count.
    """
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return []
    rows = list(_rows(before, after))
    return rows if whole else list(_shortened(rows))


def _rows(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                line = (Piece(before[i]),)
                yield Row("same", i + 1, line, j + 1, line)
        else:
            yield from _replaced(before, after, range(i1, i2), range(j1, j2))


def _replaced(
    before: Sequence[str], after: Sequence[str], olds: range, news: range
) -> Iterator[Row]:
    """Lines in the place of others: those that are alike stand beside each other, in order."""
    news_left = list(news)
    for i in olds:
        found = next((j for j in news_left if _alike(before[i], after[j])), None)
        if found is None:
            yield Row("gone", i + 1, (Piece(before[i], True),))
            continue
        while news_left[0] != found:
            yield _new(after, news_left.pop(0))
        news_left.pop(0)
        old, new = _words(before[i], after[found])
        yield Row("changed", i + 1, old, found + 1, new)
    for j in news_left:
        yield _new(after, j)


def _new(after: Sequence[str], j: int) -> Row:
    return Row("new", new_number=j + 1, new=(Piece(after[j], True),))


def _alike(one: str, other: str) -> bool:
    if not one.strip() or not other.strip():
        return False
    matcher = SequenceMatcher(None, _WORDS.findall(one), _WORDS.findall(other), autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE


def _words(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if max(len(one), len(other)) > _LONGEST_LINE:
        return (Piece(one, True),), (Piece(other, True),)
    before, after = _WORDS.findall(one), _WORDS.findall(other)
    old: list[Piece] = []
    new: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if i2 > i1:
            old.append(Piece("".join(before[i1:i2]), kind != "equal"))
        if j2 > j1:
            new.append(Piece("".join(after[j1:j2]), kind != "equal"))
    return tuple(old), tuple(new)


def _shortened(rows: Sequence[Row]) -> Iterator[Row]:
    changed = [number for number, row in enumerate(rows) if row.kind != "same"]
    shown = {near for n in changed for near in range(n - _AROUND, n + _AROUND + 1)}
    skipped = 0
    for number, row in enumerate(rows):
        if number not in shown:
            skipped += 1
            continue
        if skipped:
            yield Row("skipped", skipped=skipped)
            skipped = 0
        yield row
    if skipped:
        yield Row("skipped", skipped=skipped)
