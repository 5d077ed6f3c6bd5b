"""Wake-ups: lost, sent twice, or sent when nothing is there."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.database import db
from app.kernels import Limits, NbclientEngine
from app.progress import submissions
from app.progress.models import AttemptRow
from app.tasks import Grader, Trier, make_huey, sweep
from app.web.services import services


def hand_in(student: int, key: str) -> submissions.Submission:
    notebook = services().catalog.release(services().catalog.exercise("pump"), "en")
    return submissions.submit(student, "c", "pump", notebook, key=key, lang="en")


def test_a_message_that_comes_again_changes_nothing(
    tools: Any, pages: Flask, class_of: Callable[..., Any]
) -> None:
    made = hand_in(class_of(1)[2][0], "k1")
    engine = NbclientEngine()
    grader = Grader(pages, services().catalog, engine, Limits(), 30)
    threads = [threading.Thread(target=grader.grade_all) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grader.grade_all()
    engine.close()
    assert tools.events("graded") == [made.public_id]
    assert db.session.scalar(select(func.count(AttemptRow.submission_id))) == 1


def test_the_sweep_wakes_each_idle_grader(pages: Flask, class_of: Callable[..., Any]) -> None:
    hand_in(class_of(1)[2][0], "k1")
    over, sent = threading.Event(), []

    def wake_up() -> bool:
        sent.append(1)
        over.set()
        return True

    grader = Grader(pages, services().catalog, NbclientEngine(), Limits(), 30)
    trier = Trier(pages, services().workshop.own, services().catalog, NbclientEngine(), Limits())
    sweep(grader, trier, wake_up, 3, 0.01, over)
    assert len(sent) == 3


def test_wake_ups_go_where_the_store_is(pages: Flask, settings: Any) -> None:
    assert services().wake_grader() is True
    assert make_huey(settings.queue, settings.data).pending_count() == 1
    assert not (settings.data / "queue.db").exists()


def test_many_may_make_the_queue_at_once(settings: Any, postgres_url: str) -> None:
    gate, made = threading.Barrier(6), []

    def make() -> None:
        gate.wait()
        try:
            made.append(make_huey(postgres_url, settings.data))
        except Exception as error:
            made.append(error)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one for one in made if isinstance(one, Exception)] == []
