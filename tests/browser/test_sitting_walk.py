"""A final from its first question to the second try, with the power gone in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app import create_store
from app.people import classes
from app.settings import load_settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COURSE = {
    "course.yaml": "id: pumps\ntitle: Pumps\nassessment: {start: 1, final: 2, sittings: 2, "
    "wait_days: 0}\n",
    "01-lift/lesson.md": "---\nid: lift\ntitle: Lift\n---\n\nA pump lifts water.\n",
    "questions/01-lift.md": """\
```quiz id=lift-code use=both
What does this print? `print("litres", 3 * 4, "in a day")`

- [ ] 7
  > That adds.
- [x] 12
  > That multiplies.
```

```quiz id=lift-sum
How many litres are 2 cans of 20 litres?
= 40
> 2 times 20.
```
""",
}
CHOICE, TYPED = "#q-lift-code input", "#q-lift-sum input"


def put_course(data: Path) -> None:
    """The class of the school follows a course of the school's own."""
    for name, text in COURSE.items():
        path = data / "own" / "courseware" / "pumps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    with create_store(load_settings({"data": data}, environ={}), connections=1).app_context():
        classes.set_courses(1, ["pumps"])


def hand_in(page: Page) -> None:
    page.click(".keeping [value=hand-in]")
    page.wait_for_url("**/hand-in")
    page.click("main .go")
    page.wait_for_url("**/sittings/*/")


def test_a_final_is_begun_left_and_sat_again(
    visit: Callable[..., Any], new_school: Any, accessible: Callable[..., None]
) -> None:
    new_school.fill("asha", "baraka")
    put_course(new_school.data)
    new_school.start()
    windows = [visit(1280, url=new_school.url), visit(320, url=new_school.url, locale="ar")]
    for window, name in zip(windows, ("asha", "baraka"), strict=True):
        page: Page = window.page
        window.sign_in(name)
        for part in ("start", "assessment"):
            page.goto(f"/courses/pumps/{part}/")
            accessible(window)
        page.click("main form .go")
        page.wait_for_url("**/sittings/*/")
        page.check(f"{CHOICE}[value='0']")
        expect(page.locator("#status")).to_have_text(saved_words(page))
        accessible(window)
        page.reload()
        expect(page.locator(f"{CHOICE}[value='0']")).to_be_checked()
    new_school.stop()
    for window in windows:
        window.page.fill(TYPED, "30")
        away = window.page.locator("#sitting").get_attribute("data-away")
        expect(window.page.locator("#status")).to_have_text(away)
    new_school.start()
    for window in windows:
        page = window.page
        expect(page.locator("#status")).to_have_text(saved_words(page))
        page.reload()
        expect(page.locator(TYPED)).to_have_value("30")
        hand_in(page)
        expect(page.locator("main .lead .sign")).to_have_count(0)
        expect(page.locator(".quiz .sign.no")).to_have_count(3)
        accessible(window)
        page.click("main .lead form .go")
        page.wait_for_url("**/sittings/*/")
        page.check(f"{CHOICE}[value='1']")
        page.fill(TYPED, "40")
        hand_in(page)
        expect(page.locator("main .lead .sign")).to_be_visible()
        accessible(window)
        window.forgive("ERR_CONNECTION")


def saved_words(page: Page) -> str:
    """What stands below the questions once everything is saved."""
    return str(page.locator("#sitting").get_attribute("data-saved"))
