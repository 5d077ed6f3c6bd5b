"""Who may send for which origin: certificates by the root, or by a copied laptop (rule 1).

A chain of them is a tuple of packed certificates: the sender's own first, the root's last.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.sync.wire.errors import BadSignature, Damaged, FutureVersion
from app.sync.wire.fields import Reader, Writer
from app.sync.wire.keys import SIGNATURE_BYTES, Sign, check_signature

VERSION = 1
SIGNED_AS = b"kisima certificate "
MOST_IN_A_CHAIN = 16
MOST_PACKED = 1024
MOST_SCHOOL_BYTES = 200


@dataclass(frozen=True, slots=True)
class Certificate:
    """The holder of `key` may send for `origin`, and for all that an `issuer` below the root may.

    Keys are 32 bytes, the origin 16; `school` is the root's reference for the school.
    """

    key: bytes
    seal_key: bytes
    origin: bytes
    school: str
    issuer: bytes


def certify(certificate: Certificate, sign: Sign, sign_as_holder: Sign | None = None) -> bytes:
    """The certificate, packed and signed by its issuer.

    A copied laptop certifies its new key itself: then `sign` is the old key's and
    `sign_as_holder` the new key's, so that neither can be claimed without having it.
    """
    writer = Writer()
    writer.fixed(bytes([VERSION]), 1)
    writer.fixed(certificate.key, 32)
    writer.fixed(certificate.seal_key, 32)
    writer.fixed(certificate.origin, 16)
    writer.text(certificate.school)
    writer.fixed(certificate.issuer, 32)
    signed = SIGNED_AS + writer.data()
    by_holder = None if sign_as_holder is None else sign_as_holder(signed)
    writer.option(by_holder, lambda signature: writer.fixed(signature, SIGNATURE_BYTES))
    writer.fixed(sign(signed), SIGNATURE_BYTES)
    return writer.data()


def check_chain(packed: Sequence[bytes], root_key: bytes, key: bytes) -> tuple[Certificate, ...]:
    """The certificates of a sender's key, when each is signed by the next and the last by the root.

    The key may send for the origins of all of them. Raises BadSignature, Damaged or FutureVersion.
    """
    if not 1 <= len(packed) <= MOST_IN_A_CHAIN:
        raise Damaged(reason="no certificate, or too many")
    chain = []
    for place, data in enumerate(packed):
        certificate = _checked(data, last=place == len(packed) - 1, root_key=root_key)
        if certificate.key != key:
            raise BadSignature()
        chain.append(certificate)
        key = certificate.issuer
    return tuple(chain)


def _checked(data: bytes, *, last: bool, root_key: bytes) -> Certificate:
    if len(data) > MOST_PACKED:
        raise Damaged(reason="a certificate that is too long")
    reader = Reader(data)
    version = reader.fixed(1)[0]
    if version > VERSION:
        raise FutureVersion(version=version, known=VERSION)
    certificate = Certificate(
        key=reader.fixed(32),
        seal_key=reader.fixed(32),
        origin=reader.fixed(16),
        school=reader.text(MOST_SCHOOL_BYTES),
        issuer=reader.fixed(32),
    )
    signed = SIGNED_AS + data[: reader.at]
    by_holder = reader.option(lambda: reader.fixed(SIGNATURE_BYTES))
    by_issuer = reader.fixed(SIGNATURE_BYTES)
    reader.end()
    if last and certificate.issuer != root_key:
        raise BadSignature()
    check_signature(signed, by_issuer, certificate.issuer)
    if by_holder is not None:
        check_signature(signed, by_holder, certificate.key)
    elif not last:
        raise BadSignature()
    return certificate
