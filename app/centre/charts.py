"""Charts as SVG, drawn on the server: read in black and white, by screen readers, and both ways.

Lengths along the reading direction are percentages and everything else is in pixels, so a chart
fills a phone and a desk alike and its words keep their size. What differs does so by pattern and
by words. In a language that is read from the right the picture begins at the right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

HEIGHT, FOOT, HEAD = 170, 20, 18  # pixels
ROW = 40
LONGEST_LABEL = 34  # signs
PATTERNS = {
    "solid": "",
    "stripes": '<path d="M-1 7 7-1M3 11 11 3" stroke="currentColor" stroke-width="2.4"/>',
    "dots": '<circle cx="4" cy="4" r="2.1" fill="currentColor"/>',
    "lines": '<path d="M0 2H8M0 6H8" stroke="currentColor" stroke-width="1.6"/>',
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A column or bar. `value` is None where it is not shown; `words` say the value."""

    label: str
    value: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: its id on the page, a pattern's name, which way one reads."""

    id: str
    pattern: str = "solid"
    rtl: bool = False


def columns(title: str, told: str, marks: Sequence[Mark], top: str, look: Look) -> str:
    """A column for each mark, in order; `top` is what the highest line stands for, in words.

    Pass `highest(values)` through the reader's number format for it.
    """
    most = highest([mark.value for mark in marks])
    step = 100 / max(1, len(marks))
    room = HEIGHT - FOOT - HEAD
    parts = [
        f'<path d="M0 0H9999" transform="translate(0 {y})" class="grid-line"/>'
        for y in (HEAD, HEAD + room // 2)
    ]
    parts.append(_text(0, HEAD - 5, top, look, "start"))
    named = max(1, ceil(len(marks) / 4))
    for place, mark in enumerate(marks):
        at = place * step + step * 0.12
        wide = step * 0.76
        if mark.value is None:
            low = (at, HEIGHT - FOOT - 9, wide, 9)
            parts.append(_box(low, look, 'class="unshown"', f"{mark.label}: {mark.words}"))
        elif mark.value > 0:
            tall = max(1.0, mark.value / most * room)
            box = (at, HEIGHT - FOOT - tall, wide, tall)
            parts.append(_box(box, look, _fill(look), f"{mark.label}: {mark.words}"))
        if place % named == 0 and place * step <= 80:
            parts.append(_text(place * step, HEIGHT - 5, mark.label, look, "start"))
    parts.append(
        f'<path d="M0 0H9999" transform="translate(0 {HEIGHT - FOOT})" class="base-line"/>'
    )
    return _svg(title, told, HEIGHT, parts, look)


def bars(
    title: str, told: str, marks: Sequence[Mark], look: Look, full: float | None = None
) -> str:
    """A bar for each mark, one below the other, its name and value above it.

    `full` is what the whole width stands for, where that is not the greatest value.
    """
    most = full or max([mark.value or 0 for mark in marks], default=0) or 1
    return _svg(title, told, ROW * len(marks), list(_bars(marks, most, look)), look)


def highest(values: Sequence[float | None]) -> float:
    """A round number, not far above the greatest value; at least 1."""
    most = max([value or 0 for value in values], default=0)
    if most <= 1:
        return 1
    power = 10 ** int(log10(most))
    return float(
        next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= most)
    )


def _bars(marks: Sequence[Mark], most: float, look: Look) -> Iterator[str]:
    for place, mark in enumerate(marks):
        y = place * ROW
        label = mark.label
        if len(label) > LONGEST_LABEL:
            label = label[: LONGEST_LABEL - 1] + "…"
        yield _text(0, y + 15, label, look, "start")
        yield _text(100, y + 15, mark.words, look, "end")
        said = f"{mark.label}: {mark.words}"
        if mark.value is None:
            yield _box((0, y + 21, 8, 11), look, 'class="unshown"', said)
        else:
            yield _box((0, y + 21, 100, 11), look, 'class="rest"', said)
            if mark.value > 0:
                wide = max(0.6, 100 * mark.value / most)
                yield _box((0, y + 21, wide, 11), look, _fill(look), said)


def _fill(look: Look) -> str:
    return 'class="mark"' if look.pattern == "solid" else f'fill="url(#{look.id}-p)" class="edge"'


def _box(box: tuple[float, float, float, float], look: Look, more: str, said: str) -> str:
    start, y, wide, tall = box
    x = 100 - start - wide if look.rtl else start
    place = f'x="{_short(x)}%" y="{_short(y)}" width="{_short(wide)}%" height="{_short(tall)}"'
    return f"<rect {place} {more}><title>{escape(said)}</title></rect>"


def _text(x: float, y: float, words: str, look: Look, anchor: str) -> str:
    # The anchor follows the page's direction by itself, the place does not.
    at = 100 - x if look.rtl else x
    return f'<text x="{_short(at)}%" y="{_short(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, told: str, height: int, parts: Sequence[str], look: Look) -> str:
    pattern = ""
    if look.pattern != "solid":
        pattern = (
            f'<defs><pattern id="{look.id}-p" width="8" height="8" patternUnits="userSpaceOnUse">'
            f"{PATTERNS[look.pattern]}</pattern></defs>"
        )
    direction = "rtl" if look.rtl else "ltr"
    return (
        f'<svg class="chart" role="img" width="100%" height="{height}" direction="{direction}"'
        f' aria-labelledby="{look.id}-t {look.id}-d"><title id="{look.id}-t">{escape(title)}'
        f'</title><desc id="{look.id}-d">{escape(told)}</desc>{pattern}{"".join(parts)}</svg>'
    )


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
