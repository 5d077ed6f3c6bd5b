"""A school to measure: a server as a process of its own, with a class that can sign in."""

import gzip
import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from scripts.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]
PIN = "48261"
# What a browser sends over plain HTTP: no brotli and no zstd there.
BROWSER = {
    "Accept-Encoding": "gzip, deflate",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
    "User-Agent": "Mozilla/5.0 (Linux; Android 8.1.0) AppleWebKit/537.36 Chrome/69 Mobile",
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Answer:
    """A response; `wire` is its bytes as sent, head and all, `text` its body unpacked."""

    status: int
    headers: dict[str, str]
    text: str
    wire: int


class Browser:
    """One visitor: a connection that stays open, and cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(values).encode(), kind)

    def send(self, path: str, values: dict[str, str], name: str, file: bytes) -> Answer:
        """Send a form with a file in it."""
        edge = "kisima-bench-edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in values.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="file"\r\n'
        body = "".join(parts).encode() + f"{head}\r\n".encode() + file
        body += f"\r\n--{edge}--\r\n".encode()
        return self._ask(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"}
        )

    def token(self, path: str) -> str:
        """The CSRF token in a page's forms."""
        found = TOKEN.search(self.get(path).text)
        assert found, path
        return found.group(1)

    def sign_in(self, username: str, secret: str = PIN) -> None:
        """Sign in; fails loudly."""
        values = {"username": username, "secret": secret, "csrf_token": self.token("/sign-in")}
        answer = self.post("/sign-in", values)
        assert answer.status in (302, 303), (answer.status, answer.text[:500])

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        sent = BROWSER | headers | ({"Cookie": self.cookie} if self.cookies else {})
        self._connection.request(method, path, body, sent)
        response = self._connection.getresponse()
        data = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        head = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n") + sum(
            len(f"{name}: {value}\r\n") for name, value in response.getheaders()
        )
        got = {name.lower(): value for name, value in response.getheaders()}
        plain = gzip.decompress(data) if got.get("content-encoding") == "gzip" else data
        return Answer(response.status, got, plain.decode("utf-8", "replace"), head + len(data))


def fill(data: Path, students: int) -> None:
    """A data folder with one class of students s1, s2 … who all have the same PIN."""
    from werkzeug.security import generate_password_hash

    from app import create_store, open_catalog
    from app.database import transaction
    from app.people import accounts, classes, enrolment
    from app.settings import load_settings

    settings = load_settings({"data": data}, environ={})
    store = create_store(settings, connections=2)
    catalog = open_catalog(settings, settings.cache)
    with store.app_context():
        with transaction() as session:
            head = accounts.add_account(
                session,
                username="head",
                full_name="Head",
                secret="a-long-password",
                role="administrator",
            )
        made = classes.create_class(head, "Form 2", [course.id for course in catalog.courses])
        hashed = generate_password_hash(PIN, method="scrypt:1024:8:1")
        for number in range(1, students + 1):
            student = enrolment.add_student(
                made.id,
                username=f"s{number}",
                full_name=f"Student Number {number}",
                secret=PIN,
            )
            with transaction() as session:
                # Signing in is measured by itself; here it should not take minutes.
                student.password_hash = hashed
                session.add(student)


@contextmanager
def serving(data: Path, *more: str) -> Iterator["Server"]:
    """`kisima serve` on a data folder, until the block ends."""
    server = Server(data, more)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


class Server:
    """The server's process."""

    def __init__(self, data: Path, more: Sequence[str] = ()) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "app.cli", "serve", "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--data", str(data), *more],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self, path: str = "/sign-in", seconds: float = 60) -> None:
        """Wait until a page comes."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if Browser(self.port).get(path).status < 500:
                    return
            except OSError:
                time.sleep(0.01)
        raise TimeoutError("the server did not start")

    def resident_mb(self) -> float:
        """Memory of the pages' process that is in use, in MB of 1,000,000 bytes."""
        import psutil

        size: int = psutil.Process(self.process.pid).memory_info().rss
        return size / 1e6

    def stop(self) -> None:
        """End it and what it started."""
        self.process.terminate()
        self.process.wait(20)


def assets_of(page: str) -> list[str]:
    """What a page makes a browser fetch: style sheets, scripts, images; lessons' own images not."""
    found = re.findall(
        r'<(?:link[^>]+rel="stylesheet"[^>]+href|script[^>]+src|img[^>]+src)="([^"]+)"', page
    )
    return [
        address
        for address in dict.fromkeys(found)
        if not address.startswith("data:") and "/files/" not in urlsplit(address).path
    ]
