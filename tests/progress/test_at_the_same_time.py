"""Several requests of one student at the same moment, on both stores."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from app.catalog.bank import AssessmentPlan, Bank, BankFile, BankQuestion
from app.catalog.markdown.quiz import Option, Question
from app.catalog.pages.pages import BankPage
from app.database import transaction
from app.people.accounts import add_account
from app.progress import drafts, learning, submissions
from app.progress.assessing import sittings
from app.progress.drafts import DraftConflict
from app.settings import Settings

AT_ONCE = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


@pytest.fixture
def student(store: Flask) -> int:
    with transaction() as session:
        return add_account(
            session, username="amina", full_name="Amina", secret="48261", role="student"
        ).id


def small_assessment() -> tuple[SimpleNamespace, BankPage]:
    """A course with a final of as many questions as there are tabs."""
    asked = tuple(
        BankQuestion(f"q{number}", "final", Path("x"), 1, "l", "l") for number in range(AT_ONCE)
    )
    bank = Bank((BankFile("l", Path("x"), "d", asked),), frozenset(["l"]))
    options = (Option("a", False), Option("b", True))
    questions = tuple(Question(one.question_id, "single", "?", options) for one in asked)
    course = SimpleNamespace(id="c", bank=bank, assessment=AssessmentPlan(final=AT_ONCE))
    return course, BankPage("en", "ltr", questions, "d", 1.0, True)


def at_once(store: Flask, work: Callable[[int], object]) -> list[object]:
    """What `work` gave, or raised, in threads that all begin together."""
    gate, results = threading.Barrier(AT_ONCE), []

    def one(number: int) -> None:
        with store.app_context():
            gate.wait()
            try:
                results.append(work(number))
            except Exception as error:
                results.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_tabs_that_save_at_once_one_wins_and_no_text_is_lost(store, student):
    drafts.save_draft(student, "e", {"text": "before"}, 0)
    results = at_once(store, lambda n: drafts.save_draft(student, "e", {"text": str(n)}, 1))
    assert sum(isinstance(one, DraftConflict) for one in results) == AT_ONCE - 1
    kept = [drafts.version_notebook(student, "e", one.id) for one in drafts.versions(student, "e")]
    texts = {one["text"] for one in [*kept, drafts.draft(student, "e").notebook]}
    assert texts == {str(number) for number in range(AT_ONCE)}


def test_a_hand_in_that_is_sent_again_and_again_is_one(store, student):
    results = at_once(
        store, lambda n: submissions.submit(student, "c", "e", {"cells": []}, key="k", lang="en")
    )
    assert len({one.public_id for one in results}) == 1


def test_every_answer_counts(store, student):
    at_once(store, lambda n: learning.quiz_answered(student, "c", "l", "q", [str(n)], n == 2))
    answered = learning.quiz_states(student, "l")["q"]
    assert (answered.tries, answered.ever_right) == (AT_ONCE, True)


def test_a_final_begun_at_once_is_one_sitting(store, student):
    course, page = small_assessment()
    results = at_once(store, lambda n: sittings.begin(student, course, "final", page))
    assert len({one.public_id for one in results}) == 1
    assert len(results) == AT_ONCE and results[0].number == 1


def test_answers_of_several_tabs_are_all_kept_and_a_hand_in_is_marked_once(store, student):
    course, page = small_assessment()
    begun = sittings.begin(student, course, "final", page)
    ids = [one.question_id for one in begun.questions]
    at_once(store, lambda n: sittings.keep(student, begun.public_id, {ids[n]: ["1"]}))
    done = at_once(
        store, lambda n: sittings.hand_in(student, begun.public_id, course, page, None, {})
    )
    assert {(one.right, one.total, one.handed_in_ms) for one in done} == {
        (AT_ONCE, AT_ONCE, done[0].handed_in_ms)
    }
