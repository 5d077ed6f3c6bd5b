"""The rules for names, secrets and codes: plain functions, no store."""

import secrets
import unicodedata

from app.errors import N_, KisimaError

# No 0/O, 1/I/L or U/V: codes are read aloud and copied from a blackboard.
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTWXYZ23456789"
LONGEST_NAME = 80


class BadUsername(KisimaError):
    sentence = N_(
        "A user name has 2 to 32 letters, digits, dots, dashes or underscores, and no spaces."
    )


class BadFullName(KisimaError):
    sentence = N_("Please write a name of 1 to 80 characters.")


class SecretTooShort(KisimaError):
    sentence = N_("Please choose a PIN of at least 4 digits, or a password of at least 8 signs.")


class SecretTooEasy(KisimaError):
    sentence = N_("This PIN or password is too easy to guess. Please choose another one.")


class PasswordNeeded(KisimaError):
    sentence = N_("Instructors and administrators need a password of at least 10 signs, not a PIN.")


def fold_username(typed: str) -> str:
    """The one form of a user name: however it is typed, it is the same person."""
    return _plain(typed).strip().casefold()


def checked_username(typed: str) -> str:
    """The folded user name; raises BadUsername."""
    name = fold_username(typed)
    if not 2 <= len(name) <= 32 or not all(_fits(sign) for sign in name):
        raise BadUsername()
    return name


def _fits(sign: str) -> bool:
    # Marks are the vowel signs without which Hindi and Arabic names cannot be written.
    return sign in "._-" or unicodedata.category(sign)[0] in "LNM"


def suggested_username(full_name: str) -> str:
    """A user name made of a full name: "Amina Odhiambo" -> "amina.odhiambo"; may be empty."""
    words = fold_username(full_name).split()
    kept = ("".join(sign for sign in word if _fits(sign)) for word in words)
    return ".".join(word for word in kept if word)[:32].strip(".")


def checked_full_name(typed: str) -> str:
    """The name with its white space tidied; raises BadFullName.

    Signs that cannot be seen are left out: they could turn the rest of a line around.
    """
    seen = "".join(sign for sign in typed if sign.isspace() or not _is_unseen(sign))
    name = " ".join(unicodedata.normalize("NFC", seen).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadFullName()
    return name


def _is_unseen(sign: str) -> bool:
    # Joiners shape letters in Arabic, Persian and Indian scripts, so they stay.
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in "\u200c\u200d"


def is_pin(secret: str) -> bool:
    """Whether a secret is made of digits only."""
    return secret.isdecimal()


def checked_secret(secret: str, *, role: str, username: str = "") -> str:
    """The secret in the form that is hashed; raises SecretTooShort, SecretTooEasy or
    PasswordNeeded. A student may have a PIN of 4 digits or more."""
    secret = plain_secret(secret)
    if role != "student":
        if is_pin(secret) or len(secret) < 10:
            raise PasswordNeeded()
    elif len(secret) < (4 if is_pin(secret) else 8):
        raise SecretTooShort()
    if len(set(secret)) == 1 or secret in _RUNS or (username and secret.casefold() == username):
        raise SecretTooEasy()
    return secret


_RUNS = {"0123456789"[i:j] for i in range(10) for j in range(i + 4, 11)} | {
    "9876543210"[i:j] for i in range(10) for j in range(i + 4, 11)
}


def plain_secret(secret: str) -> str:
    """The one form of a PIN or password: one typed in Arabic-Indic digits is the same PIN."""
    return _plain(secret)


def _plain(typed: str) -> str:
    """NFKC and ASCII digits: many Arabic and Indian keyboards type digits of their own."""
    normal = unicodedata.normalize("NFKC", typed)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in normal)


def new_code(length: int = 6) -> str:
    """A random code of `length` signs that can be read aloud (4.86 bits a sign)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def folded_code(typed: str) -> str:
    """A code as typed, without what people put between its signs."""
    return "".join(sign for sign in _plain(typed).upper() if sign.isalnum())


def new_pin() -> str:
    """A random PIN of 5 digits that is not too easy."""
    while True:
        pin = f"{secrets.randbelow(100_000):05d}"
        if len(set(pin)) > 1 and pin not in _RUNS:
            return pin
