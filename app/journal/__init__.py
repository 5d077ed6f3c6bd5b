"""What happened on this node, for ever: epochs and their chained, append-only log of events.

The format follows docs/sync-protocol.md, rules 2 and 3: an event belongs to an epoch, has a number
there, and is chained to the one before it by SHA-256, so that a change anywhere shows. Append
inside the transaction that makes the state the event tells of, so that the two are one.

chain       the arithmetic
kinds       which kinds of events may leave the school in full
keys        the installation's secrets;  machine: which computer this is
epochs      opening, closing, seeing them;  log: appending
reading     entries, hashes, following a chain
consenting  what is withheld and disclosed;  erasing;  repairing
"""

from app.journal.chain import BrokenChain, digest, digest_of, link, pseudonym_of, verify
from app.journal.consenting import consent, consenting, withdraw
from app.journal.epochs import EpochView, Parent, epochs, open_epoch, origin
from app.journal.erasing import account_of, erase, note_erased, subject_number
from app.journal.keys import NodeKeys, keys, renew_keys
from app.journal.kinds import LEAVING, Kind, leaves, may_leave
from app.journal.log import StudentErased, append, record_boot
from app.journal.models import Epoch, Event, Subject
from app.journal.reading import damaged_at, entries, hash_at, salts, verify_epoch
from app.journal.repairing import Repair, damage, repair

__all__ = [
    "LEAVING",
    "BrokenChain",
    "Epoch",
    "EpochView",
    "Event",
    "Kind",
    "NodeKeys",
    "Parent",
    "Repair",
    "StudentErased",
    "Subject",
    "account_of",
    "append",
    "consent",
    "consenting",
    "damage",
    "damaged_at",
    "digest",
    "digest_of",
    "entries",
    "epochs",
    "erase",
    "hash_at",
    "keys",
    "leaves",
    "link",
    "may_leave",
    "note_erased",
    "open_epoch",
    "origin",
    "pseudonym_of",
    "record_boot",
    "renew_keys",
    "repair",
    "salts",
    "subject_number",
    "verify",
    "verify_epoch",
    "withdraw",
]
