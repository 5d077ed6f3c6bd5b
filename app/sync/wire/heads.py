"""Signing the head of an epoch: the hash commits to every event before it (rule 5)."""

from app.sync.wire.events import Head, Opening, Parent
from app.sync.wire.fields import Reader, Writer
from app.sync.wire.keys import SIGNATURE_BYTES, Sign, check_signature

SIGNED_AS = b"kisima head 1"


def sign_head(opening: Opening, seq: int, last_hash: bytes, signer: bytes, sign: Sign) -> Head:
    """The head of a chain after `seq` events, signed by the key whose public half is `signer`."""
    return Head(opening, seq, last_hash, signer, sign(_signed_bytes(opening, seq, last_hash)))


def check_head_signature(head: Head) -> None:
    """Raises BadSignature unless the key that the head names signed it."""
    check_signature(_signed_bytes(head.opening, head.seq, head.hash), head.signature, head.signer)


def write_opening(writer: Writer, opening: Opening) -> None:
    """An opening's fields; an origin that is the epoch itself costs one byte."""
    writer.fixed(opening.epoch, 16)
    own = opening.origin == opening.epoch
    writer.option(None if own else opening.origin, lambda name: writer.fixed(name, 16))
    writer.option(opening.parent, lambda parent: _write_parent(writer, parent))
    writer.fixed(opening.salt, 16)


def read_opening(reader: Reader) -> Opening:
    """The reverse of write_opening."""
    epoch = reader.fixed(16)
    origin = reader.option(lambda: reader.fixed(16)) or epoch
    parent = reader.option(lambda: _read_parent(reader))
    return Opening(epoch, origin, parent, reader.fixed(16))


def write_head(writer: Writer, head: Head) -> None:
    """A head's fields with its signature."""
    write_opening(writer, head.opening)
    writer.varint(head.seq)
    writer.fixed(head.hash, 32)
    writer.fixed(head.signer, 32)
    writer.fixed(head.signature, SIGNATURE_BYTES)


def read_head(reader: Reader) -> Head:
    """The reverse of write_head; the signature is not checked here."""
    return Head(
        read_opening(reader),
        reader.varint(),
        reader.fixed(32),
        reader.fixed(32),
        reader.fixed(SIGNATURE_BYTES),
    )


def _signed_bytes(opening: Opening, seq: int, last_hash: bytes) -> bytes:
    writer = Writer()
    write_opening(writer, opening)
    writer.varint(seq)
    writer.fixed(last_hash, 32)
    return SIGNED_AS + writer.data()


def _write_parent(writer: Writer, parent: Parent) -> None:
    writer.fixed(parent.epoch, 16)
    writer.varint(parent.seq)
    writer.fixed(parent.hash, 32)


def _read_parent(reader: Reader) -> Parent:
    return Parent(reader.fixed(16), reader.varint(), reader.fixed(32))
