"""A lesson is assigned, seen by a student, shown on the wall and on paper, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("lang", "width", "item"), [("en", 320, 1), ("ar", 1280, 3)])
def test_assigned_seen_and_shown(
    visit: Callable[..., Any], accessible: Callable[..., None], lang: str, width: int, item: int
) -> None:
    staff = visit(width, locale=lang)
    staff.sign_in("head", "a long pass word")
    page = staff.page
    page.goto("/teach/classes/1/assignments/")
    accessible(staff)
    page.click("main a.go")
    page.locator("[name=item]").select_option(index=item)
    page.fill("[name=due]", "2030-05-04T10:30")
    accessible(staff)
    page.click("form.card .go")
    expect(page.locator(".things li").first).to_contain_text("2030")
    page.click(".things a >> nth=0")
    page.fill("[name=until]", "2030-05-06T10:30")
    page.click("form.card button:not(.go)")
    expect(page.locator(".things")).to_contain_text("2030")
    accessible(staff)

    student = visit(width, locale=lang)
    student.sign_in("gamba", "4821")
    expect(student.page.locator(".things .badge").first).to_contain_text("2030")
    accessible(student)
    student.page.goto("/courses/foundations/")
    accessible(student)

    page.goto("/courses/foundations/01-what-is-ai/projector")
    where = page.locator("#where")
    expect(where).to_contain_text("1 / ")
    accessible(staff)
    page.keyboard.press("ArrowLeft" if lang == "ar" else "ArrowRight")
    expect(where).to_contain_text("2 / ")
    expect(page.locator("#slides > h1")).to_have_class("sr")
    expect(page.locator("#slides > h2:visible")).to_have_count(1)
    page.goto("/courses/foundations/01-what-is-ai/projector#check-yourself")
    folded = page.locator("#slides > details.answer:visible")
    expect(folded.first).to_be_visible()
    page.keyboard.press(" ")
    expect(folded.first).to_have_attribute("open", "")
    expect(folded.nth(1)).not_to_have_attribute("open", "")
    page.click("#reveal")
    expect(folded.nth(1)).to_have_attribute("open", "")
    accessible(staff)
    page.goto("/courses/foundations/01-what-is-ai/print")
    expect(page.locator(".last")).to_be_hidden()
    page.check("#solutions")
    expect(page.locator(".last")).to_be_visible()
    accessible(staff)
