"""Whether the server should start a run by itself now: cheap enough to be asked each minute."""

import random as chance

from app.clock import now_ms
from app.database import transaction
from app.journal import epochs
from app.sync import marks
from app.sync.budget import month_so_far
from app.sync.history import last_run
from app.sync.link import change, link
from app.sync.terms import Terms, looking
from app.sync.timing import LONGEST_WAIT

DAY_MS = 86_400_000
# Nobody planned so far ahead: the clock was set back since.
TOO_FAR_MS = 8 * DAY_MS


def due(terms: Terms) -> bool:
    """Whether it is time for a run, something waits or a day has passed, and the month's bytes are
    not used up. Inside an app context."""
    now = now_ms()
    with looking() as session:
        known = link(session)
        if known is None or not known.url:
            return False
        planned = known.next_try_ms
        if planned is not None and now < planned < now + TOO_FAR_MS:
            return False
        if month_so_far(session, now, terms.budget_mb, terms.zone).left == 0:
            return False
        good = last_run(session, good=True)
        heard = good is not None and 0 <= now - good.started_ms < DAY_MS
        if planned is None or not heard or marks.waiting(session, known, epochs(session)):
            return True
    with transaction() as session:
        later = now + int(chance.uniform(0, LONGEST_WAIT) * 1000)
        change(session, {"next_try_ms": later})
    return False
