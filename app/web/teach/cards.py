"""Login cards: a sheet to print and cut, with a name, a PIN and a code that opens the sign-in page.

Only hashes of PINs are stored, so a card can show one only when it is made. What an import of
thousands has made is kept in memory for an hour after it was last shown, for whoever asked for it,
and nowhere else.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, current_app, make_response, render_template, request

from app.clock import monotonic_ms
from app.errors import N_, KisimaError
from app.web.lan import lan_addresses

ON_A_PAGE = 10
KEPT_MS = 3_600_000
MOST_SHEETS = 20
# Names that only this computer understands, so that a card with one would help nobody.
ONLY_HERE = ("localhost", "127.", "[::1]")


class CardsGone(KisimaError):
    sentence = N_(
        "These PINs are not here any more: they are kept for an hour, and only until the computer "
        "stops. Nothing else is lost. Choose the students in their class and make new PINs."
    )


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says."""

    full_name: str
    username: str
    secret: str
    place: str  # the class
    is_pin: bool = True
    account_id: int = 0  # where a list made the person


@dataclass(frozen=True)
class Batch:
    """Cards made together: whose they are to see, and by class."""

    owner: int
    cards: tuple[Card, ...]
    back: str
    shown_ms: int
    made_by: int | None  # the list (RosterImport.id) that made the people


class Batches:
    """The cards that wait to be printed, in memory only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Batch] = OrderedDict()

    def put(self, owner: int, cards: Iterable[Card], back: str, made_by: int | None = None) -> str:
        """Keep cards, and return the name to find them by."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._kept[name] = Batch(owner, tuple(cards), back, monotonic_ms(), made_by)
            while len(self._kept) > MOST_SHEETS:
                self._kept.popitem(last=False)
        return name

    def get(self, owner: int, name: str) -> Batch:
        """The cards, for whoever had them made, to be shown: kept for another hour, since those of
        a whole school take longer to print. Raises CardsGone."""
        found = self.find(owner, name)
        if found is None:
            raise CardsGone()
        with self._lock:
            self._kept[name] = replace(found, shown_ms=monotonic_ms())
        return found

    def find(self, owner: int, name: str) -> Batch | None:
        """The cards, if they are still here."""
        with self._lock:
            now = monotonic_ms()
            old = [key for key, one in self._kept.items() if one.shown_ms < now - KEPT_MS]
            for key in old:
                del self._kept[key]
            found = self._kept.get(name)
        return found if found and found.owner == owner else None

    def drop(self, owner: int, name: str) -> None:
        """Forget cards that have been printed."""
        with self._lock:
            found = self._kept.get(name)
            if found is not None and found.owner == owner:
                del self._kept[name]


def batches() -> Batches:
    """Those of the running app."""
    kept: Batches = current_app.extensions.setdefault("kisima-cards", Batches())
    return kept


def sheet(
    cards: Sequence[Card], *, back: str, name: str = "", places: Sequence[str] = (), place: str = ""
) -> Response:
    """The page with the cards. No browser keeps it, since PINs are secrets.

    `name` is that of a batch, whose cards the last button forgets; `places` are its classes.
    """
    address = card_address()
    pages = [
        [(card, qr(sign_in_address(address, card.username))) for card in cards[at : at + ON_A_PAGE]]
        for at in range(0, len(cards), ON_A_PAGE)
    ]
    page = render_template(
        "teach/cards.html",
        pages=pages,
        count=len(cards),
        address=address,
        only_here=_host(address).startswith(ONLY_HERE),
        back=back,
        name=name,
        places=places,
        place=place,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def card_address() -> str:
    """This school's address as others in the room type it, with "/" at its end."""
    if not request.host.startswith(ONLY_HERE):
        return request.host_url
    port = request.host.rpartition(":")[2]
    for address in lan_addresses():
        return f"http://{address}:{port}/" if port.isdecimal() else f"http://{address}/"
    return request.host_url


def sign_in_address(address: str, username: str) -> str:
    """The sign-in page with the user name filled in, which stands on the card in letters too."""
    return f"{address}sign-in?{urlencode({'username': username})}"


def qr(text: str) -> str:
    """A QR code as SVG, to stand in a page."""
    import segno

    made = segno.make(text, error="m", micro=False)
    svg = made.svg_inline(omitsize=True, border=2, light="#fff", svgclass="qr", lineclass=None)
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)


def _host(address: str) -> str:
    return address.partition("//")[2]
