"""The power fails in the middle of typing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TYPED = "# typed while the power was off"


def test_draft_outlives_the_end_of_the_server_process(
    visit: Callable[..., Any], new_school: Any
) -> None:
    """The real process is killed, and another started on the same port."""
    new_school.fill("asha")
    new_school.start()
    page: Page = (window := visit(320, url=new_school.url)).page
    window.sign_in("asha")
    page.goto("/exercises/temperature/")
    new_school.stop()
    page.locator("textarea.code").first.fill(TYPED)
    expect(page.locator("#status")).to_have_text("Kept on this computer")
    page.close()  # as when the laptop's own battery is empty
    new_school.start()
    again = window.context.new_page()
    again.goto("/exercises/temperature/")
    expect(again.locator("textarea.code").first).to_have_value(TYPED)
    expect(again.locator("#status")).to_have_text("Saved")
    window.forgive("ERR_CONNECTION")
