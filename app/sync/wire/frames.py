"""The frame around every message: three letters, a version, the content, and a signature."""

from enum import Enum

from app.sync.wire.errors import Damaged, FutureVersion, OtherThing, TooLarge
from app.sync.wire.keys import SIGNATURE_BYTES, Sign, check_signature

HEAD_BYTES = 4
MOST_MESSAGE_BYTES = 64 * 1024  # everything but batches and what wraps them is far smaller


class Thing(Enum):
    """What a packed thing is: its first three letters, and its name in sentences."""

    BATCH = b"KSB", "a batch"
    HELLO = b"KSH", "a greeting"
    HELLO_ANSWER = b"KSA", "an answer to a greeting"
    RECEIPT = b"KSR", "a receipt"
    ENROL_REQUEST = b"KSQ", "a request to be connected"
    ENROL_ANSWER = b"KSE", "an answer to a request to be connected"
    SEALED = b"KSX", "a sealed letter"
    STICK_FILE = b"KSF", "a file for a stick"

    @property
    def magic(self) -> bytes:
        """The three letters."""
        return self.value[0]

    @property
    def words(self) -> str:
        """Its name, for sentences."""
        return self.value[1]


def head(thing: Thing, version: int) -> bytes:
    """The four bytes at the front."""
    return thing.magic + bytes([version])


def thing_of(data: bytes) -> Thing | None:
    """What this says it is, by its first letters alone."""
    return next((thing for thing in Thing if data[:3] == thing.magic), None)


def check_head(data: bytes, thing: Thing, known: int) -> None:
    """Raises OtherThing, Damaged or FutureVersion unless this is such a thing, of that version."""
    if len(data) <= HEAD_BYTES and thing.magic.startswith(data[:3]):
        raise Damaged(reason="it ends too early")
    if data[:3] != thing.magic:
        raise OtherThing(wanted=thing.words)
    if data[3] > known:
        raise FutureVersion(version=data[3], known=known)
    if data[3] < 1:
        raise Damaged(reason="a version that never was")


def sign_frame(
    thing: Thing, version: int, content: bytes, sign: Sign, most: int = MOST_MESSAGE_BYTES
) -> bytes:
    """The whole message; the signature covers everything before it.

    Raises TooLarge for one that open_frame would refuse under the same `most`.
    """
    data = head(thing, version) + content
    if len(data) + SIGNATURE_BYTES > most:
        raise TooLarge(most=most)
    return data + sign(data)


def content_of(data: bytes, thing: Thing, known: int, most: int = MOST_MESSAGE_BYTES) -> bytes:
    """What is between head and signature, which is *not* checked here: only to find the key."""
    check_head(data, thing, known)
    if len(data) > most:
        raise TooLarge(most=most)
    if len(data) < HEAD_BYTES + SIGNATURE_BYTES:
        raise Damaged(reason="it ends too early")
    return data[HEAD_BYTES:-SIGNATURE_BYTES]


def open_frame(
    data: bytes, thing: Thing, known: int, key: bytes, most: int = MOST_MESSAGE_BYTES
) -> bytes:
    """The content of a message that the holder of `key` signed.

    Raises OtherThing, FutureVersion, TooLarge, Damaged or BadSignature.
    """
    content = content_of(data, thing, known, most)
    check_signature(data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:], key)
    return content
