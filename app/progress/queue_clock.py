"""The clock by which leases run: the store's own, where several machines share one store.

Machines without a time server differ by minutes or years, and a lease that one of them wrote
would be over at once, or never, for another.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import now_ms

_STORE_CLOCK = text("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")


def queue_now_ms(session: Session) -> int:
    """Milliseconds since 1970 by the store's clock; SQLite's is this machine's."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.execute(_STORE_CLOCK).scalar_one())
    return now_ms()
