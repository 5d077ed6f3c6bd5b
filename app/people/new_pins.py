"""New PINs for many students at once, to be handed over on cards."""

from collections.abc import Sequence

from app.database import transaction
from app.errors import N_, KisimaError
from app.people.accounts import HashedSecret, account, random_secret, replace_secret
from app.people.enrolment import NewStudent


class NoPinForStaff(KisimaError):
    sentence = N_("“%(name)s” teaches here. Only the administrator can give a new password.")


def new_pins(account_ids: Sequence[int]) -> list[NewStudent]:
    """Give these students new PINs, all or none; they keep them until they choose others.

    It ends their sessions and waiting times. Raises NoSuchAccount or NoPinForStaff.
    """
    people = [account(account_id) for account_id in account_ids]
    for person in people:
        if person.teaches:
            raise NoPinForStaff(name=person.full_name)
    pins = [random_secret("student") for _ in people]
    hashes = [HashedSecret.of(pin, "student") for pin in pins]
    with transaction() as session:
        for person, hashed in zip(people, hashes, strict=True):
            replace_secret(session, person, hashed, must_change=False)
    return [
        NewStudent(person.full_name, person.username, pin)
        for person, pin in zip(people, pins, strict=True)
    ]
