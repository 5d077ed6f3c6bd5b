"""How much a first visit weighs: the page and all that it makes a browser fetch."""

import tempfile
from pathlib import Path

from scripts.benches.rows import Row, Say
from scripts.benches.school import Browser, assets_of, fill, serving

LESSON_BYTES = 14_000
NOTEBOOK_BYTES = 30_000


def rows(quick: bool, say: Say) -> list[Row]:
    """The heaviest lesson and the heaviest notebook page, over all languages."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), 1)
        with serving(Path(folder)) as server:
            browser = Browser(server.port)
            browser.sign_in("s1")
            courses = links(browser, "/", "/courses/")
            lessons = [
                link
                for course in courses
                for link in links(browser, course, course)
                if link != course and not link.endswith("/words/")
            ]
            notebooks = sorted(
                {link for lesson in lessons for link in links(browser, lesson, "/exercises/")}
            )
            heaviest = [
                max(first_visit(browser, page, lang) for page in pages for lang in LANGUAGES)
                for pages in (lessons, notebooks)
            ]
    for size, _, page, lang in heaviest:
        say(f"    heaviest: {page} in {lang}, {size} bytes")
    (lesson, lesson_requests, *_), (notebook, notebook_requests, *_) = heaviest
    return [
        Row("first visit to the heaviest lesson", lesson / 1000, "kB", LESSON_BYTES / 1000),
        Row("its requests", lesson_requests, "", 4),
        Row("first visit to the heaviest notebook", notebook / 1000, "kB", NOTEBOOK_BYTES / 1000),
        Row("its requests", notebook_requests, ""),
    ]


LANGUAGES = ("en", "fr", "ar", "sw")


def links(browser: Browser, page: str, start: str) -> list[str]:
    """The links of a page that begin in a way."""
    import re

    found = re.findall(r'href="([^"#?]+)"', browser.get(page).text)
    return sorted({link for link in found if link.startswith(start) and link.endswith("/")})


def first_visit(browser: Browser, page: str, lang: str) -> tuple[int, int, str, str]:
    """Bytes as sent, heads included, and requests; then the page and the language again."""
    browser.cookies["lang"] = lang
    answer = browser.get(page)
    assets = assets_of(answer.text)
    return (
        answer.wire + sum(browser.get(asset).wire for asset in assets),
        1 + len(assets),
        page,
        lang,
    )
