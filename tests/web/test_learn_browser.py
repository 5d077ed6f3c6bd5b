"""The learn and account pages in a real browser, under a host name that is not localhost."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from waitress import create_server

from scripts.find_chromium import ADVICE, find_chromium

pytestmark = pytest.mark.browser

LESSON = "/courses/wells/01-rain/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser that finds kisima.test on this machine, as a LAN's name server would say."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_chromium()
    if path is None:
        pytest.skip(ADVICE)
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--host-resolver-rules=MAP kisima.test 127.0.0.1"],
        )
        yield browser
        browser.close()


@pytest.fixture
def address(school: Flask) -> Iterator[str]:
    """The running school's address."""
    server = create_server(school, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://kisima.test:{server.effective_port}"
    server.close()


@pytest.fixture
def open_page(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """`open_page("amina", width=320, …)` gives a signed-in page."""
    contexts = []

    def opened(username: str = "", width: int = 1280, **options: Any) -> Any:
        context = chromium.new_context(
            base_url=address, viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        if username:
            page.goto("/sign-in")
            page.fill("[name=username]", username)
            page.fill("[name=secret]", "4821")
            page.press("[name=secret]", "Enter")
            page.wait_for_url("**/")
        return page

    yield opened
    for context in contexts:
        context.close()


def answer(page: Any, question: str, value: str) -> None:
    """Write an answer into a question's field and check it."""
    page.fill(f"#quiz-{question} [name=answer]", value)
    page.click(f"#quiz-{question} button")


def test_quiz_answers_in_place_and_keeps_the_focus(open_page: Any) -> None:
    page = open_page("amina")
    page.goto(LESSON)
    page.evaluate("window.same = true")
    answer(page, "sum", "4")
    page.wait_for_selector("#quiz-sum .result")
    assert page.evaluate("window.same && document.activeElement.closest('#quiz-sum') !== null")
    assert "try another answer" in page.inner_text("#say")


def test_quiz_works_without_script(open_page: Any) -> None:
    page = open_page("amina", java_script_enabled=False)
    page.goto(LESSON)
    page.check("#quiz-wet [value='1']")
    page.click("#quiz-wet button")
    page.wait_for_url(f"**{LESSON}#quiz-wet")
    assert "A river is water." in page.inner_text("#quiz-wet .told")


def test_answer_stays_while_the_server_is_away(open_page: Any) -> None:
    page = open_page("amina")
    page.goto(LESSON)
    page.route("**/quiz/**", lambda route: route.abort())
    answer(page, "sum", "5")
    page.wait_for_selector("#quiz-sum .error")
    assert page.input_value("#quiz-sum [name=answer]") == "5"
    page.unroute("**/quiz/**")
    page.click("#quiz-sum button")
    page.wait_for_selector("#quiz-sum .result")


def test_answer_survives_the_end_of_the_session(open_page: Any) -> None:
    page = open_page("amina")
    page.goto(LESSON)
    page.context.clear_cookies()
    answer(page, "sum", "5")
    page.wait_for_selector("[name=username]")
    page.fill("[name=username]", "amina")
    page.fill("[name=secret]", "4821")
    page.click("main button.go")
    page.wait_for_selector("textarea", state="attached")
    page.click("main button.go")
    page.wait_for_url(f"**{LESSON}#quiz-sum")
    assert "Your answer is right." in page.inner_text("#quiz-sum .result")


def test_answer_from_a_page_with_an_old_token_can_be_sent_again(open_page: Any) -> None:
    page = open_page("amina")
    page.goto(LESSON)
    page.evaluate("document.querySelector('#quiz-sum [name=csrf_token]').value = 'of yesterday'")
    answer(page, "sum", "5")
    page.click("main form button.go")
    page.wait_for_selector("#quiz-sum .sign:not(.no)")


def test_keyboard_alone_answers_a_quiz(open_page: Any) -> None:
    page = open_page("amina")
    page.goto(LESSON)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.type") != "radio":
        page.keyboard.press("Tab")
    for key in ("Space", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#quiz-wet .option.right")


def test_language_menu_closes_by_escape_and_changes_the_direction(open_page: Any) -> None:
    page = open_page("amina")
    page.click(".menu summary")
    page.keyboard.press("Escape")
    assert page.locator(".menu[open]").count() == 0
    page.click(".menu summary")
    page.click(".menu button[lang=ar]")
    page.wait_for_selector("html[dir=rtl]")


@pytest.mark.parametrize(("direction", "to_the_end"), [("ltr", 999), ("rtl", -999)])
def test_wide_table_shows_that_it_goes_on(open_page: Any, direction: str, to_the_end: int) -> None:
    page = open_page("amina", 320)
    page.goto(LESSON)
    table = f"<table><tr><td>{'&nbsp;' * 200}</table>"
    page.evaluate(
        "html => document.querySelector('.prose').innerHTML = html",
        f'<div class="table-scroll" dir="{direction}">{table}</div>',
    )
    box = page.locator(".table-scroll").bounding_box()
    end = box["x"] + (1 if direction == "rtl" else box["width"] - 7)

    def shot(x: float) -> bytes:
        return page.screenshot(clip={"x": x, "y": box["y"] + 9, "width": 6, "height": 6})

    assert shot(end) != shot(150)
    page.evaluate("x => document.querySelector('.table-scroll').scrollLeft = x", to_the_end)
    assert shot(end) == shot(150)


def test_first_visit_to_a_lesson_is_small(open_page: Any) -> None:
    cookies = open_page("amina").context.storage_state()
    page = open_page(storage_state=cookies)
    sizes: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(LESSON)
    page.wait_for_load_state("networkidle")
    assert len(sizes) <= 4
    assert sum(sizes) <= 14_000


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_pages_are_accessible_and_fit(open_page: Any, lang: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page("amina", width, color_scheme=scheme)
    page.click(".menu summary")
    page.click(f".menu button[lang={lang}]")
    for path in ("/", "/courses/wells/", LESSON, "/account", "/nowhere", "/sign-in", "/join"):
        if path == "/sign-in":
            page.context.clear_cookies(name="session")
        page.goto(path)
        found = axe.run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
