"""PINs made again for those whom a list made and whose cards nobody has noted.

A PIN is known only while its card is shown. When the computer stops on the way, or before the cards
were printed, the people are there and nobody can sign in as them: they get other PINs.
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database import db, transaction
from app.people.accounts import HashedSecret, random_secret, replace_secret
from app.people.classes import teaches_student
from app.people.models import Account, ClassMember
from app.people.rosters.applying import PIECE, NewAccount, Piece
from app.people.rosters.imports import found


def without_cards(by: Account, number: int) -> list[int]:
    """The ids of those made by the list of this number who have not signed in and whose cards were
    not noted, as far as `by` may change them. Raises NoSuchImport."""
    row = found(by, number)
    query = (
        select(Account.id)
        # Numbers of lists that are gone may come again.
        .where(Account.card_of == number, Account.created_ms >= row.made_ms)
        .order_by(Account.id)
    )
    ids = db.session.scalars(query).all()
    if by.is_administrator:
        return list(ids)
    return [account_id for account_id in ids if teaches_student(by, account_id)]


def make_again(by: Account, number: int, having: Collection[int]) -> Iterator[Piece]:
    """Give others PINs to those of the list without cards, but not to those `having` theirs; in
    pieces, each of them whole. Raises NoSuchImport."""
    ids = [one for one in without_cards(by, number) if one not in having]
    for at in range(0, len(ids), PIECE):
        made = _made_again(ids[at : at + PIECE], number)
        yield Piece(len(made), tuple(made), ())


def note(by: Account, number: int) -> None:
    """Say that the cards of those made by the list were printed or copied. Raises NoSuchImport."""
    found(by, number)
    with transaction() as session:
        session.execute(update(Account).where(Account.card_of == number).values(card_of=None))


def _made_again(ids: Sequence[int], number: int) -> list[NewAccount]:
    query = select(Account.id, Account.role).where(Account.id.in_(ids))
    roles = dict(db.session.execute(query).tuples().all())
    secrets = {one: random_secret(role) for one, role in roles.items()}
    hashes = {one: HashedSecret.of(secrets[one], role) for one, role in roles.items()}
    made = []
    with transaction() as session:
        for one, hashed in hashes.items():
            owner = session.get_one(Account, one, populate_existing=True)
            if owner.card_of != number:  # she signed in meanwhile, or got a PIN in her class
                continue
            replace_secret(session, owner, hashed, must_change=owner.role != "student")
            owner.card_of = number
            places = _places(session, one)
            names = (owner.full_name, owner.username)
            made.append(NewAccount(one, *names, secrets[one], owner.role, places))
    return made


def _places(session: Session, account_id: int) -> tuple[int, ...]:
    query = select(ClassMember.class_id).where(ClassMember.account_id == account_id)
    return tuple(session.scalars(query.order_by(ClassMember.joined_ms, ClassMember.class_id)))
