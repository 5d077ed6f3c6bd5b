"""The administrator's page of the computer."""

import dataclasses
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from app.database import db, transaction
from app.kernels.checkup import Checkup, Finding, Trial
from app.kernels.errors import KernelStartFailed
from app.kernels.sandbox.describe import ALL_ON, FILES_SAFE, OFF, ON
from app.people import setup
from app.people.models import Account
from app.progress import queue, submissions
from app.progress.models import SubmissionRow
from app.settings import Settings

PAGE = "/teach/machine/"
FULLY = Finding(ALL_ON, {}, True, "")


class Kept:
    """Stands where checkups are made: one that is there already, or none yet."""

    def __init__(self, latest: Checkup | None) -> None:
        self.latest, self.going_on, self.started = latest, False, 0

    def start(self) -> None:
        """Count the wish; the page says that it is being looked at."""
        self.started += 1
        self.going_on = True


def found(*findings: Finding, whole: bool = True, trial: Trial = "shut-in") -> Checkup:
    trouble = KernelStartFailed(log="") if trial == "does-not-run" else None
    return Checkup(1_790_000_000_000, findings or (FULLY,), whole, trial, trouble)


@pytest.fixture
def with_checkup(school: Flask) -> Callable[..., Kept]:
    """with_checkup(Checkup or None, sandbox="full"): what the page finds."""

    def make(checkup: Checkup | None, **about: Any) -> Kept:
        kept, parts = Kept(checkup), school.extensions["kisima"]
        machine = dataclasses.replace(parts.machine, checkups=kept, **about)
        school.extensions["kisima"] = dataclasses.replace(
            parts, machine=machine, wake_grader=lambda: True
        )
        return kept

    return make


def text_of(page: Any) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def park(school: Flask, key: str = "k1", reason: str = "No exercise “flow”.") -> str:
    """Amina hands in, and the grader fails three times."""
    with school.app_context():
        amina = db.session.scalars(select(Account).where(Account.username == "amina")).one()
        made = submissions.submit(amina.id, "wells", "flow", {"cells": []}, key=key, lang="en")
        for _ in range(queue.MOST_TRIES):
            rest_is_over()
            work = queue.lease("g", 30)
            assert work is not None
            queue.give_back(work, reason)
    return made.public_id


def rest_is_over() -> None:
    with transaction() as session:
        session.execute(update(SubmissionRow).values(lease_until_ms=1))


def test_the_first_look_starts_a_checkup_and_shows_it_by_itself(teacher, with_checkup) -> None:
    kept = with_checkup(None)
    page = teacher.get(PAGE)
    assert "Kisima is looking at this computer." in page.text and kept.started == 1
    assert 'http-equiv="refresh"' in page.text
    kept.latest, kept.going_on = found(), False
    page = teacher.get(PAGE)
    assert 'http-equiv="refresh"' not in page.text and kept.started == 1
    assert "All is well. There is nothing for you to do." in page.text


def test_each_layer_is_said_in_words(teacher, with_checkup) -> None:
    missing = Finding(OFF["landlock"], {"reason": "not in this Linux"}, False, "landlock")
    with_checkup(found(FULLY, Finding(ON["seccomp"], {}, True, "seccomp"), missing))
    page = text_of(teacher.get(PAGE))
    assert ON["seccomp"] in page
    assert "The system's file rules (Landlock) are missing (not in this Linux)" in page


def test_the_sentences_are_in_the_readers_language(settings: Settings, new_visitor: Any) -> None:
    app = create_app(settings, live=object())  # type: ignore[arg-type]
    parts = app.extensions["kisima"]
    machine = dataclasses.replace(parts.machine, checkups=Kept(found()))
    app.extensions["kisima"] = dataclasses.replace(parts, machine=machine)
    secret = "a long pass word"
    with app.app_context():
        code = setup.setup_code(parts.setup_file)
        setup.set_up(parts.setup_file, code=code, username="head", full_name="Head", secret=secret)
    head = new_visitor(app)
    head.sign_in("head", secret)
    english = head.get(PAGE).text
    head.post("/language", {"lang": "ar"})
    arabic = head.get(PAGE).text
    assert ALL_ON in html.unescape(english) and ALL_ON not in html.unescape(arabic)
    assert 'dir="rtl"' in arabic


def test_a_layer_that_others_make_up_for_worries_nobody(teacher, with_checkup) -> None:
    missing = Finding(OFF["namespaces"], {"reason": "closed"}, False, "namespaces")
    with_checkup(found(Finding(FILES_SAFE, {}, True, ""), missing, whole=False))
    page = text_of(teacher.get(PAGE))
    assert "All is well." in page and "Not here: This computer gives students' code" in page
    assert "Please look:" not in page


