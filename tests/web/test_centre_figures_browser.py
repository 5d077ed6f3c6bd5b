"""The dashboards in a real browser, without scripts: on a phone and a desk, in both directions."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from waitress import create_server

from app.centre.areas import add_school, country
from app.centre.rollups_cells import merge
from app.centre.rollups_tally import Happened, tally
from app.centre.transactions import writing
from app.clock import now_ms
from scripts.find_chromium import ADVICE, find_chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser."""
    api = pytest.importorskip("playwright.sync_api", reason="only on machines with playwright")
    path = find_chromium()
    if path is None:
        pytest.skip(ADVICE)
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(centre_app: Flask) -> Iterator[str]:
    """The address of a running centre in whose only school 12 students read."""
    with centre_app.app_context(), writing() as connection:
        top = country(connection).id
        school = add_school(connection, "test", top, "Mtwapa Vocational School " * 4)
        told = '{"course":"wells"}'
        numbers = {bytes([number]): number for number in range(12)}
        events = [Happened("lesson-read", one, "rain", told, now_ms()) for one in numbers]
        merge(connection, school, top, tally(events, numbers))
    server = create_server(centre_app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_dashboard_fits_and_is_drawn(chromium: Any, address: str, width: int, lang: str) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=False, locale=lang
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=username]", "head")
    page.fill("[name=secret]", "a long pass word")
    page.click("main button")
    page.click("nav a[href='/figures/']")
    page.wait_for_load_state()  # before its styles are there, nothing is where it will be
    assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else None)
    wide = page.locator("main").bounding_box()
    assert wide["width"] <= width
    mark = page.locator("#weeks svg .mark").last.bounding_box()
    chart = page.locator("#weeks svg").first.bounding_box()
    # The present week is the last one: at the left where one reads from the right.
    middle = chart["x"] + chart["width"] / 2
    assert (mark["x"] < middle) == (lang == "ar")
    assert mark["height"] > 50
    assert page.locator("#weeks table").is_visible()
    context.close()
