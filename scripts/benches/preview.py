"""The lesson editor: how soon the page follows the typing, and what a first visit weighs.

The server's part only, through the whole app: from the posted text to the page's HTML with what is
wrong in it. The text is the longest shipped lesson, some words other than 2,000, and is changed
before each request; the figure is reckoned to 2,000 words.
"""

import gzip
import re
import statistics
import tempfile
import time
from pathlib import Path

from scripts.benches.rows import Row, Say
from scripts.benches.school import assets_of

LIMIT_MS = 150.0
SCRIPT_KB = 6.0
VISIT_KB = 14.0


def rows(quick: bool, say: Say) -> list[Row]:
    """The median and the slowest of some previews, and the weight of the editor's own script."""
    from app import create_app
    from app.people import setup
    from app.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({"data": Path(folder)}, environ={}))
        secret = "a long pass word"
        with app.app_context():
            code = app.extensions["kisima"].setup_file
            setup.set_up(
                code,
                code=setup.setup_code(code),
                username="bench",
                full_name="Bench",
                secret=secret,
            )
        client = app.test_client()
        token = _token(client.get("/sign-in").text)
        client.post("/sign-in", data={"csrf_token": token, "username": "bench", "secret": secret})
        course, lesson, text = _longest(app.extensions["kisima"].catalog)
        page = client.get(f"/write/{course}/{lesson}/").text
        form = {"csrf_token": _token(page), "course": course, "lesson": lesson}
        times, used = [], []
        for number in range(5 if quick else 40):
            form["text"] = f"{text}\n\nOne more line, number {number}.\n"
            started, before = time.perf_counter(), time.process_time()
            answer = client.post("/write/preview", data=form)
            used.append((time.process_time() - before) * 1000)
            times.append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200, answer.status_code
        scripts = re.findall(r'src="(/static/write[^"]+)"', page)
        packed = {"Accept-Encoding": "gzip"}
        weight = sum(len(client.get(one, headers=packed).data) for one in scripts)
        assets = assets_of(page)
        all_of_it = len(gzip.compress(page.encode(), 5)) - len(gzip.compress(text.encode(), 5))
        all_of_it += sum(len(client.get(one, headers=packed).data) for one in assets)
    share = 2000 / len(text.split())
    return [
        Row("preview of 2,000 words, median", statistics.median(times) * share, "ms", LIMIT_MS),
        Row("preview of 2,000 words, processor", statistics.median(used) * share, "ms"),
        Row("preview of 2,000 words, slowest", max(times) * share, "ms", LIMIT_MS),
        Row("the editor's script", weight / 1000, "kB", SCRIPT_KB),
        Row("first visit to the editor, without its text", all_of_it / 1000, "kB", VISIT_KB),
    ]


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def _longest(catalog: object) -> tuple[str, str, str]:
    """The course, the lesson and the text with the most words."""
    texts = [
        (course.slug, lesson.slug, lesson.path.read_text("utf-8"))
        for course in catalog.courses  # type: ignore[attr-defined]
        for lesson in course.lessons
    ]
    return max(texts, key=lambda one: len(one[2].split()))
