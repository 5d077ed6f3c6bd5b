"""Keys: Ed25519 to sign, X25519 to seal; each is made from a seed of 32 random bytes."""

import secrets
from collections.abc import Callable

from app.sync.wire.errors import BadSignature, CannotBePacked, SealedForAnother

SIGNATURE_BYTES = 64
SEAL_BYTES = 48  # what sealing adds: the sender's passing public key and a check

Sign = Callable[[bytes], bytes]


def new_seed() -> bytes:
    """32 random bytes, from which a key is made."""
    return secrets.token_bytes(32)


def public_sign_key(seed: bytes) -> bytes:
    """The 32 bytes with which others check what this seed signs."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(seed).verify_key)


def signer(seed: bytes) -> Sign:
    """A function that signs: bytes in, 64 bytes of signature out."""
    from nacl.signing import SigningKey

    key = SigningKey(seed)

    def sign(data: bytes) -> bytes:
        return key.sign(data).signature

    return sign


def check_signature(data: bytes, signature: bytes, public_key: bytes) -> None:
    """Raises BadSignature unless the holder of that key signed just this."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(public_key).verify(data, signature)
    except (CryptoError, ValueError, TypeError):
        raise BadSignature() from None


def public_seal_key(seed: bytes) -> bytes:
    """The 32 bytes with which others seal something that only this seed opens."""
    from nacl.public import PrivateKey

    return bytes(PrivateKey(seed).public_key)


def seal_box(data: bytes, public_key: bytes) -> bytes:
    """48 bytes more, which only the holder of that key's seed can open; says not who sealed."""
    from nacl.exceptions import CryptoError
    from nacl.public import PublicKey, SealedBox

    try:
        return SealedBox(PublicKey(public_key)).encrypt(data)
    except (CryptoError, ValueError, TypeError):
        raise CannotBePacked(reason="not a key to seal with") from None


def open_box(data: bytes, seed: bytes) -> bytes:
    """What was sealed. Raises SealedForAnother where the seed does not open it."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        return SealedBox(PrivateKey(seed)).decrypt(data)
    except (CryptoError, ValueError, TypeError):
        raise SealedForAnother() from None
