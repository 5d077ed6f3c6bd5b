"""Accounts: made, signed in to, changed and reset."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people import guessing, passwords
from app.people.models import Account, Guess
from app.people.rules import (
    checked_full_name,
    checked_secret,
    checked_username,
    fold_username,
    is_pin,
    new_pin,
)


class UsernameTaken(KisimaError):
    sentence = N_("The user name “%(username)s” is taken. Please choose another one.")


class WrongSignIn(KisimaError):
    sentence = N_("This user name and password do not belong together. Please try again.")


class WrongPassword(KisimaError):
    sentence = N_("This is not your present password or PIN. Please try again.")


class AccountClosed(KisimaError):
    sentence = N_("This account is suspended. Please ask your instructor.")


class NoSuchAccount(KisimaError):
    sentence = N_("There is no such person here.")


def add_account(
    session: Session, *, username: str, full_name: str, secret: str, role: str, lang: str = ""
) -> Account:
    """Make an account inside the caller's transaction.

    Raises BadUsername, UsernameTaken, BadFullName, SecretTooShort, SecretTooEasy, PasswordNeeded.
    """
    username = checked_username(username)
    secret = checked_secret(secret, role=role, username=username)
    return add_hashed(
        session,
        username=username,
        full_name=full_name,
        secret=HashedSecret.of(secret, role),
        role=role,
        lang=lang,
    )


@dataclass(frozen=True)
class HashedSecret:
    """A secret's hash, which is made before the transaction that keeps it: hashing takes longer
    than others should wait."""

    hash: str
    has_pin: bool

    @classmethod
    def of(cls, secret: str, role: str) -> "HashedSecret":
        """The hash of a secret in the form that checked_secret gives, or one made at random."""
        return cls(passwords.hashed(secret, role), is_pin(secret))


def add_hashed(
    session: Session,
    *,
    username: str,
    full_name: str,
    secret: HashedSecret,
    role: str,
    lang: str = "",
    identifier: str = "",
    card_of: int | None = None,
) -> Account:
    """The same with a secret that is hashed already. Raises BadUsername, UsernameTaken or
    BadFullName."""
    username = checked_username(username)
    full_name = checked_full_name(full_name)
    if session.scalars(select(Account.id).where(Account.username == username)).first():
        raise UsernameTaken(username=username)
    account = Account(
        username=username,
        full_name=full_name,
        role=role,
        password_hash=secret.hash,
        has_pin=secret.has_pin,
        lang=lang,
        session_key=secrets.token_urlsafe(12),
        created_ms=now_ms(),
        identifier=identifier or None,
        card_of=card_of,
    )
    session.add(account)
    session.flush()
    journal.append(session, "account-made", account_id=account.id, payload={"role": role})
    return account


def sign_in(username: str, secret: str) -> Account:
    """The account that the name and secret belong to.

    Raises WrongSignIn, AccountClosed, or TooManyGuesses while the account's waiting time runs.
    """
    username = fold_username(username)[:64]
    account = db.session.scalars(select(Account).where(Account.username == username)).first()
    target = f"account:{account.id}" if account else f"name:{username}"
    guessing.check_may_guess(target)
    if not passwords.matches(account.password_hash if account else None, secret):
        # Names that do not exist are not counted, or anyone could fill the table with them.
        if account:
            guessing.failed(target)
        raise WrongSignIn()
    assert account is not None
    if not account.active:
        raise AccountClosed()
    guessed = db.session.get(Guess, target) is not None
    if guessed or account.card_of is not None:
        with transaction() as session:
            guessing.forget(session, target)
            account.card_of = None
            session.add(account)
    return account


def account_of_session(user_id: str) -> Account | None:
    """The account that a signed session cookie names, while that session holds."""
    number, _, key = user_id.partition(":")
    if not number.isdecimal():
        return None
    account = db.session.get(Account, int(number))
    if account is None or not account.active:
        return None
    return account if secrets.compare_digest(account.session_key, key) else None


def account(account_id: int) -> Account:
    """The account; raises NoSuchAccount."""
    found = db.session.get(Account, account_id)
    if found is None:
        raise NoSuchAccount()
    return found


def change_secret(account_id: int, present: str, new: str) -> Account:
    """Give oneself a new password or PIN, which signs out all other browsers.

    Raises WrongPassword, TooManyGuesses, and what checked_secret raises.
    """
    owner = account(account_id)
    guessing.check_may_guess(f"account:{account_id}")
    if not passwords.matches(owner.password_hash, present):
        guessing.failed(f"account:{account_id}")
        raise WrongPassword()
    secret = checked_secret(new, role=owner.role, username=owner.username)
    hashed = HashedSecret.of(secret, owner.role)
    with transaction() as session:
        _set_secret(session, owner, hashed, must_change=False)
        journal.append(session, "secret-changed", account_id=account_id)
    return owner


def reset_secret(account_id: int) -> str:
    """Give a person a new random PIN (or password, for staff) and return it, to be handed over.

    It must be changed at the next sign-in, and it ends all her sessions and waiting times.
    """
    owner = account(account_id)
    new = random_secret(owner.role)
    hashed = HashedSecret.of(new, owner.role)
    with transaction() as session:
        replace_secret(session, owner, hashed, must_change=True)
    return new


def random_secret(role: str) -> str:
    """A new PIN for a student, a new password for those who see others' work."""
    return new_pin() if role == "student" else secrets.token_urlsafe(9)


