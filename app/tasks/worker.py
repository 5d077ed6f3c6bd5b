"""What a worker does: grade what waits, look for what no wake-up tells of, make pages ready."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from huey import Huey
from sqlalchemy.exc import OperationalError

from app.catalog import Catalog
from app.errors import KisimaError
from app.tasks.grader import Grader
from app.tasks.tidying import tidy
from app.tasks.trying import Trier

log = logging.getLogger(__name__)


def make_pages(catalog: Catalog) -> None:
    """Render whatever is not in the cache yet, so that the pages' process seldom has to."""
    for lang in (language.code for language in catalog.languages):
        for course in catalog.courses:
            for lesson in course.lessons:
                catalog.lesson_page(lesson, lang)
        for exercise in catalog.exercises:
            try:
                catalog.exercise_page(exercise, lang)
                catalog.source(exercise, lang)  # its solution stands beside the lesson
            except KisimaError as error:
                log.warning("%s cannot be shown: %s", exercise.path, error)


def do_what_waits(grader: Grader, trier: Trier) -> None:
    """Grade what students have handed in, then check what authors have written."""
    grader.grade_all()
    trier.try_all(between=grader.grade_all)


def sweep(
    grader: Grader,
    trier: Trier,
    wake_up: Callable[[], bool],
    graders: int,
    every: float,
    over: threading.Event,
) -> None:
    """Until `over`: wake graders when something waits that no message may tell of any more.

    Without a queue that takes the wake-up, the work is done here.
    """
    while not over.is_set():
        try:
            if grader.waiting() or trier.waiting():
                # One wake-up for each of ours that is idle; if all are busy, for others' machines.
                sent = [wake_up() for _ in range(max(1, graders - grader.busy))]
                if not any(sent):
                    do_what_waits(grader, trier)
        except OperationalError as error:
            log.warning("the store does not answer, the sweep goes on: %s", error.orig)
        except Exception:
            log.exception("the sweep failed and goes on")
        over.wait(every)


def run_worker(
    catalog: Catalog,
    huey: Huey,
    grader: Grader,
    trier: Trier,
    wake_up: Callable[[], bool],
    graders: int,
    every: float,
    own: Path,
) -> None:
    """Grade, check and tidy the school's own folder until the process is told to stop."""
    over = threading.Event()
    threading.Thread(target=make_pages, args=(catalog,), daemon=True).start()
    sweeping = (grader, trier, wake_up, graders, every, over)
    threading.Thread(target=sweep, args=sweeping, daemon=True).start()
    threading.Thread(target=tidy, args=(own, over), daemon=True).start()
    consumer = huey.create_consumer(
        workers=graders,
        worker_type="thread",
        periodic=False,
        initial_delay=0.05,
        backoff=1.3,
        # A look into the SQLite file costs 6 µs of CPU, so that ten a second are no burden. A
        # queue that waits for messages by itself sleeps only while the store does not answer.
        max_delay=5 if huey.storage.blocking else 0.1,
        check_worker_health=True,
        health_check_interval=10,
    )
    try:
        consumer.run()
    finally:
        over.set()
