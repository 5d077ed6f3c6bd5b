"""The key that signs the sessions of a centre's pages: one for all of its processes."""

import hmac

from app.centre.generation import centre
from app.centre.transactions import writing


def session_key() -> bytes:
    """32 bytes, from the centre's own secret, so that every process and machine has the same."""
    with writing() as connection:
        return hmac.digest(centre(connection).sign_seed, b"kisima sessions of a centre", "sha256")
