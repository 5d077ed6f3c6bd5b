"""A list of 10,000 people taken in by a real server, with a reader of lessons beside it."""

import csv
import io
import re
import statistics
import tempfile
import time
from pathlib import Path

from scripts.benches.rows import Row, Say
from scripts.benches.school import Browser, Server, fill, serving

PEOPLE, FEW, DOUBLES, A_CLASS = 10_000, 500, 50, 40
TALLY = re.compile(r"<li><a [^>]*><strong>(\d+)</strong>")
DONE = re.compile(r"(\d+) of (\d+) people")
CARDS = re.compile(r'href="(/teach/cards/[^"]+)"')


def rows(quick: bool, say: Say) -> list[Row]:
    """From the file sent to the cards shown, and what a student's page takes meanwhile."""
    people = FEW if quick else PEOPLE
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), 1)
        with serving(Path(folder)) as server:
            head, student = Browser(server.port), Browser(server.port)
            head.sign_in("head", "a-long-password")
            student.sign_in("s1")
            return taken_in(server, head, student, people, say)


def taken_in(server: Server, head: Browser, student: Browser, people: int, say: Say) -> list[Row]:
    """The rows of one list."""
    import psutil

    process = psutil.Process(server.process.pid)
    token = head.token("/teach/roster/")
    before, started = sum(process.cpu_times()[:2]), time.monotonic()
    sent = head.send("/teach/roster/", {"csrf_token": token}, "file", roster(people))
    at = sent.headers["location"]
    page = head.get(at).text
    looked = time.monotonic() - started
    planned = sum(process.cpu_times()[:2]) - before
    found = TALLY.search(page)
    assert found and int(found[1]) == people, page[:2000]

    before, started = sum(process.cpu_times()[:2]), time.monotonic()
    answer = head.post(at, {"csrf_token": token})
    assert answer.status == 303, answer.status
    answered = time.monotonic() - started
    waits, most, said = [], server.resident_mb(), 0
    while "http-equiv" in (page := head.get(at).text):
        turn = time.monotonic()
        assert student.get("/").status == 200
        waits.append((time.monotonic() - turn) * 1000)
        most = max(most, server.resident_mb())
        done = DONE.search(page)
        if done and int(done[1]) >= said + 1000:
            said = int(done[1])
            say(f"    {said} people after {time.monotonic() - started:.0f} s")
        time.sleep(0.5)
    taken = time.monotonic() - started
    used = sum(process.cpu_times()[:2]) - before
    cards = CARDS.search(page)
    assert cards, page[:4000]
    assert head.get(cards[1]).text.count('class="code pin"') == A_CLASS
    name = f"a list of {people:,} people"
    waits = waits or [0.0]
    return [
        Row(f"{name}: sent, read, planned and shown", looked, "s"),
        Row(f"{name}: the same, processor", planned, "s"),
        Row(f"{name}: the button answers after", answered, "s"),
        Row(f"{name}: taken in", taken, "s"),
        Row(f"{name}: taken in, processor", used, "s"),
        Row(f"{name}: processor a person", used / people * 1000, "ms"),
        Row("a student's page meanwhile, median", statistics.median(waits), "ms", 200),
        Row("a student's page meanwhile, slowest", max(waits), "ms"),
        Row("memory of the pages' process meanwhile", most, "MB"),
    ]


def roster(people: int) -> bytes:
    """The list as a spreadsheet writes it: its mark first, semicolons, some people twice."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("identifier", "username", "full_name", "role", "class"))
    for number in range(people):
        place = f"Form {number // A_CLASS:03}"
        row = (f"{100_000 + number}", "", f"Amina Odhiambo {number}", "student", place)
        writer.writerow(row)
        if number % (people // DOUBLES) == 0:
            writer.writerow(row)
    return text.getvalue().encode("utf-8-sig")