@pytest.mark.parametrize(
    ("sandbox", "whole", "words"),
    [
        ("best", False, "students' code runs with the protections that this computer has"),
        ("full", True, "students' code runs only with every protection, and all are there"),
        ("full", False, "So students' code does not run, and nothing is tested."),
    ],
)
def test_what_the_setting_means_here(teacher, with_checkup, sandbox, whole, words) -> None:
    with_checkup(found(whole=whole), sandbox=sandbox)
    assert words in text_of(teacher.get(PAGE))


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        ("shut-in", "Students' code runs. A trial could not open Kisima's own files."),
        ("no-room", "all places for it are taken"),
        ("open", "a trial could open Kisima's own files"),
        ("does-not-run", "Students' code does not run on this computer at present"),
    ],
)
def test_whether_code_runs_at_all(teacher, with_checkup, trial: Trial, words: str) -> None:
    with_checkup(found(trial=trial))
    page = text_of(teacher.get(PAGE))
    assert words in page
    assert ("All is well." in page) == (trial in ("shut-in", "no-room"))


def test_looking_again(teacher, with_checkup) -> None:
    kept = with_checkup(found())
    teacher.get(PAGE)
    assert teacher.post("/teach/machine/look").status_code == 303
    assert kept.started == 1
    assert "Being looked at…" in teacher.get(PAGE).text


def test_what_could_not_be_tested_has_its_reason_and_another_try(
    teacher, school: Flask, with_checkup
) -> None:
    with_checkup(found())
    public_id = park(school)
    page = text_of(teacher.get(PAGE))
    assert "1 hand-in could not be tested." in page and "No exercise “flow”." in page
    assert "Amina Odhiambo" in page and "All is well." not in page
    answer = teacher.post("/teach/machine/try-again", {"submission": public_id})
    assert answer.status_code == 303
    page = text_of(teacher.get(PAGE))
    assert "1 hand-in is tested again." in page and "1 hand-in waits." in page
    assert "Nothing has been tested for some minutes." not in page
    with school.app_context():
        work = queue.lease("g", 30)
        assert work is not None and submissions.submission(public_id).id == work.submission_id


def test_all_of_it_can_be_tried_again_at_once(teacher, school: Flask, with_checkup) -> None:
    with_checkup(found())
    for key in ("k1", "k2"):
        park(school, key)
    teacher.get(PAGE)
    teacher.post("/teach/machine/try-again")
    assert "2 hand-ins wait." in text_of(teacher.get(PAGE))
    teacher.post("/teach/machine/try-again")
    assert "This is being tested already." in text_of(teacher.get(PAGE))


def test_a_student_sees_that_her_work_waits_again(
    teacher, amina, school: Flask, with_checkup
) -> None:
    with_checkup(found())
    address = f"/submissions/{park(school)}/"
    assert "it could not be tested" in amina.get(address).text
    teacher.get(PAGE)
    teacher.post("/teach/machine/try-again")
    assert "Handed in and safely kept." in amina.get(address).text


def test_work_that_waits_for_minutes_is_told_with_what_to_do(
    teacher, school: Flask, with_checkup
) -> None:
    with_checkup(found())
    park(school)
    with school.app_context(), transaction() as session:
        session.execute(
            update(SubmissionRow).values(state="waiting", lease_until_ms=None, handed_in_ms=1)
        )
    page = text_of(teacher.get(PAGE))
    assert "1 hand-in waits." in page and "Stop Kisima and start it again" in page


def test_where_everything_is_kept(teacher, school: Flask, with_checkup, settings: Settings) -> None:
    with_checkup(found())
    page = text_of(teacher.get(PAGE))
    assert str(settings.data) in page and "there has been none yet" in page
    assert "SQLite" in page and "Kisima 0.1.0" in page and " are free." in page
    (settings.data / "backups").mkdir(exist_ok=True)
    (settings.data / "backups" / "kisima-before-0009-from-0008.db").write_bytes(b"")
    assert "Kisima's own last copy" in text_of(teacher.get(PAGE))


def test_the_administrator_finds_it_where_she_teaches(
    teacher, amina, school: Flask, with_checkup
) -> None:
    with_checkup(found())
    page = teacher.get("/teach/").text
    assert PAGE in page and "could not be tested" not in page
    park(school)
    assert "1 hand-in could not be tested." in text_of(teacher.get("/teach/"))
    assert amina.get(PAGE).status_code == 403
