"""An exercise is written: typing is kept, a cell is added and taken back, it is published."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_exercise_is_written(visit: Callable[..., Any], accessible: Callable[..., None]) -> None:
    author = visit(360)
    author.sign_in("demo-teacher", "well-water-2026")
    page: Page = author.page
    page.goto("/write/exercises/")
    accessible(author)
    page.click("summary:has-text('New exercise')")
    page.fill("#title", "Prices of maize")
    page.click("text=Make the exercise")
    expect(page.locator(".piece")).to_have_count(4)
    accessible(author)
    author.fits()
    page.locator("#source-cell-1").press("Control+End")
    page.keyboard.type("\nMore words.")
    expect(page.locator("#w_kept")).to_contain_text("not saved yet")
    page.reload()
    expect(page.locator("#source-cell-1")).to_have_value(re.compile("More words"))
    page.locator("#c-cell-4 .adding summary").click()
    page.click("#c-cell-4 button[value^='add-test:']")
    expect(page.locator(".piece")).to_have_count(5)
    expect(page.locator("#w_total")).to_contain_text("6 points")
    page.click("text=Undo the last step")
    expect(page.locator(".piece")).to_have_count(4)
    page.wait_for_load_state()  # without its script the button leads to another page
    page.click("[name=save]")
    expect(page.locator("#w_kept")).to_contain_text("Saved.")
    page.click("[name=check]")
    expect(page.locator("#w_trial")).to_contain_text("All of it holds.", timeout=180_000)
    expect(page.locator(".badge.done")).to_contain_text("published")
    accessible(author)
    for tab in ("As students see it", "Wrong answers", "Settings and data"):
        page.click(f".pages a:has-text('{tab}')")
        accessible(author)
        author.fits()
