"""Numbers and moments as the reader's language writes them, for every area's templates."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_percent, format_time
from flask_babel import gettext as _

from app.web.word_lists import whole

GIGABYTE = 1_000_000_000
MEGABYTE = 1_000_000
KILOBYTE = 1_000
LEFT_TO_RIGHT = "\u200e"  # a mark that nobody sees


def install(app: Flask) -> None:
    """Give templates the filters of this module."""
    for filter in (as_points, as_percent, as_moment, as_minute, as_size):
        app.add_template_filter(filter)


def as_points(points: float | None) -> str:
    """Points, without needless zeros."""
    words = str(format_decimal(round(points or 0.0, 2), format="#,##0.##"))
    # Between words that run from the right, a minus would move behind its number.
    return f"{LEFT_TO_RIGHT}{words}" if words.startswith("-") else words


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


def _rounded(number: float) -> str:
    return str(format_decimal(number, format="#,##0.#"))
