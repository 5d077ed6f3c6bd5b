"""One run of a hub: greetings, what the next hop lacks, and how it went."""

import random as chance
import time
from collections.abc import Callable

from app.centre.hub_greeting import has_news, waiting
from app.centre.hub_link import NotAHub, connected, plan, upstream
from app.centre.hub_sending import HubSending, send_all
from app.centre.hub_talking import HubTalk
from app.centre.transactions import reading, writing
from app.clock import now_ms
from app.database import transaction
from app.errors import KisimaError
from app.sync.budget import month_so_far
from app.sync.http import Transport, connect
from app.sync.link_errors import AskedToWait, OtherAnswer
from app.sync.one_at_a_time import AlreadyRunning, alone
from app.sync.patience import Patience
from app.sync.running import Outcome, outcome_name, tries
from app.sync.runs import begin, note_end
from app.sync.talking import Talk
from app.sync.terms import Progress, Tell, Terms, looking, nobody
from app.sync.timing import LONGEST_WAIT, next_try

DAY_MS = 86_400_000
MOST_TURNS = 4  # new lives of the next hop in one run
Pause = Callable[[float], None]


def run(
    terms: Terms,
    *,
    connect: Callable[[str], Transport] = connect,
    tell: Tell = nobody,
    pause: Pause = time.sleep,
    random: chance.Random | None = None,
) -> Outcome:
    """Pass on once what schools have sent, inside an app context; see app.sync.running.run.

    "delivered" says that the next hop holds everything; only the root's receipts, which schools
    are handed, say that the root does.
    """
    try:
        with alone(terms.data):
            return _alone(terms, connect, tell, pause, random or chance.Random())
    except AlreadyRunning as error:
        return Outcome("running", error=error)
    except KisimaError as error:
        return Outcome("refused", error=error)


def due(terms: Terms) -> bool:
    """Whether it is time for a run: cheap enough to be asked each minute. Inside an app context."""
    now = now_ms()
    with reading() as connection:
        up = upstream(connection)
        if up is None or not up.url:
            return False
        planned = up.next_try_ms
        if planned is not None and now < planned < now + 8 * DAY_MS:
            return False
    with looking() as session:
        return month_so_far(session, now, terms.budget_mb, terms.zone).left != 0


def _alone(
    terms: Terms,
    connect: Callable[[str], Transport],
    tell: Tell,
    pause: Pause,
    random: chance.Random,
) -> Outcome:
    with reading() as connection:
        up = connected(connection)
    if not up.url:
        return Outcome("by-stick", error=NotAHub())
    with transaction() as session:
        number, budget = begin(session, terms)
    transport = connect(up.url)
    talk = HubTalk(Talk(terms, transport, Patience(pause), number, budget))
    sent = 0

    def count(progress: Progress) -> None:
        nonlocal sent
        sent = before + progress.sent
        tell(Progress(sent, before + progress.waiting, progress.bytes))

    error: KisimaError | None = None
    before = 0
    try:
        for _ in range(MOST_TURNS):
            sending = _turn(talk, count)
            before = sent
            if not sending.restart:
                error = next(iter(sending.troubles.values()), None)
                break
        else:
            raise OtherAnswer(url=up.url, reason="it is restored again and again")
    except KisimaError as caught:
        error = caught
        if isinstance(caught, AskedToWait):
            with writing() as connection:
                plan(connection, retry_after_ms=now_ms() + caught.seconds * 1000)
    finally:
        transport.close()
    return _ended(talk.talk, sent, error, random)


def _turn(talk: HubTalk, tell: Tell) -> HubSending:
    talk.greet_all()
    with reading() as connection:
        late = waiting(connection)
    sending = send_all(talk, tell, late)
    with reading() as connection:
        news = has_news(connection)
    if news and not sending.restart:
        sending.restart = talk.greet([])
    return sending


def _ended(talk: Talk, events: int, error: KisimaError | None, random: chance.Random) -> Outcome:
    """Write down how the run went, and when to try again."""
    name = outcome_name(error, reached=talk.reached)
    with reading() as connection:
        late, up = waiting(connection), connected(connection)
    with transaction() as session:
        bytes_up, bytes_down = note_end(session, talk.run, name, events, error)
        now = now_ms()
        planned = next_try(
            now,
            tries(session, now),
            slot_minute=up.slot_minute,
            waiting=late > 0,
            retry_after_ms=up.retry_after_ms,
            random=random,
        )
    with writing() as connection:
        # Schools send all day: once in six hours at least, what came since goes on.
        plan(connection, next_try_ms=min(planned, max(now, up.retry_after_ms or 0) + _LONGEST_MS))
    return Outcome(name, events, late, bytes_up, bytes_down, error)


_LONGEST_MS = int(LONGEST_WAIT * 1000)
