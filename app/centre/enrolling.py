"""Enrolling: a code typed at the school, and the certificate that it brings (rule 1)."""

from sqlalchemy import Connection, text

from app.centre.areas import school
from app.centre.audit import note
from app.centre.codes import code_key, use_code, use_hub_code
from app.centre.generation import Centre, centre
from app.centre.hub_enrolling import HUB_ORIGIN, is_hub, pass_on
from app.centre.nodes import NodeRevoked, add_node, hub_words, node_id, school_words
from app.centre.refusals import noting_refusals
from app.centre.transactions import writing
from app.centre.tries import by_stick, give_back, over_link, take_try
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.sync.wire.certificates import Certificate, certify
from app.sync.wire.enrolment import (
    EnrolAnswer,
    EnrolRequest,
    pack_enrol_answer,
    request_digest,
    unpack_enrol_request,
)

# What somebody who tries codes at random is told.
GUESSES = ("WrongCode", "CodeUsed", "CodeExpired")


class CopyOfAnother(KisimaError):
    sentence = N_(
        "This laptop has the key of another one, which is connected for another school: it was "
        "copied from it. It makes a key of its own now; please type the code again."
    )


class OriginElsewhere(KisimaError):
    sentence = N_(
        "What this laptop has written so far belongs to another school. Please ask the centre to "
        "move the laptop to this school instead of using a code."
    )


def enrol(data: bytes, address: str | None = None) -> bytes:
    """Answer a request with the laptop's certificate and the centre's keys.

    A hub asks the root, whose codes they are. Tries are counted for the address that it came from,
    or for the laptop where it came by stick (None).
    The same request again gets the same
    certificate, since the answer may have been lost. Raises TooManyTries, WrongCode, CodeUsed,
    CodeExpired, CodeForOther, CopyOfAnother, OriginElsewhere, NodeRevoked, RefusedAbove,
    RootNotReached or a WireError.
    """
    with noting_refusals(address or "stick"):
        request = unpack_enrol_request(data)
        who = over_link(address) if address is not None else by_stick(node_id(request.key))
        take_try(who)
        try:
            answer = pass_on(request, data) if is_hub() else _enrol(request, data)
        except KisimaError as error:
            if error.id not in GUESSES:
                give_back(who)
            raise
        give_back(who)
        return answer


def _enrol(request: EnrolRequest, data: bytes) -> bytes:
    with writing() as connection:
        us = centre(connection)
        node = node_id(request.key)
        if request.origin == HUB_ORIGIN:
            return _enrol_hub(connection, us, request, data)
        school_id = use_code(connection, code_key(us.sign_seed), request.code, node)
        place = school(connection, school_id)
        certificate = _certificate_there(connection, node, school_id, request)
        if certificate is None:
            certificate = _certify(us, request, school_words(school_id, place.name))
            add_node(
                connection,
                key=request.key,
                school_id=school_id,
                origins=[request.origin],
                certificates=[certificate],
                app_version=request.app_version,
                machine_name=request.machine_name,
            )
            note(
                connection,
                node.hex(),
                "enrolled",
                school=school_id,
                origin=request.origin,
                machine=request.machine_name[:100],
            )
        slot = connection.scalar(
            text("SELECT slot_minute FROM centre_node WHERE id = :id"), {"id": node}
        )
        return _answer(us, data, certificate, place.name, slot)


def _enrol_hub(connection: Connection, us: Centre, request: EnrolRequest, data: bytes) -> bytes:
    """A centre below this one: it may pass on what others send to it."""
    node = node_id(request.key)
    name = use_hub_code(connection, code_key(us.sign_seed), request.code, node)
    row = connection.execute(
        text("SELECT is_hub, certificates, revoked_ms FROM centre_node WHERE id = :id"),
        {"id": node},
    ).first()
    if row is not None and row.revoked_ms is not None:
        raise NodeRevoked()
    if row is not None and not row.is_hub:
        raise CopyOfAnother()
    if row is not None:
        certificate = bytes(row.certificates[0])
    else:
        certificate = _certify(us, request, hub_words(name))
        add_node(
            connection,
            key=request.key,
            school_id=None,
            origins=(),
            certificates=[certificate],
            app_version=request.app_version,
            machine_name=request.machine_name,
            hub_name=name,
        )
        note(connection, node.hex(), "hub-enrolled", name=name, machine=request.machine_name[:100])
    return _answer(us, data, certificate, name, None)


def _answer(us: Centre, data: bytes, certificate: bytes, name: str, slot: int | None) -> bytes:
    answer = EnrolAnswer(
        to=request_digest(data),
        certificate=certificate,
        root_key=us.root_key,
        centre_key=us.sign_key,
        centre_seal_key=us.seal_key,
        centre_name=us.name,
        school_name=name,
        generation=us.generation,
        time_ms=now_ms(),
        slot_minute=slot,
        policy=us.policy,
    )
    return pack_enrol_answer(answer, us.sign)


def _certificate_there(
    connection: Connection, node: bytes, school_id: int, request: EnrolRequest
) -> bytes | None:
    """The certificate that this key has already; checks that school, key and origin fit."""
    row = connection.execute(
        text("SELECT school_id, origins, certificates, revoked_ms FROM centre_node WHERE id = :id"),
        {"id": node},
    ).first()
    if row is not None:
        if row.revoked_ms is not None:
            raise NodeRevoked()
        if row.school_id != school_id:
            raise CopyOfAnother()
        if len(row.certificates) == 1 and request.origin in map(bytes, row.origins):
            return bytes(row.certificates[0])
    elsewhere = connection.scalar(
        text(
            "SELECT 1 FROM centre_node WHERE origins @> ARRAY[CAST(:origin AS bytea)]"
            " AND school_id <> :school LIMIT 1"
        ),
        {"origin": request.origin, "school": school_id},
    )
    if elsewhere:
        raise OriginElsewhere()
    if row is not None:
        raise CopyOfAnother()
    return None


def _certify(us: Centre, request: EnrolRequest, words: str) -> bytes:
    return certify(
        Certificate(request.key, request.seal_key, request.origin, words, us.sign_key), us.sign
    )
