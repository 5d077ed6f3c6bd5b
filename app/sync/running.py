"""One sync: hello, what the centre lacks, receipts; and how it went."""

import logging
import random as chance
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import transaction
from app.errors import KisimaError
from app.sync import marks
from app.sync.budget import BudgetUsedUp
from app.sync.greeting import own_epochs
from app.sync.hearing import Heard
from app.sync.http import Transport, connect
from app.sync.link import Link, NotConnected, change, connected
from app.sync.link_errors import AskedToWait, Unreached
from app.sync.models import SyncRun
from app.sync.one_at_a_time import AlreadyRunning, alone
from app.sync.patience import Patience
from app.sync.runs import begin, note_end
from app.sync.sending import send_all
from app.sync.talking import Talk
from app.sync.terms import Progress, Tell, Terms, nobody
from app.sync.timing import Tried, next_try
from app.sync.wire import public_sign_key

log = logging.getLogger(__name__)

LOOKED_AT_MS = 28 * 86_400_000  # the runs from which good hours are learnt
Connect = Callable[[str], Transport]


@dataclass(frozen=True)
class Outcome:
    """How a run went. `name` is one of

        delivered   all that may leave is at the centre
        broken-off  the centre was reached, but the link broke before the end
        unreached   nothing of the centre's came back
        over-budget, running (another run is), by-stick (there is no address), refused

    `events` were heard to have arrived, `waiting` still wait, `up` and `down` are bytes. `error`
    says what was wrong, if anything; `forked` and `copied` what was found out about this laptop.
    """

    name: str
    events: int = 0
    waiting: int = 0
    up: int = 0
    down: int = 0
    error: KisimaError | None = None
    found_out: Heard = field(default_factory=Heard)

    @property
    def delivered(self) -> bool:
        return self.name == "delivered"


def run(
    terms: Terms,
    *,
    connect: Connect = connect,
    tell: Tell = nobody,
    pause: Callable[[float], None] = time.sleep,
    random: chance.Random | None = None,
) -> Outcome:
    """Sync once, inside an app context; what a person can do something about is in the outcome.

    `pause` waits seconds between tries. Only one run at a time uses a data folder.
    """
    try:
        with alone(terms.data):
            return _alone(terms, connect, tell, pause, random or chance.Random())
    except AlreadyRunning as error:
        return Outcome("running", error=error)
    except KisimaError as error:
        return Outcome("refused", error=error)


def _alone(
    terms: Terms,
    connect: Connect,
    tell: Tell,
    pause: Callable[[float], None],
    random: chance.Random,
) -> Outcome:
    with transaction() as session:
        journal.keys(session)  # made on first need
        link = connected(session)
        if not link.url:
            return Outcome("by-stick", error=NotConnected())
        number, budget = begin(session, terms)
    transport = connect(link.url)
    talk = Talk(terms, transport, Patience(pause), number, budget)
    error: KisimaError | None = None
    events = 0

    def count(progress: Progress) -> None:
        nonlocal events
        events = progress.sent
        tell(progress)

    try:
        talk.hello()
        events = send_all(talk, count).sent
    except KisimaError as caught:
        error = caught
        if isinstance(caught, AskedToWait):
            with transaction() as session:
                change(session, {"retry_after_ms": now_ms() + caught.seconds * 1000})
    finally:
        transport.close()
    return _ended(talk, events, error, random)


def _ended(talk: Talk, events: int, error: KisimaError | None, random: chance.Random) -> Outcome:
    """Write down how the run went, and when to try again."""
    with transaction() as session:
        link = connected(session)
        key = public_sign_key(journal.keys(session).sign_seed)
        waiting = marks.waiting(session, link, own_epochs(session, link, key))
        name = outcome_name(error, reached=talk.reached)
        up, down = note_end(session, talk.run, name, events, error)
        change(session, {"next_try_ms": _next_try(session, link, random)})
        return Outcome(name, events, waiting, up, down, error, talk.found_out)


def outcome_name(error: KisimaError | None, *, reached: bool) -> str:
    """See Outcome."""
    if error is None:
        return "delivered"
    if isinstance(error, BudgetUsedUp):
        return "over-budget"
    if isinstance(error, Unreached | AskedToWait):
        return "broken-off" if reached else "unreached"
    return "refused"


def _next_try(session: Session, link: Link, random: chance.Random) -> int:
    now = now_ms()
    return next_try(
        now,
        tries(session, now),
        slot_minute=link.slot_minute,
        # Something will wait soon; `trying.due` looks whether it does.
        waiting=True,
        retry_after_ms=link.retry_after_ms,
        random=random,
    )


def tries(session: Session, now: int) -> list[Tried]:
    """The runs over the link of the last weeks, oldest first."""
    query = (
        select(SyncRun.started_ms, SyncRun.outcome)
        .where(SyncRun.way == "http", SyncRun.started_ms >= now - LOOKED_AT_MS)
        .where(SyncRun.outcome.in_(("delivered", "broken-off", "unreached", "refused")))
        .order_by(SyncRun.id)
    )
    return [Tried(at, name != "unreached") for at, name in session.execute(query)]
