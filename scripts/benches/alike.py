"""Works of one exercise in pairs: sixty of them, some copied, as a class hands them in."""

import random
import time

from app.progress.analysis.alike import Compared, Text, fingerprint, pairs
from scripts.benches.rows import Row, Say

WORKS, LINES = 60, 120
STUB = "# YOUR CODE HERE\nraise NotImplementedError()\n"
WAYS = (
    "{a} = [{b} for {b} in {c} if {b} > {n}]",
    "for {a} in range({n}):\n    {b}.append({c}[{a}] * {n})",
    "def {a}({b}, {c}={n}):\n    return {b} + {c} if {b} else None",
    "{a} = sum({b}) / len({b})  # the mean of {c}",
    "if {a} and not {b}:\n    print('too few', {c}.{a}({n}))",
    "with open('{a}.csv') as {b}:\n    {c} = {b}.read().split(',')",
    "{a}, {b} = sorted({c}.items())[{n}], {{}}",
    "while {a} < {n}:\n    {a} += {b}[{c} % {n}]",
    "{a} = {b}.{c}(axis={n}).{b}()",
)


def rows(quick: bool, say: Say) -> list[Row]:
    """The processor time of reading the works and comparing all pairs."""
    say(f"    {WORKS} works, {WORKS * (WORKS - 1) // 2} pairs")
    works = sources(random.Random(5))
    turns = [taken(works) for _ in range(3 if quick else 9)]
    milliseconds, found = min(turns, key=lambda turn: turn[0])
    assert len(found.pairs) == WORKS // 10  # the copies, and nothing else
    return [Row("60 works compared in 1770 pairs, CPU", milliseconds, "ms", 1000)]


def taken(works: list[str]) -> tuple[float, Compared]:
    """Milliseconds of processor time, and what was found."""
    started = time.process_time()
    prints = {number: fingerprint([Text(source)]) for number, source in enumerate(works)}
    found = pairs(prints, fingerprint([Text(STUB)]))
    return (time.process_time() - started) * 1000, found


def sources(chance: random.Random) -> list[str]:
    """Programs of 120 statements; every tenth is another one with new names."""
    works: list[str] = []
    for number in range(WORKS):
        if number % 10 == 9:
            works.append(works[-1].replace(" v", " other_"))
            continue
        lines = []
        for _ in range(LINES):
            names = {key: f"v{chance.randrange(40)}" for key in "abc"}
            lines.append(chance.choice(WAYS).format(n=chance.randrange(100), **names))
        works.append("\n".join(lines))
    return works
