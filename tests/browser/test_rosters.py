"""A list becomes people with cards, and two accounts become one, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROWS = "full_name;username;class\nNuru Ali;nuru.%s;List %s\nNuru Aly;aly.%s;List %s\n;x;\n"


@pytest.mark.parametrize(("lang", "width"), [("en", 320), ("ar", 1280)])
def test_from_a_list_to_one_account(
    visit: Callable[..., Any], accessible: Callable[..., None], lang: str, width: int
) -> None:
    staff = visit(width, locale=lang)
    staff.sign_in("head", "a long pass word")
    page = staff.page
    page.goto("/teach/roster/")
    accessible(staff)
    page.fill("[name=pasted]", ROWS.replace("%s", lang))
    page.click("form.card .go")
    expect(page.locator(".tally")).to_be_visible()
    accessible(staff)
    page.click("form.card .go")
    page.wait_for_selector("a.go[href^='/teach/cards/']", timeout=60_000)
    accessible(staff)
    page.click("a.go")
    expect(page.locator(".sheet .qr")).to_have_count(2)
    accessible(staff)
    page.goto("/teach/")
    page.get_by_role("link", name=f"List {lang}", exact=True).click()
    page.goto(page.url + "students/")
    page.click("#all")
    expect(page.locator("[name=student]:checked")).to_have_count(2)
    accessible(staff)
    page.click(".choose li a >> nth=0")
    accessible(staff)
    page.click(".things a")
    accessible(staff)
    page.check("[name=sure]")
    page.click("form.card .danger")
    expect(page.locator(".flash")).to_contain_text("Nuru Ali")
