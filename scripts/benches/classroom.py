"""Sixty students with ten seconds of think time: reading, answering, handing in, all graded."""

import json
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from scripts.benches.rows import Row, Say
from scripts.benches.school import Browser, fill, serving

STUDENTS = 60
THINK = 10.0


def rows(quick: bool, say: Say) -> list[Row]:
    """The 95th percentile of pages, the server's memory, and whether all was graded."""
    seconds = 30.0 if quick else 120.0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        fill(data, STUDENTS)
        with serving(data) as server:
            room = Room(server.port, seconds)
            room.run()
            say(f"    {len(room.taken)} pages, {len(room.handed_in)} hand-ins")
            resident = server.resident_mb()
            left = room.wait_until_graded(120)
    taken = sorted(room.taken)
    return [
        Row(
            "pages, 60 students, 10 s think time, p95",
            taken[int(len(taken) * 0.95)] * 1000,
            "ms",
            200,
        ),
        Row("the same, median", taken[len(taken) // 2] * 1000, "ms"),
        Row("hand-ins in that time", len(room.handed_in), ""),
        Row("hand-ins not graded two minutes later", left, "", 0),
        Row("requests that failed", room.failed, "", 0),
        Row("memory of the pages' process under that load", resident, "MB", 80),
    ]


class Room:
    """A class at work: a thread for each student."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port = port
        self.seconds = seconds
        self.taken: list[float] = []
        self.handed_in: list[tuple[Browser, str]] = []
        self.failed = 0

    def run(self) -> None:
        """Let the class work."""
        threads = [
            threading.Thread(target=self._student, args=(number,))
            for number in range(1, STUDENTS + 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _student(self, number: int) -> None:
        chance = random.Random(number)
        browser = Browser(self.port)
        browser.sign_in(f"s{number}")
        time.sleep(chance.uniform(0, THINK))
        until = time.monotonic() + self.seconds
        step = 0
        pages = ("/", "/courses/foundations/", "/courses/foundations/01-what-is-ai/")
        while time.monotonic() < until:
            step += 1
            if step % 4 == 0:
                self._hand_in(browser)
            else:
                self._timed(partial(self._page, browser, pages[step % 3]))
            time.sleep(chance.uniform(0.5, 1.5) * THINK)

    @staticmethod
    def _page(browser: Browser, address: str) -> bool:
        return browser.get(address).status == 200

    def _timed(self, page: Callable[[], bool]) -> None:
        started = time.perf_counter()
        good = page()
        self.taken.append(time.perf_counter() - started)
        self.failed += not good

    def _hand_in(self, browser: Browser) -> None:
        answer: dict[str, str] = {}

        def notebook() -> bool:
            page = browser.get("/exercises/class-heights/")
            answer.update(form_values(page.text))
            return page.status == 200

        def send() -> bool:
            sent = browser.post("/exercises/class-heights/hand-in", answer)
            if sent.status in (302, 303):
                self.handed_in.append((browser, sent.headers["location"]))
            return sent.status in (302, 303)

        self._timed(notebook)
        self._timed(send)

    def wait_until_graded(self, seconds: float) -> int:
        """How many hand-ins still wait after that time."""
        waiting = list(self.handed_in)
        until = time.monotonic() + seconds
        while waiting and time.monotonic() < until:
            waiting = [
                (browser, page)
                for browser, page in waiting
                if not json.loads(browser.get(f"{page}state").text)["done"]
            ]
            time.sleep(1)
        return len(waiting)


def form_values(page: str) -> dict[str, str]:
    """The notebook's form as a browser without JavaScript would send it."""
    import html

    form = page[page.index("<main") :]
    values = dict(re.findall(r'<input[^>]+name="([^"]+)"[^>]+value="([^"]*)"', form))
    cells = re.findall(r'<textarea[^>]+name="([^"]+)"[^>]*>([^<]*)</textarea>', form)
    return {name: html.unescape(value) for name, value in [*values.items(), *cells]}
