"""Progress: what was read, answered and drafted, and the rules of being done."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from app import journal
from app.database import db, transaction
from app.people.accounts import add_account
from app.progress import drafts, learning
from app.progress.completion import lesson_progress, share_done
from app.progress.models import QuizTry
from app.progress.overview import overview
from app.progress.packing import LARGEST_NOTEBOOK, NotebookTooLong


@dataclass(frozen=True)
class Lesson:
    id: str = "l1"
    question_ids: tuple[str, ...] = ("q1", "q2")


@pytest.fixture
def student(store) -> int:
    with transaction() as session:
        return add_account(
            session, username="amina", full_name="Amina", secret="48261", role="student"
        ).id


def events(kind: str) -> int:
    query = select(func.count()).where(journal.Event.kind == kind)
    return db.session.scalar(query)


def test_a_lesson_is_noted_once_a_day(student):
    assert learning.lesson_read(student, "c", "l1") is True
    assert learning.lesson_read(student, "c", "l1") is False
    assert events("lesson-read") == 1


def test_every_answer_is_kept_and_once_right_stays_right(student):
    learning.quiz_answered(student, "c", "l1", "q1", ["0"], False)
    learning.quiz_answered(student, "c", "l1", "q1", ["2"], True)
    learning.quiz_answered(student, "c", "l1", "q1", ["1"], False)
    state = learning.quiz_states(student, "l1")["q1"]
    assert (state.tries, state.ever_right, state.last_given) == (3, True, ("1",))
    assert len(db.session.scalars(select(QuizTry)).all()) == 3


def test_a_lesson_is_done_when_nothing_is_left(student):
    done = lambda: lesson_progress(Lesson(), None, overview(student), 0.5)  # noqa: E731
    assert not done().started
    learning.lesson_read(student, "c", "l1")
    learning.quiz_answered(student, "c", "l1", "q1", ["0"], True)
    assert (done().done, share_done([done()])) == (False, pytest.approx(2 / 3))
    learning.quiz_answered(student, "c", "l1", "q2", ["0"], True)
    assert done().done


def test_a_draft_grows_by_revisions(student):
    assert drafts.draft(student, "e1") is None
    first = drafts.save_draft(student, "e1", {"cells": ["a"]}, 0)
    second = drafts.save_draft(student, "e1", {"cells": ["b"]}, first.revision)
    assert (first.revision, second.revision) == (1, 2)
    assert drafts.draft(student, "e1").notebook == {"cells": ["b"]}


def test_the_same_text_sent_twice_is_one_revision(student):
    drafts.save_draft(student, "e1", {"cells": ["a"]}, 0)
    assert drafts.save_draft(student, "e1", {"cells": ["a"]}, 0).revision == 1


def test_two_tabs_lose_nothing(student):
    drafts.save_draft(student, "e1", {"cells": ["from tab one"]}, 0)
    with pytest.raises(drafts.DraftConflict) as conflict:
        drafts.save_draft(student, "e1", {"cells": ["from tab two"]}, 0)
    assert conflict.value.current.notebook == {"cells": ["from tab one"]}
    kept = drafts.versions(student, "e1")
    assert [version.reason for version in kept] == ["conflict"]
    assert drafts.version_notebook(student, "e1", kept[0].id) == {"cells": ["from tab two"]}


def test_starting_over_keeps_what_was_there(student):
    drafts.save_draft(student, "e1", {"cells": ["work"]}, 0)
    drafts.replace_draft(student, "e1", {"cells": []}, "start-over")
    version = drafts.versions(student, "e1")[0]
    assert drafts.restore_version(student, "e1", version.id).notebook == {"cells": ["work"]}


def test_versions_do_not_grow_without_end(student):
    for number in range(drafts.KEPT_VERSIONS + 5):
        drafts.replace_draft(student, "e1", {"cells": [number]}, "upload")
    assert len(drafts.versions(student, "e1")) == drafts.KEPT_VERSIONS


def test_nobody_restores_another_students_version(student):
    drafts.replace_draft(student, "e1", {"cells": [1]}, "upload")
    drafts.replace_draft(student, "e1", {"cells": [2]}, "upload")
    version = drafts.versions(student, "e1")[0]
    with pytest.raises(drafts.NoSuchVersion):
        drafts.version_notebook(student + 1, "e1", version.id)


def test_a_text_without_end_is_refused_and_what_was_saved_stays(student):
    drafts.save_draft(student, "e1", {"cells": ["work"]}, 0)
    with pytest.raises(NotebookTooLong):
        drafts.save_draft(student, "e1", {"cells": ["x" * LARGEST_NOTEBOOK]}, 1)
    assert drafts.draft(student, "e1").notebook == {"cells": ["work"]}


def test_a_passed_final_is_one_step_of_its_course(student):
    learning.lesson_read(student, "c", "l1")
    lesson = lesson_progress(Lesson("l1", ()), None, overview(student), 0.5)
    shares = [share_done([lesson], final) for final in (None, True, False)]
    assert shares == [1, 1, 0.5]
