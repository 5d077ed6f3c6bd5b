"""A batch as bytes: its head and place in the open, its rows packed (rule 5)."""

from app.sync.wire.columns import read_rows, write_rows
from app.sync.wire.compression import pack_sections, unpack_sections
from app.sync.wire.errors import BadSignature, CannotBePacked, Damaged, TooLarge, TooManyEvents
from app.sync.wire.events import Batch, BatchHeader
from app.sync.wire.fields import Reader, Writer
from app.sync.wire.frames import HEAD_BYTES, Thing, check_head, head
from app.sync.wire.heads import check_head_signature, read_head, write_head
from app.sync.wire.salts import read_salts, write_salts
from app.sync.wire.sections import SectionsReader, SectionsWriter

VERSION = 1
MOST_EVENTS = 20_000
MOST_BYTES = 8 << 20  # of what is packed, and of the texts of all rows
MOST_PACKED = 2 << 20  # of the batch itself; chunks are 512 kB at most (rule 9)
MOST_CERTIFICATES = 16
MOST_CERTIFICATE_BYTES = 4096


def pack_batch(batch: Batch) -> bytes:
    """The batch as it travels.

    Raises TooManyEvents, TooLarge or CannotBePacked for what no receiver would take.
    """
    header = batch.header
    if len(batch.events) > MOST_EVENTS:
        raise TooManyEvents(count=len(batch.events), most=MOST_EVENTS)
    if header.from_seq < 1 or header.count != len(batch.events) or not batch.events:
        raise CannotBePacked(reason="its numbers do not fit its events")
    sections = SectionsWriter()
    write_rows(batch.events, sections, MOST_BYTES)
    if len(batch.salts) > len(batch.events):
        raise CannotBePacked(reason="more salts than events")
    write_salts(batch.salts, sections)
    parts = sections.sections()
    length = sum(map(len, parts))
    if length > MOST_BYTES:
        raise TooLarge(most=MOST_BYTES)
    writer = Writer()
    write_head(writer, header.head)
    writer.varint(header.count)
    writer.fixed(header.prev_hash, 32)
    writer.several(header.certificates, writer.blob)
    writer.varint(length)
    packed = head(Thing.BATCH, VERSION) + writer.data() + pack_sections(parts)
    if len(packed) > MOST_PACKED:
        raise TooLarge(most=MOST_PACKED)
    return packed


def peek_header(data: bytes) -> BatchHeader:
    """The header alone, no signature checked: to find out who sent it."""
    return _read_header(data)[0]


def unpack_batch(
    data: bytes,
    verify_key: bytes | None = None,
    *,
    most_events: int = MOST_EVENTS,
    most_bytes: int = MOST_BYTES,
) -> Batch:
    """A batch whose head is signed by the key that it names (and that is `verify_key`, if given).

    Whether that key may send for the origin, and whether the rows lead to the signed hash, is the
    receiver's to find out (see follow). Raises a WireError and nothing else, whatever `data` is.
    """
    if len(data) > MOST_PACKED:
        raise TooLarge(most=MOST_PACKED)
    header, reader = _read_header(data)
    if header.count > most_events:
        raise TooManyEvents(count=header.count, most=most_events)
    if verify_key is not None and header.head.signer != verify_key:
        raise BadSignature()
    check_head_signature(header.head)
    length = reader.varint()
    body = unpack_sections(reader.fixed(reader.left), length, most_bytes)
    sections = SectionsReader(body)
    events = read_rows(sections, header.count, most_bytes)
    salts = read_salts(sections, header.count)
    sections.end()
    return Batch(header, events, salts)


def _read_header(data: bytes) -> tuple[BatchHeader, Reader]:
    check_head(data, Thing.BATCH, VERSION)
    reader = Reader(data, HEAD_BYTES)
    signed = read_head(reader)
    count = reader.varint()
    if not 1 <= count <= signed.seq:
        raise Damaged(reason="its numbers do not fit its events")
    prev_hash = reader.fixed(32)
    certificates = reader.several(lambda: reader.blob(MOST_CERTIFICATE_BYTES), MOST_CERTIFICATES)
    return BatchHeader(signed, signed.seq - count + 1, prev_hash, certificates), reader
