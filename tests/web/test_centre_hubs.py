"""Centres above and below, by their page."""

import re
from typing import Any

from flask import Flask

from app.centre.generation import centre
from app.centre.hub_link import Upstream, keep
from app.centre.transactions import writing
from app.clock import now_ms

FREE = "http://127.0.0.1:1/"


def make_hub(app: Flask) -> None:
    """Put a centre above this one, as connecting to it would."""
    with app.app_context(), writing() as connection:
        centre(connection)
        above = Upstream(
            FREE, b"k" * 32, b"s" * 32, b"k" * 32, b"", "Ministry", now_ms(), None, None
        )
        keep(connection, above)


def test_a_hub_gets_a_code_on_a_card(head: Any) -> None:
    page = head.post("/hubs/code", {"name": "District office Kilifi"}).text
    assert re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page)
    assert "At that centre" in page
    assert "made a code for the hub “District office Kilifi”" in head.get("/log/").text


def test_a_centre_above_that_is_not_there_is_told(head: Any) -> None:
    answer = head.post("/hubs/above", {"address": FREE, "code": "ABCDEFGHJK"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "A hub of another centre" in head.get("/hubs/").text


def test_a_hub_says_how_it_stands_and_when_it_tries(centre_app: Flask, head: Any) -> None:
    make_hub(centre_app)
    page = head.get("/hubs/").text
    assert "Everything that came here has been passed on." in page
    assert "Ministry" in page
    assert head.post("/hubs/now").status_code == 303
    assert "Next try" in head.get("/hubs/").text


def test_a_hub_makes_no_codes_for_schools(centre_app: Flask, head: Any) -> None:
    make_hub(centre_app)
    area = re.search(r'<option[^>]* value="(\d+)"', head.get("/schools/new").text)
    assert area
    answer = head.post("/schools/new", {"name": "Mlimani", "area": area.group(1)})
    assert answer.status_code == 422
    assert "made at the centre at the top" in answer.text
    assert "No schools yet" in head.get("/schools/").text
