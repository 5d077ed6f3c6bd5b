"""A roster being made true behind the pages: hashing thousands of PINs takes minutes."""

import logging
import threading
from dataclasses import dataclass, field

from flask import Flask, current_app

from app.errors import KisimaError
from app.people import accounts
from app.people.rosters import imports
from app.people.rosters.applying import NewAccount
from app.people.rosters.roster import Problem
from app.web.teach.cards import Batches, Card, batches

log = logging.getLogger(__name__)
SOON = 4  # seconds that a page waits, in which a class of a hundred is there


@dataclass
class Run:
    """One import at work: what it has made so far, and what became of it."""

    thread: threading.Thread | None = None
    refused: list[Problem] = field(default_factory=list)
    trouble: KisimaError | None = None
    cards: str = ""  # the batch to print, once it has ended

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

    def start(self, number: int, by: int, back: str) -> None:
        """Begin or go on with an import, once; waits a little, for most are done by then."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        with self._lock:
            run = self._runs.get(number)
            if run is None or not run.going:
                run = self._runs[number] = Run()
                work = (app, run, number, by, back, batches())
                run.thread = threading.Thread(target=_work, args=work, daemon=True)
                run.thread.start()
        assert run.thread is not None
        run.thread.join(SOON)


def runs() -> Runs:
    """Those of the running app."""
    kept: Runs = current_app.extensions.setdefault("kisima-roster-runs", Runs())
    return kept


def _work(
    app: Flask,
    run: Run,
    number: int,
    by: int,
    back: str,
    kept: Batches,
) -> None:
    made: list[NewAccount] = []
    with app.app_context():
        try:
            for piece in imports.carry_out(accounts.account(by), number):
                made += piece.made
                run.refused += piece.refused
        except KisimaError as error:
            run.trouble = error
        except Exception:
            log.exception("a roster could not be taken in whole")
            run.trouble = imports.BrokenOff()
        # Also after a failure: what was made is made, and its PINs are known nowhere else.
        if made:
            places = imports.class_names()
            cards = [_card(one, places) for one in made]
            cards.sort(key=lambda card: (card.place, card.full_name))
            run.cards = kept.put(by, cards, back)


def _card(one: NewAccount, places: dict[int, str]) -> Card:
    place = places.get(one.class_ids[0], "") if one.class_ids else ""
    return Card(one.full_name, one.username, one.secret, place, one.role == "student")
