"""All tables of a person's data, and what of the store is no part of them."""

from collections.abc import Callable
from dataclasses import dataclass

from app.catalog import Catalog
from app.catalog.model import Counts
from app.people.models import Account, ClassMember, ConsentRow
from app.progress.assessing.models import SittingGrant, SittingRow
from app.progress.assigning.models import AssignmentExtension
from app.progress.marking.marks import seen_marks
from app.progress.marking.models import SavedComment
from app.progress.models import (
    CourseCompleted,
    DraftRow,
    DraftVersion,
    LessonRead,
    QuizTry,
    SubmissionRow,
)
from app.progress.own_data import about_her, her_assessments, her_work
from app.progress.own_data.whose import Of, OwnTable

# Tables with something of a person's that are no part of what she gets, and why.
LEFT_OUT = {
    "quiz_state": "the sum of quiz_try",
    "exercise_state": "the sum of her submissions and marks",
    "mark_override": "what it set is in her marks, with its reason",
    "mark_change": "who changed a mark is told to those who teach",
    "typed_text": "unsaved texts of writers; what they save lies in the school's own folder",
    "roster_import": "lists of other people that an instructor sent",
}

TABLES: tuple[Callable[[Of], OwnTable], ...] = (
    about_her.profile,
    about_her.classes,
    about_her.consent,
    about_her.lessons,
    about_her.answers,
    her_work.hand_ins,
    her_work.results,
    her_work.marks,
    her_assessments.assessments,
    her_assessments.assessment_answers,
    her_assessments.allowed,
    about_her.completed,
    her_work.own_drafts,
    about_her.more_time,
    about_her.kept_comments,
)
# The tables of the store that those read, beside LEFT_OUT: together all that holds a person's.
READ = frozenset(
    model.__tablename__
    for model in (
        ClassMember,
        ConsentRow,
        LessonRead,
        QuizTry,
        SubmissionRow,
        CourseCompleted,
        DraftRow,
        DraftVersion,
        AssignmentExtension,
        SavedComment,
        SittingRow,
        SittingGrant,
    )
)


@dataclass(frozen=True)
class _Gone:
    """An exercise that is no longer here; what was released of it is still hers to see."""

    id: str
    counts: Counts
    max_score: float


def own_tables(account: Account, catalog: Catalog, lang: str) -> list[OwnTable]:
    """Everything but the notebooks; titles in a language."""
    works = her_work.works_of(account.id)
    done = {
        work.exercise_id: _Gone(work.exercise_id, "best", work.max_score or 0) for work in works
    }
    marks = seen_marks(
        account.id, [catalog.exercise_by_id(id) or gone for id, gone in done.items()]
    )
    of = Of(account, catalog, lang, marks, works)
    return [make(of) for make in TABLES]
