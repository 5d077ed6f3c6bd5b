"""Numbers and moments as the reader's language writes them, for every area's templates."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import (
    format_date,
    format_datetime,
    format_decimal,
    format_percent,
    format_time,
    ngettext,
)
from flask_babel import gettext as _

from app.web.word_lists import whole

GIGABYTE = 1_000_000_000
MEGABYTE = 1_000_000
KILOBYTE = 1_000
LEFT_TO_RIGHT = "\u200e"  # a mark that nobody sees


def install(app: Flask) -> None:
    """Give templates the filters and functions of this module."""
    for filter in (as_points, as_percent, as_moment, as_minute, as_size):
        app.add_template_filter(filter)
    for words in (in_points, points_of):
        app.add_template_global(words)


def as_points(points: float | None) -> str:
    """Points, without needless zeros."""
    words = str(format_decimal(round(points or 0.0, 2), format="#,##0.##"))
    # Between words that run from the right, a minus would move behind its number.
    return f"{LEFT_TO_RIGHT}{words}" if words.startswith("-") else words


def in_points(points: float | None) -> str:
    """Points with their noun: "1 point", "2.5 points"."""
    number = as_points(points)
    return str(ngettext("%(points)s point", "%(points)s points", _many(points), points=number))


def points_of(score: float | None, most: float | None) -> str:
    """A score with its noun: "1 of 1 point", "3 of 4 points"."""
    score_words, most_words, many = as_points(score), as_points(most), _many(most)
    return str(
        ngettext(
            "%(score)s of %(most)s point",
            "%(score)s of %(most)s points",
            many,
            score=score_words,
            most=most_words,
        )
    )


def as_percent(share: float) -> str:
    """A share from 0 to 1 as a percentage; 100 % is all of it, and 0 % is none."""
    if 0 < share < 1:
        share = min(max(share, 0.01), 0.99)
    return str(format_percent(share))


def as_moment(milliseconds: int) -> str:
    """A point in time, in the school's time zone."""
    return whole(format_datetime(datetime.fromtimestamp(milliseconds / 1000, UTC), "medium"))


def as_minute(milliseconds: int) -> str:
    """A day and a time of day that somebody has set, in the school's time zone."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    day = format_date(moment, "medium", rebase=True)
    return whole(f"{day} {format_time(moment, 'short')}")


def as_size(size: int) -> str:
    """Bytes as gigabytes, or as megabytes or kilobytes where they are few."""
    if size >= GIGABYTE:
        return _("%(number)s GB", number=_rounded(size / GIGABYTE))
    if size >= MEGABYTE:
        return _("%(number)s MB", number=_rounded(size / MEGABYTE))
    return _("%(number)s kB", number=_rounded(size / KILOBYTE))


def _many(points: float | None) -> int:
    """The number by which a noun is chosen; gettext takes whole ones, and a fraction is many."""
    number = round(points or 0.0, 2)
    return int(number) if number == int(number) else max(2, int(number))


def _rounded(number: float) -> str:
    return str(format_decimal(number, format="#,##0.#"))
