"""A school as it is run: the real server process on a folder of its own, and a real browser."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app import create_store
from app.catalog import Catalog, load_catalog
from app.people import classes, enrolment, setup
from app.settings import load_settings
from scripts.find_chromium import ADVICE, find_chromium
from scripts.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]
HOST = "kisima.test"  # not localhost, so that the browser treats it as it does a LAN
PIN = "4821"
PATIENCE = 60_000  # milliseconds that anything may take on a busy machine
STUDENTS = ("asha", "baraka", "chiku", "dalila", "eshe", "faraji", "gamba")


class School:
    """A server process with its grader and kernels, which can be ended and started again."""

    def __init__(self, data: Path, *options: str, pages: Path | None = None) -> None:
        self.data = data
        self._pages = pages
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"

    @property
    def printed(self) -> str:
        """What stands in the terminal."""
        return (self.data / "terminal.txt").read_text("utf-8")

    def start(self, *, lean: bool = True) -> None:
        """Start it, and wait until it answers; `lean` has no libraries ready for students' code."""
        environ = os.environ | ({"KISIMA_PRELOAD": ""} if lean else {})
        command = [sys.executable, "-m", "app.cli", "serve", "--data", str(self.data)]
        command += ["--host", "127.0.0.1", "--port", str(self.port), *self._options]
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "terminal.txt").open("ab") as terminal:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdout=terminal, stderr=terminal
            )
        ends, last = time.monotonic() + 300, ""
        while time.monotonic() < ends:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in", timeout=30).close()
                return
            except OSError as error:
                last = str(error)
                assert self._process.poll() is None, self.printed
                time.sleep(0.1)
        raise AssertionError(f"the server does not answer ({last}): {self.printed}")

    def fill(self, *students: str) -> None:
        """Before the first start: an administrator, and a class with these students; and what an
        earlier day leaves behind, the pages of the courses."""
        if self._pages is not None:
            shutil.copytree(self._pages, self.data / "cache")
        fill(self.data, students)

    def stop(self) -> None:
        """End the server's process at once, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def fill(data: Path, students: Sequence[str]) -> None:
    """Make an administrator and a class with these students in a new data folder."""
    store = create_store(load_settings({"data": data}, environ={}), connections=2)
    code = data / "setup-code.txt"
    with store.app_context():
        head = setup.set_up(
            code,
            code=setup.setup_code(code),
            username="head",
            full_name="Head of School",
            secret="a long pass word",
        )
        form = classes.create_class(head, "Form 2B", ["foundations"])
        for name in students:
            enrolment.add_student(form.id, username=name, full_name=name.title(), secret=PIN)


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory, taught_data: Path) -> Iterator[School]:
    """A running school: the demo class, and a class of STUDENTS who have done nothing yet.

    Each test takes students of its own, so that one school serves them all.
    """
    data = tmp_path_factory.mktemp("school") / "data"
    running = School(data, "--demo", pages=taught_data / "cache")
    running.fill(*STUDENTS)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def new_school(tmp_path: Path, taught_data: Path) -> Iterator[School]:
    """A school that nobody has set up yet; the test starts it."""
    made = School(tmp_path / "data", pages=taught_data / "cache")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the schools teach."""
    cache = tmp_path_factory.mktemp("catalog")
    return load_catalog(ROOT / "courseware", ROOT / "exercises", ROOT / "translations", cache)


@pytest.fixture(scope="module")  # a process may hold one Playwright at a time
def chromium() -> Iterator[Any]:
    """The system's browser, which finds kisima.test on this machine."""
    path = find_chromium()
    if path is None:
        pytest.skip(ADVICE)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", rules]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


class Visit:
    """A browser window of one person, and what must never happen in it."""

    def __init__(self, browser: Any, url: str, width: int, **options: Any) -> None:
        self.width = width
        self.secret = ""
        self.context = browser.new_context(
            base_url=url, viewport={"width": width, "height": 800}, **options
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.forgiven: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({self.page.url})")

    def sign_in(self, username: str, secret: str = PIN) -> None:
        """From the sign-in page to the page after it."""
        if "/sign-in" not in self.page.url:
            self.page.goto("/sign-in")
        self.secret = secret
        self.page.fill("[name=username]", username)
        self.page.fill("[name=secret]", secret)
        self.page.click("main button.go")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def forgive(self, words: str) -> None:
        """Pass over the browser's complaints with these words, those to come too: the test asked
        for them, and the last ones may be told late."""
        self.forgiven.append(words)

    def still(self) -> None:
        """Wait until the page is whole, and is none that loads itself again every few seconds."""
        from playwright.sync_api import Error

        whole = "document.readyState === 'complete'"
        again = "document.querySelector('meta[http-equiv=refresh]')"
        ends = time.monotonic() + 2 * PATIENCE / 1000
        while time.monotonic() < ends:
            try:
                if self.page.evaluate(f"{whole} && !{again}"):
                    return
            except Error as error:
                # The next page came while this one was asked.
                if "context was destroyed" not in str(error):
                    raise
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.page.url} goes on loading")

    def fits(self) -> None:
        """The page is no wider than the window."""
        self.still()
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, (self.page.url, wide)

    def end(self) -> None:
        """Close the window; nothing was complained of, nothing asked of another host."""
        self.context.close()
        told = [one for one in self.complaints if not any(word in one for word in self.forgiven)]
        assert told == []
        asked = [url for url in self.requests if url.startswith(("http", "ws"))]
        assert {re.sub(r":\d+", "", url.split("/")[2]) for url in asked} <= {HOST}


@pytest.fixture
def visit(chromium: Any, school: School) -> Iterator[Callable[..., Visit]]:
    """`visit(width=320, locale="ar", …)` opens a window on the school."""
    visits: list[Visit] = []

    def opened(width: int = 1280, url: str = school.url, **options: Any) -> Visit:
        visits.append(Visit(chromium, url, width, **options))
        return visits[-1]

    yield opened
    for each in visits:
        each.end()


@pytest.fixture(scope="session")
def accessible() -> Callable[[Visit], None]:
    """`accessible(window)`: axe-core finds nothing on the page, which fits into the window."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def check(window: Visit) -> None:
        window.still()
        found = axe.run(window.page).response["violations"]
        told = [(each["id"], [node["html"] for node in each["nodes"][:3]]) for each in found]
        assert told == [], window.page.url
        window.fits()

    return check
