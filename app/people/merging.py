"""Two accounts of one person made one: what the other had becomes the kept one's, in one
transaction, and the other is closed. It cannot be undone.

Every table with something of a person's says so in the `info` of its column
(people.models.GOES_WITH). A row of the other's is moved; where the kept one has such a row already,
the table's rule puts the two together, and without one the kept one's stays. Events in the journal
stay those of whom they were written about.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Table, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import Base, db, transaction
from app.errors import N_, KisimaError
from app.people.accounts import NoSuchAccount, touch
from app.people.models import Account, ConsentRow, Guess

# What becomes of the other's rows that stand in the way of the kept one's: called with the session,
# the kept account's id and the other's, before the other's rows are moved.
Rule = Callable[[Session, int, int], None]
UNSEEN = {"synchronize_session": False}


class SameAccount(KisimaError):
    sentence = N_("These are one account already. Please choose two.")


class OnlyStudentsMerge(KisimaError):
    sentence = N_("Only students' accounts can be merged.")


@dataclass(frozen=True)
class Merging:
    """Two accounts side by side, and how many rows of which table are the other's."""

    kept: Account
    other: Account
    rows: Mapping[str, tuple[int, int]]  # table -> the kept one's, the other's


def compare(kept_id: int, other_id: int) -> Merging:
    """What merging would bring together. Raises SameAccount, OnlyStudentsMerge, NoSuchAccount."""
    session = db.session()
    kept, other = _checked(session, kept_id, other_id)
    rows = {}
    for table, column in _columns():
        counted = [
            session.scalar(select(func.count()).select_from(table).where(column == one)) or 0
            for one in (kept_id, other_id)
        ]
        if any(counted):
            rows[table.name] = (counted[0], counted[1])
    return Merging(kept, other, rows)


def merge(
    kept_id: int,
    other_id: int,
    by: int,
    rules: Mapping[str, Rule],
    afterwards: Callable[[Session, int], None] = lambda session, kept_id: None,
) -> None:
    """Make them one; `rules` are those of the tables whose rows cannot just be moved, by name, and
    are followed in their order. `afterwards` is called when all rows are the kept account's, in the
    same transaction.

    Raises as compare does, and changes nothing then.
    """
    order = {name: place for place, name in enumerate(rules)}
    with transaction() as session:
        kept, other = _checked(session, kept_id, other_id)
        _merge_consent(session, kept_id, other_id, by)
        columns = sorted(_columns(), key=lambda pair: order.get(pair[0].name, len(order)))
        for table, column in columns:
            if table.name != ConsentRow.__tablename__:
                _move(session, table, column, kept_id, other_id, rules.get(table.name))
        session.flush()
        session.expire_all()  # rows were moved behind its back
        afterwards(session, kept_id)
        _close(session, kept, other)
        touch(session, kept_id)
        journal.append(
            session, "accounts-merged", account_id=kept_id, payload={"from": other_id, "by": by}
        )


def _checked(session: Session, kept_id: int, other_id: int) -> tuple[Account, Account]:
    if kept_id == other_id:
        raise SameAccount()
    found = []
    for one in (kept_id, other_id):
        person = session.get(Account, one, populate_existing=True)
        if person is None or person.erased_ms is not None or person.merged_into is not None:
            raise NoSuchAccount()
        if person.role != "student":
            raise OnlyStudentsMerge()
        found.append(person)
    return found[0], found[1]


def _columns() -> Iterator[tuple[Table, Column[int]]]:
    """The tables with rows of a person's, and the column that says whose."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("erased"):
                yield table, column


def _move(
    session: Session, table: Table, column: Column[int], kept: int, other: int, rule: Rule | None
) -> None:
    if rule is not None:
        rule(session, kept, other)
        session.flush()
    else:
        _drop_what_stands_in_the_way(session, table, column, kept, other)
    session.execute(
        update(table).where(column == other).values({column.name: kept}), execution_options=UNSEEN
    )


def _drop_what_stands_in_the_way(
    session: Session, table: Table, column: Column[int], kept: int, other: int
) -> None:
    """Let the other's rows go whose key, apart from whose they are, the kept one has as well."""
    keys = [list(table.primary_key.columns)]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [list(one.columns) for one in table.indexes if one.unique]
    for key in keys:
        if column not in key:
            continue
        rest = [one for one in key if one is not column]
        mine = table.alias()
        same = select(1).where(mine.c[column.name] == kept, *(mine.c[c.name] == c for c in rest))
        session.execute(
            delete(table).where(column == other, same.exists()), execution_options=UNSEEN
        )


def _merge_consent(session: Session, kept: int, other: int, by: int) -> None:
    """The stricter of the two counts: her progress leaves only where both said so."""
    rows = {one: session.get(ConsentRow, one, populate_existing=True) for one in (kept, other)}
    given = {one: row is not None and row.withdrawn_ms is None for one, row in rows.items()}
    if not all(given.values()):
        for one, row in rows.items():
            if row is not None and given[one]:
                row.withdrawn_ms, row.withdrawn_by = now_ms(), by
                journal.withdraw(session, one)
    mine, others = rows[kept], rows[other]
    if others is None:
        return
    own_no = others.withdrawn_by == other
    if mine is None:
        session.add(
            ConsentRow(
                account_id=kept,
                given_ms=others.given_ms,
                given_by=kept if others.given_by == other else others.given_by,
                way=others.way,
                proof=others.proof,
                said_on=others.said_on,
                withdrawn_ms=others.withdrawn_ms,
                withdrawn_by=kept if own_no else others.withdrawn_by,
            )
        )
    elif own_no:
        # What she herself refused, nobody else gives anew.
        mine.withdrawn_ms, mine.withdrawn_by = others.withdrawn_ms, kept
    session.delete(others)
    session.flush()


def _close(session: Session, kept: Account, other: Account) -> None:
    """The other account stays as a shell, which whatever mentions it still finds."""
    identifier, other.identifier = other.identifier, None
    session.flush()
    kept.identifier = kept.identifier or identifier
    kept.active = kept.active or other.active
    other.merged_into, other.active, other.card_of = kept.id, False, None
    other.session_key = secrets.token_urlsafe(12)
    other.version += 1
    session.execute(
        delete(Guess).where(Guess.target == f"account:{other.id}"), execution_options=UNSEEN
    )
    # Who was merged into the other before belongs to the kept one now.
    session.execute(
        update(Account).where(Account.merged_into == other.id).values(merged_into=kept.id),
        execution_options=UNSEEN,
    )
    journal.append(session, "suspended", account_id=other.id)
