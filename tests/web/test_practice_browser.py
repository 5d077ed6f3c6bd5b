"""The notebook page in a real browser: what is typed is never lost, and the keyboard is enough."""

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from app.kernels import Limits, LocalKernels, NbclientEngine
from app.people import classes, enrolment, setup
from app.settings import Settings
from app.tasks import Grader
from scripts.find_chromium import ADVICE, find_chromium
from scripts.free_port import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PIN = "4821"
HOST = "kisima.test"  # not localhost, so that the browser treats it as it does a LAN
PAGE = "/exercises/temperature/"
PATIENCE = 60_000  # milliseconds that anything may take on a busy machine


class School:
    """A server that can be switched off and on again, with two students."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._server: BaseWSGIServer | None = None
        self.port = free_port()
        self.on()

    def on(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def off(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"


@pytest.fixture
def school(settings: Settings) -> Iterator[School]:
    live = LocalKernels(NbclientEngine(), 2, 60, Limits())
    app = create_app(settings, live=live)
    with app.app_context():
        parts = app.extensions["kisima"]
        code = setup.setup_code(parts.setup_file)
        teacher = setup.set_up(
            parts.setup_file,
            code=code,
            username="teacher",
            full_name="Mwalimu Juma",
            secret="a long pass word",
        )
        made = classes.create_class(
            teacher, "Form 2B", [course.id for course in parts.catalog.courses]
        )
        for name in ("amina", "layla"):
            enrolment.add_student(made.id, username=name, full_name=name.title(), secret=PIN)
    running = School(app)
    yield running
    running.off()
    live.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip(ADVICE)
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", rules]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def enter(browser: Browser, school: School) -> Iterator[Callable[..., Page]]:
    """Opens a computer on which a student is signed in: `enter("amina")`, at a page."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(name: str = "amina", path: str = PAGE, **options: Any) -> Page:
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        sign_in(page, school, name)
        page.goto(school.url(path))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


def sign_in(page: Page, school: School, name: str) -> None:
    page.goto(school.url("/sign-in"))
    page.fill("[name=username]", name)
    page.fill("[name=secret]", PIN)
    page.click("main form button.go")
    page.wait_for_url(school.url("/"))


def box(page: Page) -> Any:
    return page.locator("textarea.code").first


def status(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_have_text(words)


Enter = Callable[..., Page]


def test_a_draft_outlives_an_outage_and_a_closed_page(school: School, enter: Enter) -> None:
    page = enter()
    school.off()
    box(page).fill("# typed while the power was off")
    status(page, "Kept on this computer")
    expect(page.locator("#notice")).to_contain_text("cannot be reached")
    context = page.context
    page.close()
    school.on()
    again = context.new_page()
    again.goto(school.url(PAGE))
    expect(box(again)).to_have_value("# typed while the power was off")
    status(again, "Saved")
    assert "power was off" in enter().content()


def test_the_page_goes_on_trying_while_the_server_is_away(school: School, enter: Enter) -> None:
    page = enter()
    school.off()
    box(page).fill("# waits")
    expect(page.locator("#notice")).to_contain_text("goes on trying")
    school.on()
    status(page, "Saved")
    expect(page.locator("#notice")).to_be_hidden()


def test_a_shared_computer_shows_and_sends_only_ones_own(school: School, enter: Enter) -> None:
    page = enter("amina")
    page.route("**/save", lambda route: route.abort())
    box(page).fill("# of amina")
    status(page, "Kept on this computer")
    page.context.clear_cookies()
    page.unroute("**/save")
    sign_in(page, school, "layla")
    page.goto(school.url(PAGE))
    page.wait_for_timeout(1000)
    assert "amina" not in box(page).input_value()
    page.context.clear_cookies()
    sign_in(page, school, "amina")
    page.goto(school.url(PAGE))
    expect(box(page)).to_have_value("# of amina")


def test_a_session_that_ends_in_the_middle_of_typing(school: School, enter: Enter) -> None:
    page = enter()
    page.context.clear_cookies()
    box(page).fill("# typed after the session ended")
    expect(page.locator("#signed-out")).to_be_visible(timeout=15_000)
    status(page, "Kept on this computer")
    sign_in(page.context.new_page(), school, "amina")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    status(page, "Saved")
    expect(page.locator("#signed-out")).to_be_hidden()


def test_two_computers_show_both_texts_and_lose_neither(school: School, enter: Enter) -> None:
    here, there = enter(), enter()
    box(there).fill("# there")
    status(there, "Saved")
    box(here).fill("# here")
    expect(here.locator("#conflict")).to_contain_text("# there")
    here.click("#keep-mine")
    status(here, "Saved")
    assert box(here).input_value() == "# here"
    here.goto(school.url(PAGE + "versions/"))
    expect(here.locator("pre", has_text="# there")).to_be_visible()


def test_the_keys_for_code(enter: Enter) -> None:
    page = enter()
    cell = box(page)
    cell.fill("")
    cell.press_sequentially("if x:")
    cell.press("Enter")
    cell.press_sequentially("y = 1")
    cell.press("Shift+Tab")
    cell.press("Tab")
    assert cell.input_value() == "if x:\ny = 1   "
    cell.press("Escape")
    cell.press("Tab")
    expect(cell).not_to_be_focused()


def test_run_and_hand_in_by_keyboard_alone(school: School, enter: Enter) -> None:
    page = enter()
    cell = box(page)
    cell.fill("print(6 * 7)")
    cell.press("Control+Enter")
    expect(page.locator(".out", has_text="42")).to_be_visible()
    page.get_by_role("button", name="Hand in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/**")
    expect(page.locator("#waiting")).to_contain_text("tested")
    parts = school.app.extensions["kisima"]
    engine = NbclientEngine()
    Grader(school.app, parts.catalog, engine, Limits(), 30).grade_all()
    engine.close()
    expect(page.locator(".score")).to_contain_text("points")


def test_a_small_phone_in_arabic_has_no_sideways_scrolling(enter: Enter) -> None:
    phone = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
    page = enter(**phone, locale="ar")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box(page).tap()
    page.locator(".keys button", has_text="(").tap()
    expect(box(page)).to_have_value(re.compile(r"\("))
    assert box(page).evaluate("box => getComputedStyle(box).direction") == "ltr"


@pytest.mark.parametrize("path", [PAGE, PAGE + "versions/", PAGE + "start-over"])
def test_axe_finds_nothing(enter: Enter, path: str) -> None:
    accessible(enter(path=path))


def test_axe_finds_nothing_while_a_result_is_waited_for(enter: Enter) -> None:
    # Nobody grades here, so that it goes on waiting.
    page = enter(viewport={"width": 320, "height": 800}, color_scheme="dark")
    page.click("[data-do=hand-in]")
    page.wait_for_url("**/submissions/**")
    expect(page.locator("#waiting")).to_be_visible()
    accessible(page)
    page.goto(page.url + "notebook/")
    accessible(page)


def accessible(page: Page) -> None:
    """axe-core finds nothing on the page, which is no wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    size = page.viewport_size
    assert size and page.evaluate("document.documentElement.scrollWidth") <= size["width"]
