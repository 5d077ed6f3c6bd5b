"""How hard each question of a quiz or test of an exercise is, and whom it tells apart.

*Difficulty* is the mean share of what could be had (for questions: the share right). As
*discrimination* stands the correlation of an item with the rest of the work, which for items that
are right or wrong is the point-biserial one; the item itself is left out of the rest, or it would
be compared with itself (S. Henrysson, "Correction of item-total correlations in item analysis",
Psychometrika 28, 1963). Beside it stands the difference between the upper and the lower 27 % of
the students by the rest of their work (T. L. Kelley, "The selection of upper and lower groups for
the validation of test items", Journal of Educational Psychology 30, 1939). What counts as little is
after R. L. Ebel and D. A. Frisbie, "Essentials of Educational Measurement", 1991.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

FEWEST = 10  # students, under which figures say more about chance than about the question
FEWEST_DRAWN = 20  # where each student was asked other questions, so that her rest is of others
GROUP = 0.27  # of the students
LITTLE = 0.1  # a correlation that says next to nothing
HARD = 0.2

Hint = Literal["", "few", "everybody", "nobody", "backwards", "little", "hard", "alone"]


@dataclass(frozen=True)
class Item:
    """A question or test: what it is called, and what it weighs in the rest of the others."""

    key: str
    title: str
    most: float = 1.0


@dataclass(frozen=True)
class Figures:
    """What is known of an item; see the module. `share` is 0 to 1 and None where nobody answered;
    `correlation` and `difference` are -1 to 1, None where they cannot be reckoned."""

    item: Item
    students: int
    share: float | None
    correlation: float | None
    difference: float | None
    hint: Hint


def figures(
    items: Sequence[Item], answers: Mapping[int, Mapping[str, float]], fewest: int = FEWEST
) -> tuple[Figures, ...]:
    """The figures of each item. `answers` gives for each student the share (0 to 1) that she had of
    each item by its key; what she did not answer is left out, and her rest is her mean over the
    others that she did answer, by what they weigh. Where fewer than `fewest` students answered an
    item, it has no figure but the first."""
    return tuple(_figures(item, items, answers.values(), fewest) for item in items)


def _figures(
    item: Item, items: Sequence[Item], answers: Iterable[Mapping[str, float]], fewest: int
) -> Figures:
    weights = {one.key: one.most for one in items if one.key != item.key and one.most > 0}
    shares: list[float] = []
    beside: list[tuple[float, float]] = []  # share of the item, and of the rest
    for given in answers:
        if item.key not in given:
            continue
        shares.append(given[item.key])
        others = [(weight, given[key]) for key, weight in weights.items() if key in given]
        if others:
            rest = sum(w * share for w, share in others) / sum(w for w, _share in others)
            beside.append((given[item.key], rest))
    share = sum(shares) / len(shares) if shares else None
    enough = len(beside) >= fewest
    correlation = _correlation(beside) if enough else None
    difference = _upper_lower(beside) if enough else None
    few = len(shares) < fewest
    hint = _hint(few, share, correlation, alone=not weights)
    return Figures(item, len(shares), share, correlation, difference, hint)


def _hint(few: bool, share: float | None, correlation: float | None, alone: bool) -> Hint:
    if share is None or few:
        return "few"
    if share >= 1:
        return "everybody"
    if share <= 0:
        return "nobody"
    if correlation is not None and correlation <= -LITTLE:
        return "backwards"
    if correlation is not None and correlation < LITTLE:
        return "little"
    if share < HARD:
        return "hard"
    return "alone" if alone else ""


def _correlation(beside: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's, which is the point-biserial one where the first is 0 or 1; None where one of both
    is the same for everybody."""
    count = len(beside)
    mean_one = math.fsum(one for one, _ in beside) / count
    mean_rest = math.fsum(rest for _, rest in beside) / count
    spread_one = math.fsum((one - mean_one) ** 2 for one, _ in beside)
    spread_rest = math.fsum((rest - mean_rest) ** 2 for _, rest in beside)
    if spread_one < 1e-9 or spread_rest < 1e-9:
        return None
    both = math.fsum((one - mean_one) * (rest - mean_rest) for one, rest in beside)
    return max(-1.0, min(1.0, both / math.sqrt(spread_one * spread_rest)))


def _upper_lower(beside: Sequence[tuple[float, float]]) -> float | None:
    """The mean of the upper 27 % less that of the lower. Of students with equal rests at a group's
    edge each counts in part, so that their order does not matter."""
    size = GROUP * len(beside)
    by_rest: dict[float, list[float]] = {}
    for one, rest in beside:
        by_rest.setdefault(round(rest, 9), []).append(one)
    if len(by_rest) < 2:
        return None
    rests = sorted(by_rest)
    upper = _mean_of_first([by_rest[rest] for rest in reversed(rests)], size)
    return upper - _mean_of_first([by_rest[rest] for rest in rests], size)


def _mean_of_first(groups: Iterable[Sequence[float]], size: float) -> float:
    total, left = 0.0, size
    for group in groups:
        taken = min(left, len(group))
        total += taken * sum(group) / len(group)
        left -= taken
        if left <= 0:
            break
    return total / size
