"""The sheet of codes: a card for each school, to print and hand over; or the same as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, make_response, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Connection

from app.centre.codes import DAY_MS, code_key, shown_code
from app.centre.generation import centre
from app.centre.transactions import writing
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.sync.link import fingerprint
from app.web.downloads import as_download
from app.web.tables import csv_bytes

# Names that only this computer understands, so that a card with one would help nobody.
ONLY_HERE = ("localhost", "127.", "[::1]")


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says; `code` is as it was made."""

    school: str
    reference: str
    place: tuple[str, ...]
    code: str
    for_hub: bool = False  # it connects a centre below this one, not a school

    @property
    def shown(self) -> str:
        """The code as it is printed."""
        return shown_code(self.code)


class MadeAbove(KisimaError):
    sentence = N_(
        "This centre is a hub: codes for schools are made at the centre at the top. A school may "
        "type such a code with the address of this centre, too."
    )


def key_of_codes(connection: Connection) -> bytes:
    """The key that codes are made under; raises MadeAbove at a hub, whose codes nobody knows."""
    us = centre(connection)
    if us.root_key != us.sign_key:
        raise MadeAbove()
    return code_key(us.sign_seed)


def sheet(cards: Sequence[Card], days: int, *, back: str) -> Response:
    """The page with the cards. No browser keeps it, since the codes are secrets."""
    with writing() as connection:
        key = fingerprint(centre(connection).sign_key)
    page = render_template(
        "centre/sheet.html",
        cards=cards,
        until=format_date(_until(days), "long"),
        address=request.host_url,
        fingerprint=key,
        only_here=request.host.startswith(ONLY_HERE),
        back=back,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def cards_file(cards: Sequence[Card], days: int) -> Response:
    """The same for a spreadsheet or a mail merge."""
    response = Response(csv_bytes(_rows(cards, days)), mimetype="text/csv")
    response.headers["Cache-Control"] = "no-store"
    as_download(response, _("codes") + ".csv")
    return response


def as_iso(milliseconds: int) -> str:
    """A moment in UTC as spreadsheets of every language read it."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M}"


def _rows(cards: Sequence[Card], days: int) -> Iterator[list[object]]:
    yield [
        _("Number"),
        _("School"),
        _("Region"),
        _("District"),
        _("Address of the centre"),
        _("Code"),
        _("Valid until"),
    ]
    until = f"{_until(days):%Y-%m-%d}"
    for card in cards:
        place = [*card.place, "", ""][:2]
        yield [card.reference, card.school, *place, request.host_url, card.shown, until]


def _until(days: int) -> datetime:
    return datetime.fromtimestamp((now_ms() + days * DAY_MS) / 1000, UTC)
