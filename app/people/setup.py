"""The first start: a one-time code, printed where the server runs, makes the administrator."""

import secrets
from pathlib import Path

from sqlalchemy import select

from app.database import db, transaction
from app.errors import N_, DataFolderUnusable, KisimaError
from app.people import guessing
from app.people.accounts import add_account
from app.people.models import Account
from app.people.rules import folded_code, new_code

CODE_LENGTH = 8


class WrongSetupCode(KisimaError):
    sentence = N_("This is not the set-up code. It stands in the window where Kisima was started.")


class AlreadySetUp(KisimaError):
    sentence = N_("This Kisima has been set up already. Please sign in.")


def is_set_up() -> bool:
    """Whether there is an administrator."""
    query = select(Account.id).where(Account.role == "administrator").limit(1)
    return db.session.scalars(query).first() is not None


def setup_code(path: Path) -> str:
    """The code, from the file that keeps it; made on the first call.

    A file that a power cut left empty or cut short is made anew: its code could be guessed.
    Raises DataFolderUnusable where that fails.
    """
    try:
        code = folded_code(path.read_text("ascii"))
    except (OSError, UnicodeDecodeError):
        code = ""
    if len(code) < CODE_LENGTH:
        code = new_code(CODE_LENGTH)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(code, "ascii")
        except OSError as error:
            raise DataFolderUnusable(path=path.parent, reason=error) from error
    return code


def set_up(
    path: Path, *, code: str, username: str, full_name: str, secret: str, lang: str = ""
) -> Account:
    """Make the administrator and use up the code.

    Raises WrongSetupCode, AlreadySetUp, TooManyGuesses, and what add_account raises.
    """
    if is_set_up():
        raise AlreadySetUp()
    guessing.check_may_guess("set-up")
    if not secrets.compare_digest(folded_code(code).encode(), setup_code(path).encode()):
        guessing.failed("set-up")
        raise WrongSetupCode()
    with transaction() as session:
        if is_set_up():
            raise AlreadySetUp()
        account = add_account(
            session,
            username=username,
            full_name=full_name,
            secret=secret,
            role="administrator",
            lang=lang,
        )
        guessing.forget(session, "set-up")
    path.unlink(missing_ok=True)
    return account
