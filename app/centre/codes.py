"""One-time codes that bind an installation to a school: made, printed, typed once, used up."""

import hashlib
import hmac

from sqlalchemy import Connection, Row, text

from app.centre.areas import NoSuchSchool, tidy_name
from app.centre.audit import note
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.people.rules import folded_code, new_code

# 29 signs: ten of them are 48 bits. With 100,000 codes outstanding and as many tries as
# app.centre.tries lets through, a guess would succeed once in about a hundred years.
CODE_LENGTH = 10
CODE_DAYS = 60
DAY_MS = 86_400_000


class WrongCode(KisimaError):
    sentence = N_(
        "The centre does not know this code. Please look at it again; it has %(length)s signs, "
        "and none of them is 0, O, 1, I, L, U or V."
    )


class CodeUsed(KisimaError):
    sentence = N_("This code has been used already. Please ask the centre for another one.")


class CodeForOther(KisimaError):
    sentence = N_(
        "Schools and centres are connected by codes of their own, and this one is for the other "
        "kind. Please ask for the right one."
    )


class CodeExpired(KisimaError):
    sentence = N_("This code is too old. Please ask the centre for another one.")


def code_hash(code_key: bytes, typed: str) -> bytes:
    """32 bytes: what the centre keeps of a code, under a key that only it has."""
    return hmac.digest(code_key, folded_code(typed).encode(), "sha256")


def code_key(sign_seed: bytes) -> bytes:
    """32 bytes: the key that codes are hashed under, from the centre's signing seed."""
    return hashlib.sha256(b"kisima enrolment codes" + sign_seed).digest()


def shown_code(code: str) -> str:
    """A code as it is printed: in two groups, which are easier to read aloud."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def make_code(
    connection: Connection, key: bytes, who: str, school_id: int, days: int = CODE_DAYS
) -> str:
    """A new code for an installation of this school; shown now and never again.

    Raises NoSuchSchool.
    """
    return make_codes(connection, key, who, [school_id], days)[0]


def make_codes(
    connection: Connection, key: bytes, who: str, school_ids: list[int], days: int = CODE_DAYS
) -> list[str]:
    """One new code for each of these schools, in their order; raises NoSuchSchool."""
    known = set(
        connection.execute(
            text("SELECT id FROM centre_school WHERE id = ANY(:ids)"), {"ids": school_ids}
        ).scalars()
    )
    if not known.issuperset(school_ids):
        raise NoSuchSchool()
    codes = [new_code(CODE_LENGTH) for _ in school_ids]
    now = now_ms()
    rows = [
        {
            "hash": code_hash(key, code),
            "school": school_id,
            "now": now,
            "expires": now + days * DAY_MS,
        }
        for code, school_id in zip(codes, school_ids, strict=True)
    ]
    if rows:
        connection.execute(
            text(
                "INSERT INTO centre_code (code_hash, school_id, made_ms, expires_ms)"
                " VALUES (:hash, :school, :now, :expires)"
            ),
            rows,
        )
    note(connection, who, "codes-made", schools=school_ids[:100], count=len(codes), days=days)
    return codes


def make_hub_code(
    connection: Connection, key: bytes, who: str, name: str, days: int = CODE_DAYS
) -> str:
    """A new code that makes the centre that uses it a hub, by this name; shown now and never again.

    Raises BadAreaName.
    """
    name, code, now = tidy_name(name), new_code(CODE_LENGTH), now_ms()
    connection.execute(
        text(
            "INSERT INTO centre_code (code_hash, hub, made_ms, expires_ms)"
            " VALUES (:hash, :hub, :now, :expires)"
        ),
        {
            "hash": code_hash(key, code),
            "hub": name,
            "now": now,
            "expires": now + days * DAY_MS,
        },
    )
    note(connection, who, "hub-code-made", name=name, days=days)
    return code


def use_code(connection: Connection, key: bytes, typed: str, node: bytes) -> int:
    """Use up a code for this node and return its school's number.

    The node that used it may use it again, since the answer may have been lost on its way.
    Raises WrongCode, CodeUsed, CodeExpired or CodeForOther.
    """
    school_id = _use(connection, key, typed, node).school_id
    if school_id is None:
        raise CodeForOther()
    return int(school_id)


def use_hub_code(connection: Connection, key: bytes, typed: str, node: bytes) -> str:
    """Use up a hub's code and return the hub's name; raises as use_code does."""
    name = _use(connection, key, typed, node).hub
    if name is None:
        raise CodeForOther()
    return str(name)


def _use(connection: Connection, key: bytes, typed: str, node: bytes) -> Row:
    found = connection.execute(
        text(
            "SELECT school_id, hub, expires_ms, used_ms, node FROM centre_code"
            " WHERE code_hash = :hash FOR UPDATE"
        ),
        {"hash": code_hash(key, typed)},
    ).first()
    if found is None:
        raise WrongCode(length=CODE_LENGTH)
    if found.used_ms is not None:
        if found.node is not None and bytes(found.node) == node:
            return found
        raise CodeUsed()
    now = now_ms()
    if found.expires_ms < now:
        raise CodeExpired()
    connection.execute(
        text("UPDATE centre_code SET used_ms = :now, node = :node WHERE code_hash = :hash"),
        {"now": now, "node": node, "hash": code_hash(key, typed)},
    )
    return found


def withdraw_codes(connection: Connection, who: str, school_id: int) -> int:
    """Make a school's codes that nobody has used yet worthless; returns how many there were."""
    gone = connection.execute(
        text("DELETE FROM centre_code WHERE school_id = :school AND used_ms IS NULL"),
        {"school": school_id},
    ).rowcount
    note(connection, who, "codes-withdrawn", school=school_id, count=gone)
    return gone
