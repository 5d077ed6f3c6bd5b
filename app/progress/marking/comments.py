"""Comments that an instructor keeps to use again; each person has her own."""

from dataclasses import dataclass

from sqlalchemy import select

from app.database import db, transaction
from app.people.models import Account
from app.progress.marking.manual import LONGEST_COMMENT, CommentTooLong
from app.progress.marking.models import SavedComment

MOST_KEPT = 50  # for one exercise; the oldest goes


@dataclass(frozen=True)
class Comment:
    """A saved comment; `points` are given with it where they are not None. `cell` is a grade_id,
    empty where it is for any cell of the exercise."""

    id: int
    cell: str
    text: str
    points: float | None


def saved(by: Account, exercise_id: str) -> list[Comment]:
    """A person's comments for an exercise, the newest first."""
    query = (
        select(SavedComment.id, SavedComment.cell, SavedComment.text, SavedComment.points)
        .where(SavedComment.author_id == by.id, SavedComment.exercise_id == exercise_id)
        .order_by(SavedComment.id.desc())
    )
    return [Comment(*row) for row in db.session.execute(query)]


def save(
    by: Account, exercise_id: str, text: str, *, cell: str = "", points: float | None = None
) -> None:
    """Keep a comment; one that is there already is kept once, and an empty one not at all.

    Raises CommentTooLong.
    """
    text = text.strip()
    if len(text) > LONGEST_COMMENT:
        raise CommentTooLong(most=LONGEST_COMMENT)
    if not text or any((one.cell, one.text) == (cell, text) for one in saved(by, exercise_id)):
        return
    with transaction() as session:
        session.add(
            SavedComment(
                author_id=by.id, exercise_id=exercise_id, cell=cell, text=text, points=points
            )
        )
        session.flush()
        for old in saved(by, exercise_id)[MOST_KEPT:]:
            session.delete(session.get_one(SavedComment, old.id))


def forget(by: Account, comment_id: int) -> None:
    """Drop a comment of one's own; somebody else's stays."""
    with transaction() as session:
        row = session.get(SavedComment, comment_id)
        if row is not None and row.author_id == by.id:
            session.delete(row)
