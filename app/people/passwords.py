"""Hashing passwords and PINs with werkzeug's scrypt.

Sixty students sign in within a minute on two cores, so a student's hash costs 8 MB and about
20 ms (n = 8192); guessing a short PIN is stopped by waiting times, which no hash could do. Those
who can see others' work have werkzeug's default cost (n = 32768, 32 MB).
"""

from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from app.people.rules import plain_secret

STUDENT = "scrypt:8192:8:1"
STAFF = "scrypt:32768:8:1"


def hashed(secret: str, role: str) -> str:
    """The salted hash to store."""
    return generate_password_hash(secret, method=STUDENT if role == "student" else STAFF)


def matches(stored: str | None, typed: str) -> bool:
    """Whether the typed secret is the stored one; as slow for a name that does not exist."""
    right = check_password_hash(stored or _nobody(), plain_secret(typed))
    return right and stored is not None


@cache
def _nobody() -> str:
    return generate_password_hash("nobody", method=STUDENT)
