"""The laptops that may send: known by their key, or by a certificate that the root once signed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.audit import note
from app.centre.certified import certified_school
from app.centre.generation import Centre
from app.centre.rollups import move_origin
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.sync.wire.certificates import Certificate, check_chain

MOST_COPIES = 100
MOST_BYTES_A_DAY = 256_000_000
DAY_MS = 86_400_000


class SendCertificates(KisimaError):
    sentence = N_(
        "The centre does not know this laptop. It sends its certificate along and tries again; if "
        "that does not help, connect it with a new code."
    )


class NodeRevoked(KisimaError):
    sentence = N_(
        "The centre has withdrawn this laptop's right to send. Please ask the centre for a new "
        "code if that should not be so."
    )


class OtherOrigin(KisimaError):
    sentence = N_("This laptop may not send what another school's laptop wrote.")


class TooManyCopies(KisimaError):
    sentence = N_(
        "Too many copies of one laptop have been made. Please connect this one with a new code."
    )


class TooMuchToday(KisimaError):
    sentence = N_(
        "This laptop has sent more than %(most)s MB today. Please go on in %(seconds)s seconds."
    )


class NoSuchNode(KisimaError):
    sentence = N_("This laptop is not known here.")


@dataclass(frozen=True, slots=True)
class Sender:
    """A laptop that may send: its id (16 bytes), the origins it may send for, its school.

    A hub, a centre that passes on what others send to it, may name everybody's epochs and has no
    school (0).
    """

    id: bytes
    key: bytes
    origins: frozenset[bytes]
    school_id: int
    is_hub: bool
    slot_minute: int
    bytes_today: int = 0


def node_id(key: bytes) -> bytes:
    """16 bytes: a laptop's short name, from its public signing key."""
    return hashlib.sha256(key).digest()[:16]


def school_words(school_id: int, name: str) -> str:
    """How a certificate names a school, so that a centre that forgot it can make it anew."""
    words = f"{school_id} {name}"
    while len(words.encode()) > 200:
        words = words[:-1]
    return words


def hub_words(name: str) -> str:
    """How a certificate names a hub: no school's words begin like that."""
    return f"hub {name}"


def hub_certified(certificate: Certificate) -> str:
    """The name of the hub that a certificate is for, empty where it is for a laptop."""
    return certificate.school[4:] if certificate.school.startswith("hub ") else ""


def find_sender(
    connection: Connection, centre: Centre, key: bytes, certificates: Sequence[bytes]
) -> Sender:
    """The laptop or hub with this key; one that is not known is believed its certificates.

    Raises SendCertificates, NodeRevoked, OtherOrigin, TooManyCopies or a WireError.
    """
    sender = _known(connection, key)
    if sender is None:
        if not certificates:
            raise SendCertificates()
        _adopt(connection, centre, key, certificates)
        sender = _known(connection, key)
        assert sender is not None
    return sender


def check_origin(sender: Sender, origin: bytes) -> None:
    """Raises OtherOrigin."""
    if origin not in sender.origins:
        raise OtherOrigin()


def add_node(
    connection: Connection,
    *,
    key: bytes,
    school_id: int | None,
    origins: Sequence[bytes],
    certificates: Sequence[bytes],
    copied_from: bytes | None = None,
    app_version: str = "",
    machine_name: str = "",
    hub_name: str = "",
) -> None:
    """Make a laptop known, or a hub, which has no school but a name.

    One with this key that is there already stays as it is.
    """
    name = node_id(key)
    connection.execute(
        text(
            "INSERT INTO centre_node (id, sign_key, school_id, origins, certificates,"
            " copied_from, enrolled_ms, app_version, machine_name, slot_minute, is_hub, hub_name)"
            " VALUES (:id, :key, :school, :origins, :certificates, :copied, :now, :version,"
            " :machine, :slot, :hub, :hub_name) ON CONFLICT DO NOTHING"
        ),
        {
            "id": name,
            "key": key,
            "school": school_id,
            "origins": list(origins),
            "certificates": list(certificates),
            "copied": copied_from,
            "now": now_ms(),
            "version": app_version[:64],
            "machine": machine_name[:100],
            # Spread over the day by chance, so that not all laptops call at once.
            "slot": int.from_bytes(name[:4], "big") % 1440,
            "hub": school_id is None,
            "hub_name": hub_name,
        },
    )


