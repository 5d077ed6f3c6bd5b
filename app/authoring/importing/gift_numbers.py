"""Numbers as GIFT writes them: `3`, `3:0.5`, `2.5..3.5`; exact, since decimals are read as such."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

_LARGEST = 300  # the greatest power of ten that a float holds with room to spare
_DIGITS = 40


@dataclass(frozen=True)
class Range:
    """Every number from `least` to `most` is right."""

    least: Decimal
    most: Decimal

    def written(self) -> tuple[str, str]:
        """The middle and how far from it an answer may be; the second is empty for 0."""
        with localcontext() as context:
            context.prec = _DIGITS
            middle = (self.least + self.most) / 2
            slack = (self.most - self.least) / 2
            return plain(middle), plain(slack) if slack else ""


def read_range(text: str) -> Range | None:
    """The numbers that an answer of a numerical question takes, or None where it is none."""
    with localcontext() as context:
        context.prec = _DIGITS
        if ".." in text:
            low, _, high = text.partition("..")
            least, most = number(low), number(high)
            if least is None or most is None:
                return None
            return Range(min(least, most), max(least, most))
        value, _, slack = text.partition(":")
        middle, tolerance = number(value), number(slack) if slack.strip() else Decimal(0)
        if middle is None or tolerance is None:
            return None
        return Range(middle - abs(tolerance), middle + abs(tolerance))


def number(text: str) -> Decimal | None:
    """A finite number with a point or one decimal comma, not longer than is sensible."""
    plain_text = text.strip().replace("\N{MINUS SIGN}", "-")
    if plain_text.count(",") == 1 and "." not in plain_text:
        plain_text = plain_text.replace(",", ".")
    if len(plain_text) > _DIGITS or "_" in plain_text or not plain_text.isascii():
        return None
    try:
        found = Decimal(plain_text)
    except InvalidOperation:
        return None
    if not found.is_finite() or (found and abs(found.adjusted()) > _LARGEST):
        return None
    return found


def plain(value: Decimal) -> str:
    """A number as people write it, with an exponent only where it would be very long."""
    if not value:
        return "0"
    value = value.normalize()
    if -8 <= value.adjusted() <= 15:
        return format(value, "f")
    return format(value, "E").replace("E+", "e").replace("E", "e")


def joined(ranges: list[Range]) -> Range | None:
    """One range that takes exactly what several take, if they touch."""
    ordered = sorted(ranges, key=lambda one: one.least)
    whole = ordered[0]
    for one in ordered[1:]:
        if one.least > whole.most:
            return None
        whole = Range(whole.least, max(whole.most, one.most))
    return whole
