"""Connecting this centre to one above it, and passing on the codes that are typed at schools.

Codes and certificates are the root's. A school that types its code at a hub's address is asked
for by the hub, hop by hop, in its own words; the hub then answers with its own keys in the place
of the root's, and the certificate as it got it.
"""

import socket
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection, text

from app.centre.audit import note
from app.centre.generation import Centre, centre
from app.centre.hub_link import Upstream, connected, keep, upstream
from app.centre.nodes import find_sender, hub_certified
from app.centre.transactions import CentreBusy, reading, writing
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.sync import wire
from app.sync.http import Transport, check_address
from app.sync.http import connect as connect_http
from app.sync.link_errors import AskedToWait, CentreKeyChanged, LinkError, OtherAnswer, Refused
from app.sync.one_at_a_time import alone
from app.sync.terms import Terms

HUB_ORIGIN = bytes(16)  # a hub writes nothing of its own
Connect = Callable[[str], Transport]


class HasSchools(KisimaError):
    sentence = N_(
        "This centre has connected schools with certificates of its own, so it cannot become a "
        "hub. Set up an empty centre as the hub, and connect the schools to it with new codes."
    )


class OwnAddress(KisimaError):
    sentence = N_("That is the address of this centre itself, or of one below it.")


class NotForHubs(KisimaError):
    sentence = N_("What came back is no certificate for a hub. Please ask for a hub's code.")


class RootNotReached(KisimaError):
    sentence = N_(
        "This centre asks the one above it about codes, and could not reach it. Please try again "
        "in %(seconds)s seconds, with the same code."
    )


class RefusedAbove(KisimaError):
    """`name` is the name of the error at the centre that refused."""

    sentence = N_("%(sentence)s")

    @property
    def id(self) -> str:
        """The name that the root gave it: a laptop acts on some of them by itself."""
        return str(self.values["name"])


def is_hub() -> bool:
    """Whether this centre is connected to one above it."""
    with reading() as connection:
        return upstream(connection) is not None


def connect_hub(terms: Terms, url: str, code: str, *, connect: Connect = connect_http) -> Upstream:
    """Connect this centre to the one at this address, with a hub's code, and pin its keys.

    Raises HasSchools, OwnAddress, NotForHubs, AlreadyRunning or a LinkError; Refused has the
    sentence of the centre above. The same code again, after a lost answer, does no harm.
    """
    address = check_address(url)
    with alone(terms.data):
        with writing() as connection:
            us = centre(connection)
            _check_empty(connection, us)
        asked = wire.EnrolRequest(
            code=code.strip(),
            key=us.sign_key,
            seal_key=us.seal_key,
            origin=HUB_ORIGIN,
            time_ms=now_ms(),
            app_version=terms.app_version,
            machine_name=socket.gethostname()[:100],
        )
        data = wire.pack_enrol_request(asked, us.sign)
        answer = _unpacked(_ask(connect, address, data), data, us.sign_key, address)
        if answer.centre_key == us.sign_key or answer.root_key == us.sign_key:
            raise OwnAddress()
        (certificate,) = wire.check_chain([answer.certificate], answer.root_key, us.sign_key)
        if not hub_certified(certificate):
            raise NotForHubs()
        with writing() as connection:
            _check_empty(connection, us, answer.root_key)
            keep(
                connection,
                Upstream(
                    address,
                    answer.centre_key,
                    answer.centre_seal_key,
                    answer.root_key,
                    answer.certificate,
                    answer.centre_name,
                    now_ms(),
                    None,
                    None,
                    answer.slot_minute,
                ),
            )
            note(connection, "centre", "became-hub", url=address, key=answer.centre_key)
            return connected(connection)


def pass_on(request: wire.EnrolRequest, data: bytes, *, connect: Connect = connect_http) -> bytes:
    """Ask the centre above for a laptop or hub that was connected here; the answer to hand back.

    Raises RefusedAbove with the root's own sentence, RootNotReached or CentreBusy.
    """
    with reading() as connection:
        up = connected(connection)
    if not up.url:
        raise RootNotReached(seconds=3600)
    try:
        answer = _unpacked(_ask(connect, up.url, data), data, request.key, up.url, up.key)
    except Refused as refused:
        raise RefusedAbove(name=refused.name, sentence=refused.values["sentence"]) from refused
    except AskedToWait as error:
        raise CentreBusy(seconds=error.seconds) from error
    except LinkError as error:
        raise RootNotReached(seconds=60) from error
    if answer.root_key != up.root_key:
        raise RootNotReached(seconds=3600)
    with writing() as connection:
        us = centre(connection)
        sender = find_sender(connection, us, request.key, [answer.certificate])
        connection.execute(
            text(
                "UPDATE centre_node SET app_version = :version, machine_name = :machine,"
                " known_above = true WHERE id = :id"
            ),
            {
                "version": request.app_version[:64],
                "machine": request.machine_name[:100],
                "id": sender.id,
            },
        )
        note(connection, sender.id.hex(), "enrolled-above", school=answer.school_name)
    ours = replace(
        answer,
        centre_key=us.sign_key,
        centre_seal_key=us.seal_key,
        centre_name=us.name,
        generation=us.generation,
        time_ms=now_ms(),
        slot_minute=sender.slot_minute,
    )
    return wire.pack_enrol_answer(ours, us.sign)


def _check_empty(connection: Connection, us: Centre, root_key: bytes | None = None) -> None:
    """Raises HasSchools where laptops have certificates of another root than the new one."""
    same = us.root is not None and root_key in (None, us.root)
    if not same and connection.scalar(text("SELECT 1 FROM centre_node LIMIT 1")):
        raise HasSchools()


def _ask(connect: Connect, url: str, data: bytes) -> bytes:
    transport = connect(url)
    try:
        return transport.post("/sync/enrol", data)
    finally:
        transport.close()


def _unpacked(
    answer: bytes, asked: bytes, key: bytes, url: str, pinned: bytes | None = None
) -> wire.EnrolAnswer:
    try:
        found = wire.unpack_enrol_answer(answer, pinned)
        wire.check_chain([found.certificate], found.root_key, key)
    except wire.BadSignature as error:
        raise CentreKeyChanged(url=url) from error
    except wire.WireError as error:
        raise OtherAnswer(url=url, reason="not a message of Kisima") from error
    if found.to != wire.request_digest(asked):
        raise OtherAnswer(url=url, reason="an answer to another request")
    return found
