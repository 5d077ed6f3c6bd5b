"""A new student who joins by class code and may leave the user name to us."""

from app.people import classes
from app.people.accounts import UsernameTaken
from app.people.models import Account
from app.people.rules import BadUsername, suggested_username

MOST_NAMESAKES = 100


def join_as_new(code: str, *, username: str, full_name: str, secret: str, lang: str) -> Account:
    """The new student; an empty user name is made from the full name, with a number if taken.

    Raises what app.people.classes.join_as_new raises.
    """
    if username.strip():
        return classes.join_as_new(
            code, username=username, full_name=full_name, secret=secret, lang=lang
        )
    suggestion = suggested_username(full_name)[:29]
    if not suggestion:
        raise BadUsername()
    for number in range(1, MOST_NAMESAKES):
        name = suggestion if number == 1 else f"{suggestion}{number}"
        try:
            return classes.join_as_new(
                code, username=name, full_name=full_name, secret=secret, lang=lang
            )
        except UsernameTaken:
            continue
    raise UsernameTaken(username=suggestion)