def check_today(sender: Sender, size: int) -> None:
    """Before any work is done for so many bytes; raises TooMuchToday."""
    if sender.bytes_today + size > MOST_BYTES_A_DAY:
        now = now_ms()
        left = (now // DAY_MS + 1) * DAY_MS - now
        raise TooMuchToday(most=MOST_BYTES_A_DAY // 1_000_000, seconds=left // 1000 + 1)


def count_bytes(connection: Connection, node: bytes, size: int) -> None:
    """Count what a laptop, by its id, sent today, or made the centre keep."""
    now = now_ms()
    connection.execute(
        text(
            "UPDATE centre_node SET last_heard_ms = :now, today = :today, bytes_today ="
            " CASE WHEN today = :today THEN bytes_today ELSE 0 END + :size WHERE id = :id"
        ),
        {"id": node, "now": now, "today": now // DAY_MS, "size": size},
    )


def revoke(connection: Connection, who: str, node: bytes) -> None:
    """Take nothing more from a laptop; raises NoSuchNode."""
    _change(connection, node, "revoked_ms = coalesce(revoked_ms, :now)")
    note(connection, who, "node-revoked", node=node)


def allow_again(connection: Connection, who: str, node: bytes) -> None:
    """Undo revoke; raises NoSuchNode."""
    _change(connection, node, "revoked_ms = CASE WHEN :now = 0 THEN revoked_ms END")
    note(connection, who, "node-allowed", node=node)


def move_node(connection: Connection, who: str, node: bytes, school_id: int) -> None:
    """Give a laptop to another school, as a copy may need; raises NoSuchNode or NoSuchSchool."""
    from app.centre.areas import school

    school(connection, school_id)
    _change(connection, node, f"school_id = CASE WHEN :now > 0 THEN {int(school_id)} END")
    own = connection.scalar(text("SELECT origins[1] FROM centre_node WHERE id = :id"), {"id": node})
    move_origin(connection, bytes(own), school_id)
    note(connection, who, "node-moved", node=node, school=school_id)


def _change(connection: Connection, node: bytes, change: str) -> None:
    done = connection.execute(
        text(f"UPDATE centre_node SET {change} WHERE id = :id"), {"id": node, "now": now_ms()}
    )
    if not done.rowcount:
        raise NoSuchNode()


def _known(connection: Connection, key: bytes) -> Sender | None:
    row = connection.execute(
        text(
            "SELECT id, origins, school_id, revoked_ms, is_hub, slot_minute,"
            " CASE WHEN today = :today THEN bytes_today ELSE 0 END AS bytes_today"
            " FROM centre_node WHERE id = :id AND sign_key = :key"
        ),
        {"id": node_id(key), "key": key, "today": now_ms() // DAY_MS},
    ).first()
    if row is None:
        return None
    if row.revoked_ms is not None:
        raise NodeRevoked()
    return Sender(
        bytes(row.id),
        key,
        frozenset(map(bytes, row.origins)),
        row.school_id or 0,
        row.is_hub,
        row.slot_minute,
        row.bytes_today,
    )


def _adopt(
    connection: Connection, centre: Centre, key: bytes, certificates: Sequence[bytes]
) -> None:
    """Believe a chain of certificates: of a laptop that this centre forgot, or of a copy."""
    chain = check_chain(certificates, centre.root_key, key)
    if hub := hub_certified(chain[-1]):
        if len(chain) > 1:
            raise OtherOrigin()  # nobody may certify hubs but the root
        add_node(
            connection,
            key=key,
            school_id=None,
            origins=(),
            certificates=certificates,
            hub_name=hub,
        )
        note(connection, node_id(key).hex(), "hub-remembered", name=hub)
        return
    above = [node_id(one.key) for one in chain[1:]]
    rows = connection.execute(
        text("SELECT id, school_id, revoked_ms FROM centre_node WHERE id = ANY(:ids)"),
        {"ids": above},
    ).all()
    if any(row.revoked_ms is not None for row in rows):
        raise NodeRevoked()
    if len(chain) > 1:
        copies = connection.scalar(
            # Of the laptop that has a code's certificate, copies of copies included.
            text("SELECT count(*) FROM centre_node WHERE origins @> ARRAY[CAST(:o AS bytea)]"),
            {"o": chain[-1].origin},
        )
        if copies > MOST_COPIES:
            raise TooManyCopies()
    schools = {bytes(row.id): row.school_id for row in rows}
    _check_own_origins(connection, certificates, chain)
    school_id = next((schools[one] for one in above if one in schools), None)
    if school_id is None:
        school_id = certified_school(connection, chain[-1])
    add_node(
        connection,
        key=key,
        school_id=school_id,
        origins=[one.origin for one in chain],
        certificates=certificates,
        copied_from=above[0] if above else None,
    )
    what = "node-copied" if above else "node-remembered"
    note(connection, node_id(key).hex(), what, school=school_id, copied_from=above[:1])


def _check_own_origins(
    connection: Connection, certificates: Sequence[bytes], chain: Sequence[Certificate]
) -> None:
    """A copy names its origin itself, and so might name another school's; raises OtherOrigin."""
    for packed, mine in zip(certificates[:-1], chain, strict=False):
        others = connection.scalar(
            text(
                "SELECT 1 FROM centre_node WHERE origins @> ARRAY[CAST(:origin AS bytea)]"
                " AND NOT certificates @> ARRAY[CAST(:packed AS bytea)] LIMIT 1"
            ),
            {"origin": mine.origin, "packed": packed},
        )
        if others or mine.origin in [one.origin for one in chain if one is not mine]:
            raise OtherOrigin()
