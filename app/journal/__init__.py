"""What happened on this node, for ever: epochs and their chained, append-only log of events.

The format follows the sync protocol, rules 2 and 3: an event belongs to an epoch, has a number
there, and is chained to the one before it by SHA-256, so that a change anywhere shows. Append
inside the transaction that makes the state the event tells of, so that the two are one.
"""

from app.journal.chain import BrokenChain, digest, link, verify
from app.journal.log import append, open_epoch, record_boot
from app.journal.models import Epoch, Event, Subject

__all__ = [
    "BrokenChain",
    "Epoch",
    "Event",
    "Subject",
    "append",
    "digest",
    "link",
    "open_epoch",
    "record_boot",
    "verify",
]