def replace_secret(
    session: Session, owner: Account, hashed: HashedSecret, *, must_change: bool
) -> None:
    """Put another secret in the place of a person's, inside the caller's transaction; it ends all
    her sessions and waiting times."""
    _set_secret(session, owner, hashed, must_change=must_change)
    guessing.forget(session, f"account:{owner.id}")
    journal.append(session, "secret-reset", account_id=owner.id)


def _set_secret(
    session: Session, owner: Account, hashed: HashedSecret, *, must_change: bool
) -> None:
    owner.password_hash, owner.has_pin = hashed.hash, hashed.has_pin
    owner.must_change, owner.card_of = must_change, None
    owner.session_key = secrets.token_urlsafe(12)
    owner.version += 1
    session.add(owner)


def staff() -> list[Account]:
    """Everyone who teaches or administers, by name."""
    here = (Account.role != "student", Account.erased_ms.is_(None))
    query = select(Account).where(*here).order_by(Account.full_name)
    return list(db.session.scalars(query))


def by_username(typed: str) -> Account:
    """Who has this user name; raises NoSuchAccount."""
    query = select(Account).where(Account.username == fold_username(typed)[:64])
    found = db.session.scalars(query).first()
    if found is None or found.erased_ms is not None:
        raise NoSuchAccount()
    return found


def staff_by_username(typed: str) -> Account:
    """The instructor of this user name; raises NoSuchAccount."""
    query = select(Account).where(
        Account.username == fold_username(typed),
        Account.role != "student",
        Account.erased_ms.is_(None),
    )
    found = db.session.scalars(query).first()
    if found is None:
        raise NoSuchAccount()
    return found


def add_instructor(*, username: str, full_name: str) -> tuple[Account, str]:
    """Make an instructor with a random password, which is returned to be handed over.

    Raises BadUsername, UsernameTaken or BadFullName.
    """
    password = random_secret("instructor")
    hashed = HashedSecret.of(password, "instructor")
    with transaction() as session:
        made = add_hashed(
            session, username=username, full_name=full_name, secret=hashed, role="instructor"
        )
        made.must_change = True
    return made, password


def set_language(account_id: int, lang: str) -> None:
    """Keep the language that a person picked."""
    with transaction() as session:
        session.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(lang=lang, version=Account.version + 1)
        )


def touch(session: Session, account_id: int) -> None:
    """Say that what this person's pages show has changed; inside the caller's transaction."""
    session.execute(
        update(Account).where(Account.id == account_id).values(version=Account.version + 1)
    )
