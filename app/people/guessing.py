"""Slowing down those who guess: waiting times for each secret, not for an address.

A whole lab signs in from behind one address, so failures are counted against what is guessed
at: an account, the set-up code, the class codes as a whole.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people.models import Guess

FREE_FAILURES = 5
LONGEST_WAIT = 900  # seconds
FORGOTTEN_AFTER = 3_600_000  # milliseconds
CLOCK_SLACK = 60_000  # milliseconds by which a clock may be put back and the guess still counts


class TooManyGuesses(KisimaError):
    sentence = N_("Too many wrong tries. Please wait %(seconds)s seconds and try again.")


def waiting_seconds(failures: int, since_ms: int, free: int = FREE_FAILURES) -> int:
    """Seconds still to wait: none for `free` failures, then 5, 10, 20 … up to 15 minutes."""
    if failures < free or is_forgotten(since_ms):
        return 0
    wait = min(5 * 2 ** min(failures - free, 10), LONGEST_WAIT)
    return max(0, wait - max(0, since_ms) // 1000)


def is_forgotten(since_ms: int) -> bool:
    """Whether a failure of so long ago counts no more.

    One from the future does not either: it was written before the clock was put back, as happens
    to laptops with an old battery, and would shut its account for years.
    """
    return not -CLOCK_SLACK <= since_ms <= FORGOTTEN_AFTER


def check_may_guess(target: str, free: int = FREE_FAILURES) -> None:
    """Raises TooManyGuesses while the target's waiting time runs."""
    row = db.session.get(Guess, target, populate_existing=True)
    if row and (seconds := waiting_seconds(row.failures, now_ms() - row.last_ms, free)):
        raise TooManyGuesses(seconds=seconds)


def failed(target: str) -> None:
    """Count a failed guess."""
    with transaction() as session:
        row = session.scalars(select(Guess).where(Guess.target == target)).first()
        if row is None:
            row = Guess(target=target, failures=0, last_ms=0)
            session.add(row)
        if is_forgotten(now_ms() - row.last_ms):
            row.failures = 0
        row.failures += 1
        row.last_ms = now_ms()


def forget(session: Session, target: str) -> None:
    """Forget the failures, after a right answer; inside the caller's transaction."""
    session.execute(delete(Guess).where(Guess.target == target))
