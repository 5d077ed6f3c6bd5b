"""The formats in which progress travels, as bytes in and dataclasses out; used by node and centre.

Nothing here knows a database, a network or a clock. Whatever bytes arrive, what is raised is a
WireError. The specification is docs/sync-protocol.md; how a batch is laid out, docs/wire.md.
"""

from app.sync.wire.batches import (
    MOST_BYTES,
    MOST_EVENTS,
    MOST_PACKED,
    pack_batch,
    peek_header,
    unpack_batch,
)
from app.sync.wire.certificates import Certificate, certify, check_chain
from app.sync.wire.enrolment import (
    EnrolAnswer,
    EnrolRequest,
    pack_enrol_answer,
    pack_enrol_request,
    request_digest,
    unpack_enrol_answer,
    unpack_enrol_request,
)
from app.sync.wire.errors import (
    BadSignature,
    CannotBePacked,
    Damaged,
    FutureVersion,
    OtherThing,
    SealedForAnother,
    TooLarge,
    TooManyEvents,
    WireError,
)
from app.sync.wire.events import (
    Batch,
    BatchHeader,
    ChainName,
    Head,
    Opening,
    Parent,
    Point,
    WireEvent,
    blank,
)
from app.sync.wire.follow import follow
from app.sync.wire.frames import Thing, thing_of
from app.sync.wire.heads import check_head_signature, sign_head
from app.sync.wire.hello import (
    Asked,
    Erased,
    HeardOpen,
    Hello,
    HelloAnswer,
    erased_digest,
    hello_digest,
    pack_hello,
    pack_hello_answer,
    peek_hello_key,
    unpack_hello,
    unpack_hello_answer,
)
from app.sync.wire.keys import new_seed, public_seal_key, public_sign_key, signer
from app.sync.wire.sealing import seal, unseal
from app.sync.wire.statements import (
    Generation,
    Held,
    Statement,
    Superseded,
    pack_statement,
    unpack_statement,
)
from app.sync.wire.sticks import pack_stick_file, unpack_stick_file

__all__ = [
    "MOST_BYTES",
    "MOST_EVENTS",
    "MOST_PACKED",
    "Asked",
    "BadSignature",
    "Batch",
    "BatchHeader",
    "CannotBePacked",
    "Certificate",
    "ChainName",
    "Damaged",
    "EnrolAnswer",
    "EnrolRequest",
    "Erased",
    "FutureVersion",
    "Generation",
    "Head",
    "HeardOpen",
    "Held",
    "Hello",
    "HelloAnswer",
    "Opening",
    "OtherThing",
    "Parent",
    "Point",
    "SealedForAnother",
    "Statement",
    "Superseded",
    "Thing",
    "TooLarge",
    "TooManyEvents",
    "WireError",
    "WireEvent",
    "blank",
    "certify",
    "check_chain",
    "check_head_signature",
    "erased_digest",
    "follow",
    "hello_digest",
    "new_seed",
    "pack_batch",
    "pack_enrol_answer",
    "pack_enrol_request",
    "pack_hello",
    "pack_hello_answer",
    "pack_statement",
    "pack_stick_file",
    "peek_header",
    "peek_hello_key",
    "public_seal_key",
    "public_sign_key",
    "request_digest",
    "seal",
    "sign_head",
    "signer",
    "thing_of",
    "unpack_batch",
    "unpack_enrol_answer",
    "unpack_enrol_request",
    "unpack_hello",
    "unpack_hello_answer",
    "unpack_statement",
    "unpack_stick_file",
    "unseal",
]
