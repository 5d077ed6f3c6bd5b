"""Lesson pages for signed-in students under sixty busy connections, beside a bare Flask page."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.benches.rows import Row, Say
from scripts.benches.school import BROWSER, ROOT, Browser, fill, serving
from scripts.free_port import free_port

STUDENTS = 60


def rows(quick: bool, say: Say) -> list[Row]:
    """Requests a second, and the share of the bare page's, in alternating runs."""
    rounds, seconds = (2, 2.0) if quick else (5, 4.0)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        fill(data, STUDENTS)
        bare_port = free_port()
        bare = subprocess.Popen(
            [sys.executable, "-m", "scripts.benches.bare_page", str(bare_port)], cwd=ROOT
        )
        try:
            with serving(data) as server:
                lessons, plain = Path(folder) / "lessons.json", Path(folder) / "bare.json"
                lessons.write_text(json.dumps(lesson_requests(server.port)), "utf-8")
                plain.write_text(json.dumps([request("/", bare_port, "")]), "utf-8")
                ours, theirs = [], []
                for number in range(rounds):
                    say(f"    round {number + 1} of {rounds}")
                    ours.append(run(server.port, lessons, seconds))
                    theirs.append(run(bare_port, plain, seconds))
        finally:
            bare.terminate()
            bare.wait(20)
    rate = statistics.median(one["per_second"] for one in ours)
    share = statistics.median(
        mine["per_second"] / its["per_second"] for mine, its in zip(ours, theirs, strict=True)
    )
    return [
        Row("lesson pages, 60 busy connections", rate, "/s", 400, at_most=False),
        Row("their share of a bare Flask page's rate", share, "", 0.35, at_most=False),
        Row("failed requests", sum(one["failed"] for one in ours), "", 0),
    ]


def lesson_requests(port: int) -> list[str]:
    """A request for each student: signed in, at a lesson of her own place in the course."""
    from app import open_catalog
    from app.settings import load_settings

    settings = load_settings({}, environ={})
    courses = open_catalog(settings).courses
    pages = [
        f"/courses/{course.slug}/{lesson.slug}/" for course in courses for lesson in course.lessons
    ]
    made = []
    for number in range(1, STUDENTS + 1):
        browser = Browser(port)
        browser.sign_in(f"s{number}")
        page = pages[number % len(pages)]
        assert browser.get(page).status == 200
        made.append(request(page, port, browser.cookie))
    return made


def request(path: str, port: int, cookie: str) -> str:
    """A whole request as a browser sends it."""
    headers = {"Host": f"127.0.0.1:{port}"} | BROWSER | ({"Cookie": cookie} if cookie else {})
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n"


def run(port: int, requests: Path, seconds: float) -> dict[str, float]:
    """One run of the hammer."""
    command = [sys.executable, "-m", "scripts.benches.hammer", str(port), str(requests)]
    done = subprocess.run(
        [*command, "--connections", str(STUDENTS), "--seconds", str(seconds)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    time.sleep(0.2)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured
