"""Schools to be hurt: one in this process for pages, and real processes over real sockets."""

import gzip
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app, create_store, open_catalog
from app.kernels import UnknownRun
from app.people import accounts, classes, enrolment
from app.people.models import Account
from app.settings import Settings, load_settings
from scripts.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]
PIN = "48261"
PASSWORD = "a long pass word"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HTML = {"Accept": "text/html,*/*;q=0.8"}
# What stands in the command lines of a server's processes.
KINDS = {
    " serve ": "server",
    "app.kernels.host": "host",
    " worker ": "grader",
    "start_zygote.py": "warm",
    "launch.py": "kernel",
}


class StillKernels:
    """Stands where live kernels would be, for pages that run nothing."""

    def warm(self) -> None:
        """Nothing needs warming."""

    def restart(self, owner: str) -> None:
        """There is nothing to forget."""

    def stop(self, owner: str) -> None:
        """Nothing runs."""

    def poll(self, owner: str, run_id: str, *, wait: float = 0.0, since: int = 0) -> Any:
        """No run is known."""
        raise UnknownRun()


def people_of(store: Flask, courses: list[str]) -> dict[str, int]:
    """Two classes: wanjiru teaches amina and layla, otieno teaches baraka; head administers."""
    from app.database import transaction

    made: dict[str, Account] = {}
    with store.app_context():
        with transaction() as session:
            for name, role in (("head", "administrator"), ("wanjiru", "i"), ("otieno", "i")):
                role = "instructor" if role == "i" else role
                made[name] = accounts.add_account(
                    session, username=name, full_name=name.title(), secret=PASSWORD, role=role
                )
        one = classes.create_class(made["wanjiru"], "One", courses)
        two = classes.create_class(made["otieno"], "Two", courses)
        for name, group in (("amina", one), ("layla", one), ("baraka", two)):
            made[name] = enrolment.add_student(
                group.id, username=name, full_name=name.title(), secret=PIN, lang="en"
            )
        ids = {name: account.id for name, account in made.items()}
        return ids | {"one": one.id, "two": two.id}


def course_with_a_final(data: Path) -> None:
    """A course of the school's own, "sat", with a start quiz and a final of one question."""
    course = data / "own" / "courseware" / "sat"
    (course / "01-one").mkdir(parents=True)
    (course / "questions").mkdir()
    about = "id: sat\ntitle: Sat\nassessment: {start: 1, final: 1, wait_days: 0}\n"
    (course / "course.yaml").write_text(about, "utf-8")
    (course / "01-one" / "lesson.md").write_text("---\nid: one\ntitle: One\n---\n\nOne.\n", "utf-8")
    question = "```quiz id=sum use=both\nWhat is 2 + 1?\n= 3\n```\n"
    (course / "questions" / "01-one.md").write_text(question, "utf-8")


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A school with the shipped courses and one of its own with a final, in this process;
    `SCHOOL_IDS` holds who is who."""
    data = tmp_path_factory.mktemp("school") / "data"
    course_with_a_final(data)
    app = create_app(
        load_settings({"data": data}, environ={}),
        live=StillKernels(),  # type: ignore[arg-type]
    )
    catalog = app.extensions["kisima"].catalog
    app.config["SCHOOL_IDS"] = people_of(app, [course.id for course in catalog.courses])
    return app


class Visitor:
    """A browser without scripts, inside this process: cookies, and the last page's token."""

    def __init__(self, app: Flask, username: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        self.token, self.page = "", "/"
        if username:
            self.sign_in(username)

    def sign_in(self, username: str, secret: str = "") -> TestResponse:
        """Sign in by the form; the secret is the one that `people_of` gave."""
        self.get("/sign-in")
        staff = username in ("head", "wanjiru", "otieno")
        secret = secret or (PASSWORD if staff else PIN)
        answer = self.post("/sign-in", {"username": username, "secret": secret})
        self.get("/")
        return answer

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        headers = HTML | options.pop("headers", {})
        return self._seen(self.client.get(path, headers=headers, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form."""
        headers = HTML | {"Referer": f"http://localhost{self.page}"} | options.pop("headers", {})
        values = {"csrf_token": self.token} | (data or {})
        return self._seen(self.client.post(path, data=values, headers=headers, **options))

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and "Content-Encoding" not in response.headers:
            found = TOKEN.search(response.text)
            self.token = found.group(1) if found else self.token
            self.page = response.request.path
        return response


@pytest.fixture
def visitor(school: Flask) -> Callable[..., Visitor]:
    """Makes visitors: `visitor("amina")` is signed in, `visitor()` is nobody."""
    return lambda username="": Visitor(school, username)


@pytest.fixture(scope="module")
def module_visitor(school: Flask) -> Callable[[str], Visitor]:
    """Visitors who stay signed in from test to test: `module_visitor("amina")`, "" is nobody."""
    known: dict[str, Visitor] = {}

    def visitor(username: str) -> Visitor:
        if username not in known or username == "":
            known[username] = Visitor(school, username)
        person = known[username]
        person.get("/account" if username else "/sign-in")
        return person

    return visitor


@pytest.fixture
def student(school: Flask, request: pytest.FixtureRequest) -> Visitor:
    """A student of the first class whom no other test has seen, signed in."""
    with school.app_context():
        name = f"s{abs(hash(request.node.nodeid)) % 10**12}"
        enrolment.add_student(
            school.config["SCHOOL_IDS"]["one"], username=name, full_name=name, secret=PIN
        )
    return Visitor(school, name)


@dataclass
class Reply:
    """A response over a socket, its body unpacked."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.text)


@dataclass
class Browser:
    """A browser without scripts over a real socket; a new connection for each request."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str, **headers: str) -> Reply:
        """Open a page; raises OSError or HTTPException when the server is away."""
        return self._ask("GET", path, None, HTML | headers)

    def post(self, path: str, values: dict[str, str], **headers: str) -> Reply:
        """Send a form."""
        body = urlencode({"csrf_token": self.token} | values).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, HTML | kind | headers)

    def sign_in(self, username: str, secret: str = PIN) -> Reply:
        """Sign in by the form."""
        self.get("/sign-in")
        return self.post("/sign-in", {"username": username, "secret": secret})

    def head_of(self, path: str, length: int, kind: str) -> bytes:
        """The head of a POST, to be sent by hand."""
        lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        lines += [f"Content-Length: {length}", f"Content-Type: {kind}"]
        lines += [f"Cookie: {self._cookie()}", "Accept: text/html"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = headers | ({"Cookie": self._cookie()} if self.cookies else {})
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        got = {name.lower(): value for name, value in response.getheaders()}
        plain = gzip.decompress(data) if got.get("content-encoding") == "gzip" else data
        text = plain.decode("utf-8", "replace")
        found = TOKEN.search(text)
        self.token = found.group(1) if found else self.token
        return Reply(response.status, got, text)


class RealSchool:
    """`kisima serve` on a data folder: started, killed and started again on one port.

    Its warm processes load no libraries, since it starts often and what is run here needs none.
    """

    def __init__(self, data: Path, environ: dict[str, str] | None = None) -> None:
        self.data, self.port = data, free_port()
        self.log = data.parent / "server.log"
        quick = {"KISIMA_LEASE_SECONDS": "2", "KISIMA_PRELOAD": ""}
        self._environ = os.environ | quick | (environ or {})
        self.process: subprocess.Popen[bytes] | None = None
        self._seen: dict[int, psutil.Process] = {}
        self._rehearsals: dict[int, int] = {}  # of warm processes, by their numbers

    def start(self, wait: bool = True, **popen: Any) -> "RealSchool":
        """Start the server and wait for its first page."""
        command = [sys.executable, "-m", "app.cli", "serve", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--data", str(self.data)]
        # Tests that run in the background ignore Ctrl+C, and the server would inherit that.
        ours = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    command, cwd=ROOT, env=self._environ, stdout=log, stderr=log, **popen
                )
        finally:
            signal.signal(signal.SIGINT, ours)
        if wait:
            self.wait()
        return self

    def wait(self, seconds: float = 60) -> None:
        """Wait until a page comes; raises TimeoutError with what the server said."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if self.browser().get("/sign-in").status < 500:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            if self.process is not None and self.process.poll() is not None:
                break
        raise TimeoutError(self.said())

    def said(self) -> str:
        """What the server printed."""
        return self.log.read_text("utf-8", "replace")

    def browser(self, username: str = "") -> Browser:
        """A browser, signed in where a name is given."""
        made = Browser(self.port)
        if username:
            made.sign_in(username)
        return made

    def parts(self) -> dict[str, list[psutil.Process]]:
        """The living processes by what they are: server, grader, host, warm, kernel.

        "warm" are the process that kernels are forked from and its guardian. The first fork of
        each is left out: it is the rehearsal, and no kernel of anybody's.
        """
        found: dict[str, list[psutil.Process]] = {}
        forks: dict[int, int] = {}  # guardians 0, those whom they guard 1, what these fork 2
        if self.process is None or self.process.poll() is not None:
            return found
        try:
            root = psutil.Process(self.process.pid)
            family = [root, *root.children(recursive=True)]
        except psutil.Error:
            return found
        for one in family:
            self._seen[one.pid] = one
            try:
                words, parent = " ".join(one.cmdline()), one.ppid()
            except psutil.Error:
                continue
            kind = next((kind for sign, kind in KINDS.items() if sign in words), "other")
            if kind == "warm":
                forks[one.pid] = forks.get(parent, -1) + 1
                kind = "kernel" if forks[one.pid] > 1 else "warm"
                if forks[one.pid] == 2:
                    self._rehearsals.setdefault(parent, one.pid)
            if not {one.pid, parent} & set(self._rehearsals.values()):
                found.setdefault(kind, []).append(one)
        return found

    def kill(self, *kinds: str) -> int:
        """kill -9 every process of these kinds, or of all kinds; how many these were."""
        killed = 0
        for kind, family in self.parts().items():
            if not kinds or kind in kinds:
                for one in family:
                    try:
                        one.send_signal(signal.SIGKILL)
                    except psutil.Error:
                        continue
                    killed += 1
        if self.process is not None and (not kinds or "server" in kinds):
            self.process.wait(60)
        return killed

    def left_over(self, seconds: float = 10) -> list[psutil.Process]:
        """Processes of earlier lives that still run after some seconds."""
        mine = {one.pid for family in self.parts().values() for one in family}
        until = time.monotonic() + seconds
        while True:
            left = [p for pid, p in self._seen.items() if pid not in mine and _runs(p)]
            if not left or time.monotonic() > until:
                return left
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as Ctrl+C would."""
        if self.process is not None and self.process.poll() is None:
            self.parts()
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


@pytest.fixture
def courses_in_use() -> dict[str, str]:
    """Environment that points the server to its courses; empty for the shipped ones."""
    return {}


@pytest.fixture
def real_settings(tmp_path: Path, taught_data: Path, courses_in_use: dict[str, str]) -> Settings:
    """Settings of a data folder with the people of `people_of`, ready to be served."""
    shutil.copytree(taught_data, tmp_path / "data")
    settings = load_settings({"data": tmp_path / "data"}, environ=courses_in_use)
    store = create_store(settings, connections=2)
    catalog = open_catalog(settings, settings.cache)
    people_of(store, [course.id for course in catalog.courses])
    return replace(settings, lease_seconds=2)


@pytest.fixture
def real_school(real_settings: Settings, courses_in_use: dict[str, str]) -> Iterator[RealSchool]:
    """A school as real processes, not started yet; stopped at the end."""
    made = RealSchool(real_settings.data, courses_in_use)
    yield made
    made.stop()
    for process in made.left_over(5):
        process.kill()
