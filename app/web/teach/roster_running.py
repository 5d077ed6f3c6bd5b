"""A roster being made true behind the pages: hashing thousands of PINs takes minutes.

It is a thread of the pages' process, since the PINs are to be shown there and kept nowhere else;
hashing, two thirds of its work, lets other threads go on.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from flask import Flask, current_app

from app.database import StoreBusy
from app.errors import KisimaError
from app.people import accounts
from app.people.models import Account
from app.people.rosters import imports, pins_again
from app.people.rosters.applying import NewAccount, Piece
from app.people.rosters.roster import Problem
from app.web.teach.cards import Batches, Card, batches

log = logging.getLogger(__name__)
FEW = 200  # people for whom a page waits, since they are there soon
SOON = 10  # seconds that it waits for them at most
PATIENCE = 20  # times that a store too busy to save is asked again, with a second between


@dataclass
class Run:
    """One import at work: what it has made so far, and what became of it."""

    thread: threading.Thread | None = None
    refused: list[Problem] = field(default_factory=list)
    trouble: KisimaError | None = None
    cards: str = ""  # the batch to print, once it has ended
    again: int = 0  # people who got another PIN, since the card of the first was lost
    again_of: int = 0

    @property
    def going(self) -> bool:
        """Whether it is still at work."""
        return self.thread is not None and self.thread.is_alive()


class Runs:
    """The imports of this process, by number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[int, Run] = {}

    def get(self, number: int) -> Run | None:
        """The run, if this process has done it."""
        return self._runs.get(number)

    def going(self, number: int) -> bool:
        """Whether this process is at work on it."""
        run = self.get(number)
        return run is not None and run.going

    def start(self, number: int, by: int, back: str, people: int) -> None:
        """Begin or go on with an import of so many people, once; waits for the end of a short
        one."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        with self._lock:
            run = self._runs.get(number)
            if run is None or not run.going:
                earlier = run.cards if run else ""
                run = self._runs[number] = Run()
                work = (app, run, number, by, back, batches(), earlier)
                run.thread = threading.Thread(target=_work, args=work, daemon=True)
                run.thread.start()
        assert run.thread is not None
        run.thread.join(SOON if people <= FEW else 0)


def runs() -> Runs:
    """Those of the running app."""
    kept: Runs = current_app.extensions.setdefault("kisima-roster-runs", Runs())
    return kept


def _work(
    app: Flask, run: Run, number: int, by: int, back: str, kept: Batches, earlier: str
) -> None:
    """Do it all; `earlier` names the cards of a try that was broken off in this process."""
    made: list[NewAccount] = []
    batch = kept.find(by, earlier)
    cards = list(batch.cards) if batch else []
    with app.app_context():
        try:
            person = accounts.account(by)
            _carry_out(run, number, person, made)
            _make_again(run, number, person, made, {card.account_id for card in cards})
        except KisimaError as error:
            run.trouble = error
        except Exception:
            log.exception("a roster could not be taken in whole")
            run.trouble = imports.BrokenOff()
        # Also after a failure: what was made is made, and its PINs are known nowhere else.
        places = imports.class_names()
        cards += [_card(one, places) for one in made]
        if cards:
            cards.sort(key=lambda card: (card.place, card.full_name))
            run.cards = kept.put(by, cards, back, number)
            kept.drop(by, earlier)


def _carry_out(run: Run, number: int, by: Account, made: list[NewAccount]) -> None:
    if imports.found(by, number).state == "done":
        return
    for piece in _patiently(partial(imports.carry_out, by, number)):
        made += piece.made
        run.refused += piece.refused


def _make_again(
    run: Run, number: int, by: Account, made: list[NewAccount], having: set[int]
) -> None:
    having |= {one.account_id for one in made}
    run.again_of = len(set(pins_again.without_cards(by, number)) - having)
    for piece in _patiently(partial(pins_again.make_again, by, number, having)):
        made += piece.made
        having |= {one.account_id for one in piece.made}
        run.again += piece.people


def _patiently(pieces: Callable[[], Iterator[Piece]]) -> Iterator[Piece]:
    """All pieces of a work that goes on where it was when it is begun anew, as it is after the
    store was too busy to save."""
    refusals = 0
    while True:
        try:
            for piece in pieces():
                refusals = 0
                yield piece
            return
        except StoreBusy:
            refusals += 1
            if refusals == PATIENCE:
                raise
            time.sleep(1)


def _card(one: NewAccount, places: dict[int, str]) -> Card:
    place = places.get(one.class_ids[0], "") if one.class_ids else ""
    names = (one.full_name, one.username, one.secret, place)
    return Card(*names, one.role == "student", one.account_id)
