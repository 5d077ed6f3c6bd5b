"""The queue: how long one hand-in takes from click to result, and how long sixty at once take."""

import json
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from scripts.benches.classroom import form_values
from scripts.benches.rows import Row, Say
from scripts.benches.school import Browser, fill, serving

AT_ONCE = 60
EXERCISE = "/exercises/class-heights/"


def rows(quick: bool, say: Say) -> list[Row]:
    """Hand-ins through the pages of a real server, with the one grader that it starts."""
    count = 12 if quick else AT_ONCE
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        fill(data, count)
        with serving(data) as server:
            students = [Student(server.port, number) for number in range(1, count + 1)]
            students[0].hand_in()
            students[0].wait(60)  # the first one starts the grader's parts
            alone = sorted(_alone(students[0]) for _ in range(3 if quick else 9))
            say(f"    {len(alone)} one by one")
            handing_in, graded = _at_once(students)
            say(f"    {count} at once")
    return [
        Row("from hand-in to result, empty queue, median", alone[len(alone) // 2] * 1000, "ms"),
        Row("the same, longest", alone[-1] * 1000, "ms"),
        Row(f"{count} hand-ins at once: until the last is accepted", handing_in, "s"),
        Row(f"{count} hand-ins at once: until the last is graded", graded, "s"),
        Row("the same for each", graded / count * 1000, "ms"),
    ]


class Student:
    """A student with the exercise's page open."""

    def __init__(self, port: int, number: int) -> None:
        self._browser = Browser(port)
        self._browser.sign_in(f"s{number}")
        self._form: dict[str, str] = {}
        self._page = ""

    def open(self) -> None:
        """Open the exercise's page."""
        self._form = form_values(self._browser.get(EXERCISE).text)

    def hand_in(self) -> None:
        """Hand in what the page holds."""
        if not self._form:
            self.open()
        sent = self._browser.post(f"{EXERCISE}hand-in", self._form)
        assert sent.status in (302, 303), (sent.status, sent.text[:300])
        self._page = sent.headers["location"]
        self._form = {}

    def graded(self) -> bool:
        """Whether the result is there."""
        return bool(json.loads(self._browser.get(f"{self._page}state").text)["done"])

    def wait(self, seconds: float) -> None:
        """Wait until it is; raises TimeoutError."""
        until = time.monotonic() + seconds
        while not self.graded():
            if time.monotonic() > until:
                raise TimeoutError("not graded")
            time.sleep(0.005)


def _alone(student: Student) -> float:
    student.open()
    started = time.perf_counter()
    student.hand_in()
    student.wait(60)
    return time.perf_counter() - started


def _at_once(students: list[Student]) -> tuple[float, float]:
    """Seconds until all are handed in, and until all are graded."""
    _each(students, Student.open)
    started = time.perf_counter()
    _each(students, Student.hand_in)
    handed_in = time.perf_counter() - started
    waiting = students
    while waiting := [one for one in waiting if not one.graded()]:
        if time.perf_counter() - started > 600:
            raise TimeoutError(f"{len(waiting)} not graded")
        time.sleep(0.5)
    return handed_in, time.perf_counter() - started


def _each(students: list[Student], do: Callable[[Student], None]) -> None:
    threads = [threading.Thread(target=do, args=(one,)) for one in students]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
