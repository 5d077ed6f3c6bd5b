"""Assigning lessons, exercises and finals to a class, and more time for one student.

Each function that changes something is one transaction, with its event; the pages of everybody in
the class are made anew. The caller checks that `by` teaches the class.
"""

from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people.accounts import touch
from app.people.classes import touch_members
from app.people.models import Account
from app.progress.assigning.models import Assignment, AssignmentExtension
from app.progress.assigning.rules import Assigned, Kind, Times
from app.progress.marking.late import LateRule


class NoSuchAssignment(KisimaError):
    sentence = N_("There is no such assignment any more. Perhaps somebody has removed it.")


class AssignedAlready(KisimaError):
    sentence = N_("This class has this one already. Please change its times in the list.")


class DueBeforeOpening(KisimaError):
    sentence = N_("It would be due before it opens. Please change one of the two times.")


class ExtensionTooEarly(KisimaError):
    sentence = N_("More time must end after the time that it is due for everybody.")


def assign(
    by: Account,
    class_id: int,
    kind: Kind,
    item_id: str,
    course_id: str,
    times: Times,
    late: LateRule,
) -> int:
    """Assign it, and return the assignment's id. Raises AssignedAlready or DueBeforeOpening."""
    _check(times)
    with transaction() as session:
        same = select(Assignment.id).where(
            Assignment.class_id == class_id,
            Assignment.kind == kind,
            Assignment.item_id == item_id,
        )
        if session.scalar(same) is not None:
            raise AssignedAlready()
        row = Assignment(
            class_id=class_id,
            kind=kind,
            item_id=item_id,
            course_id=course_id,
            opens_ms=times.opens_ms,
            due_ms=times.due_ms,
            late_rule=str(late),
            made_by=by.id,
            made_ms=now_ms(),
        )
        session.add(row)
        session.flush()
        _note(session, "assigned", by, row)
        return row.id


def change(by: Account, class_id: int, id: int, times: Times, late: LateRule) -> None:
    """Give it other times or another late rule. Raises NoSuchAssignment or DueBeforeOpening."""
    _check(times)
    with transaction() as session:
        row = _row(session, class_id, id)
        row.opens_ms, row.due_ms, row.late_rule = times.opens_ms, times.due_ms, str(late)
        _note(session, "assignment-changed", by, row)


def remove(by: Account, class_id: int, id: int) -> None:
    """Take it back, with what time single students were given. Raises NoSuchAssignment."""
    with transaction() as session:
        row = _row(session, class_id, id)
        session.execute(
            delete(AssignmentExtension).where(AssignmentExtension.assignment_id == id),
            execution_options={"synchronize_session": False},
        )
        _note(session, "assignment-removed", by, row)
        session.delete(row)


def extend(by: Account, class_id: int, id: int, account_id: int, until_ms: int | None) -> None:
    """Give a student of the class time until then; None takes it back.

    Raises NoSuchAssignment or ExtensionTooEarly.
    """
    with transaction() as session:
        row = _row(session, class_id, id)
        if until_ms is not None and (row.due_ms is None or until_ms <= row.due_ms):
            raise ExtensionTooEarly()
        given = session.get(AssignmentExtension, (id, account_id), populate_existing=True)
        if until_ms is None:
            if given is not None:
                session.delete(given)
        elif given is not None:
            given.due_ms = until_ms
        else:
            session.add(
                AssignmentExtension(assignment_id=id, account_id=account_id, due_ms=until_ms)
            )
        payload = {"class": class_id, "student": account_id}
        journal.append(
            session, "assignment-extended", account_id=by.id, item=row.item_id, payload=payload
        )
        touch(session, account_id)


def assignments_of(class_id: int) -> list[Assigned]:
    """What a class was assigned: what is due first comes first."""
    rows = db.session.scalars(
        select(Assignment).where(Assignment.class_id == class_id),
        execution_options={"populate_existing": True},
    )
    found = [as_assigned(row) for row in rows]
    found.sort(key=lambda one: (one.times.due_ms is None, one.times.due_ms or 0, one.id))
    return found


def assignment(class_id: int, id: int) -> Assigned:
    """One of a class's assignments; raises NoSuchAssignment."""
    return as_assigned(_row(db.session(), class_id, id))


def extensions(id: int) -> dict[int, int]:
    """Who has more time, by account id, and until when."""
    query = select(AssignmentExtension.account_id, AssignmentExtension.due_ms).where(
        AssignmentExtension.assignment_id == id
    )
    return dict(db.session.execute(query).tuples().all())


def as_assigned(row: Assignment) -> Assigned:
    """The row as a plain value."""
    return Assigned(
        id=row.id,
        class_id=row.class_id,
        kind=cast(Kind, row.kind),
        item_id=row.item_id,
        course_id=row.course_id,
        times=Times(row.opens_ms, row.due_ms),
        late=LateRule.read(row.late_rule),
    )


def _row(session: Session, class_id: int, id: int) -> Assignment:
    row = session.get(Assignment, id, populate_existing=True)
    if row is None or row.class_id != class_id:
        raise NoSuchAssignment()
    return row


def _check(times: Times) -> None:
    if times.opens_ms is not None and times.due_ms is not None and times.due_ms <= times.opens_ms:
        raise DueBeforeOpening()


def _note(session: Session, kind: str, by: Account, row: Assignment) -> None:
    payload = {"class": row.class_id, "opens": row.opens_ms, "due": row.due_ms}
    journal.append(session, kind, account_id=by.id, item=row.item_id, payload=payload)
    touch_members(session, row.class_id)
