"""Connecting a school: a code typed once, and the certificate that comes back (rule 1)."""

import hashlib
from dataclasses import dataclass

from app.sync.wire.fields import Reader, Writer
from app.sync.wire.frames import Thing, content_of, open_frame, sign_frame
from app.sync.wire.keys import Sign
from app.sync.wire.statements import Generation, read_generation, write_generation

VERSION = 1
MOST_TEXT_BYTES = 400


@dataclass(frozen=True, slots=True)
class EnrolRequest:
    """What a node sends with the code that a person typed.

    Its public keys (32 bytes each), the name of its first epoch (16), its clock, and how the
    school calls the laptop.
    """

    code: str
    key: bytes
    seal_key: bytes
    origin: bytes
    time_ms: int
    app_version: str = ""
    machine_name: str = ""


@dataclass(frozen=True, slots=True)
class EnrolAnswer:
    """What the node keeps of the centre, from then on.

    `to` is request_digest of the request. `certificate` is packed and signed by the root. The
    centre's own keys are the root's where it is the root.
    """

    to: bytes
    certificate: bytes
    root_key: bytes
    centre_key: bytes
    centre_seal_key: bytes
    centre_name: str
    school_name: str
    generation: Generation
    time_ms: int
    slot_minute: int | None = None
    policy: str = "{}"


def request_digest(data: bytes) -> bytes:
    """16 bytes by which an answer says which packed request it answers."""
    return hashlib.sha256(data).digest()[:16]


def pack_enrol_request(request: EnrolRequest, sign: Sign) -> bytes:
    """The request as it travels, signed with the key that it names."""
    writer = Writer()
    writer.fixed(request.key, 32)
    writer.fixed(request.seal_key, 32)
    writer.fixed(request.origin, 16)
    writer.text(request.code)
    writer.signed(request.time_ms)
    writer.text(request.app_version)
    writer.text(request.machine_name)
    return sign_frame(Thing.ENROL_REQUEST, VERSION, writer.data(), sign)


def unpack_enrol_request(data: bytes) -> EnrolRequest:
    """A request whose sender has the key that it names. Raises a WireError and nothing else."""
    key = Reader(content_of(data, Thing.ENROL_REQUEST, VERSION)).fixed(32)
    reader = Reader(open_frame(data, Thing.ENROL_REQUEST, VERSION, key))
    request = EnrolRequest(
        key=reader.fixed(32),
        seal_key=reader.fixed(32),
        origin=reader.fixed(16),
        code=reader.text(MOST_TEXT_BYTES),
        time_ms=reader.signed(),
        app_version=reader.text(MOST_TEXT_BYTES),
        machine_name=reader.text(MOST_TEXT_BYTES),
    )
    reader.end()
    return request


def pack_enrol_answer(answer: EnrolAnswer, sign: Sign) -> bytes:
    """The answer as it travels, signed with the centre's key that it names."""
    writer = Writer()
    writer.fixed(answer.centre_key, 32)
    writer.fixed(answer.centre_seal_key, 32)
    writer.fixed(answer.root_key, 32)
    writer.fixed(answer.to, 16)
    writer.blob(answer.certificate)
    writer.text(answer.centre_name)
    writer.text(answer.school_name)
    write_generation(writer, answer.generation)
    writer.signed(answer.time_ms)
    writer.option(answer.slot_minute, writer.varint)
    writer.text(answer.policy)
    return sign_frame(Thing.ENROL_ANSWER, VERSION, writer.data(), sign)


def unpack_enrol_answer(data: bytes, key: bytes | None = None) -> EnrolAnswer:
    """An answer signed by the centre's key that it names (and that is `key`, if one is pinned)."""
    named = Reader(content_of(data, Thing.ENROL_ANSWER, VERSION)).fixed(32)
    reader = Reader(open_frame(data, Thing.ENROL_ANSWER, VERSION, key or named))
    answer = EnrolAnswer(
        centre_key=reader.fixed(32),
        centre_seal_key=reader.fixed(32),
        root_key=reader.fixed(32),
        to=reader.fixed(16),
        certificate=reader.blob(MOST_TEXT_BYTES * 4),
        centre_name=reader.text(MOST_TEXT_BYTES),
        school_name=reader.text(MOST_TEXT_BYTES),
        generation=read_generation(reader),
        time_ms=reader.signed(),
        slot_minute=reader.option(reader.varint),
        policy=reader.text(1 << 14),
    )
    reader.end()
    return answer
