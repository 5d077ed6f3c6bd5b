"""An exercise is written on a phone in Arabic: points are typed, and the check finds a mistake."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_exercise_is_checked_in_arabic(
    visit: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    phone = visit(320, locale="ar")
    phone.sign_in("demo-teacher", "well-water-2026")
    page: Page = phone.page
    page.goto("/write/exercises/")
    assert page.get_attribute("html", "dir") == "rtl"
    page.locator("details:has(#title) > summary").click()
    page.fill("#title", "متوسط الأسعار")
    page.locator("form:has(#title) button.go").click()
    expect(page.locator(".piece")).to_have_count(4)
    # Code runs from the left in a page that runs from the right, and digits are the keyboard's.
    expect(page.locator("#source-cell-2")).to_have_css("direction", "ltr")
    page.fill("#points-cell-3", "٢٫٥")
    expect(page.locator("#w_total")).to_have_text("مجموع النقاط: 5.5")
    accessible(phone)
    page.click("[name=check]")
    finished = page.locator("#w_trial:not([data-going])")
    expect(finished.locator(".note")).to_contain_text("لذلك لم يُنشر", timeout=120_000)
    found = finished.locator(".tried > .wrong")
    expect(found.locator("h2")).to_contain_text("divides-by-two")
    expect(found.locator("> p").last).to_contain_text("2.5")
    expect(page.locator(".status .badge")).to_contain_text("مسودة")
    accessible(phone)
