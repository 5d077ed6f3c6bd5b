"""A school connects and sends by its pages, and the centre has it."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.people import setup
from app.settings import load_settings

PASSWORD = "a long pass word"
pytestmark = pytest.mark.slow


class Head:
    """The administrator's browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.get("/sign-in")
        self.post("/sign-in", username="head", secret=PASSWORD)
        self.get("/teach/sync/")

    def get(self, path: str) -> str:
        """A page's source."""
        text = self.client.get(path, headers={"Accept": "text/html"}).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', text)
        self.token = found.group(1) if found else self.token
        return text

    def post(self, path: str, **values: str) -> int:
        """Send a form; its status."""
        return self.client.post(path, data={"csrf_token": self.token} | values).status_code

    def wait(self) -> str:
        """The page about sync once nothing is being sent any more."""
        ends = time.monotonic() + 60
        while not self.client.get("/teach/sync/state").json["done"]:
            assert time.monotonic() < ends
            time.sleep(0.1)
        return self.get("/teach/sync/")


@pytest.fixture
def school(tmp_path: Path) -> Flask:
    """A school with a folder that stands for a stick, set up and never connected."""
    stick = tmp_path / "STICK"
    stick.mkdir()
    values = {"data": tmp_path / "school", "stick_folder": str(stick)}
    app = create_app(load_settings(values, environ={}), live=object())  # type: ignore[arg-type]
    code = app.extensions["kisima"].setup_file
    with app.app_context():
        given = setup.setup_code(code)
        setup.set_up(code, code=given, username="head", full_name="Head", secret=PASSWORD)
    return app


def test_connected_by_a_code_and_all_has_arrived(school: Flask, centre) -> None:
    head, code = Head(school), centre.code()
    assert head.post("/teach/sync/connect", url=centre.url, code=code) == 303
    page = head.wait()
    assert "Nothing waits" in page and "Mlimani" in page and centre.url in page
    ((count,),) = centre.rows("SELECT count(*) FROM centre_event")
    assert count > 0


def test_a_wrong_code_is_said_in_the_centres_words(school: Flask, centre) -> None:
    head = Head(school)
    assert head.post("/teach/sync/connect", url=centre.url, code="ABCD-2345") == 422
    assert "Connect this school to a centre" in head.get("/teach/sync/")


def test_connected_and_delivered_by_stick_alone(school: Flask, centre, tmp_path: Path) -> None:
    from app.centre import sticks

    head, stick = Head(school), tmp_path / "STICK"
    assert head.post("/teach/sync/stick/ask", drive=str(stick), code=centre.code()) == 303
    with centre.app.app_context():
        sticks.read_stick(stick)
    head.post("/teach/sync/stick/read", drive=str(stick))
    assert "This school is connected to" in head.get("/teach/sync/")
    head.post("/teach/sync/stick/copy", drive=str(stick))
    with centre.app.app_context():
        sticks.read_stick(stick)
    head.post("/teach/sync/stick/read", drive=str(stick))
    assert "Read: the page shows what the centre has." in head.get("/teach/sync/")
    page = head.get("/teach/sync/")
    assert "entries have arrived at" in page
