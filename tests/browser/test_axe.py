"""Every kind of page by axe-core: nothing that it finds stands in the way of anybody.

The pages of setting up and of an empty school are looked at in test_first_day.py.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOK = "/exercises/class-heights/"
GRADED = 180_000  # milliseconds that grading may take while the demo class is graded too
PLOT = """\
import matplotlib.pyplot as plt
import pandas as pd

table = pd.DataFrame({"name": ["Asha", "Juma"], "cm": [158, 165]})
plt.plot(table["cm"])
plt.show()
print("two heights")
table
"""


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("en", 320, "light"), ("en", 1280, "dark"), ("ar", 320, "dark"), ("ar", 1280, "light")],
)
def test_main_pages(
    visit: Callable[..., Any], accessible: Callable[..., None], lang: str, width: int, scheme: str
) -> None:
    one = visit(width, locale=lang, color_scheme=scheme)
    one.page.goto("/sign-in")
    accessible(one)
    one.sign_in("neema", "3517")
    for path in (
        "/",
        "/courses/foundations/",
        "/courses/foundations/words/",
        "/courses/foundations/03-functions-and-tests/",
        NOTEBOOK,
    ):
        one.page.goto(path)
        accessible(one)
    one.page.click("a[href^='/submissions/']")
    expect(one.page.locator(".tests")).to_be_visible(timeout=GRADED)
    accessible(one)
    staff = visit(width, locale=lang, color_scheme=scheme)
    staff.sign_in("demo-teacher", "well-water-2026")
    staff.page.goto("/teach/")
    staff.page.click("main .card h2 a")
    expect(staff.page.locator("table.grid")).to_be_visible()
    accessible(staff)
    staff.page.click(".head .button")
    accessible(staff)


def test_a_course_on_paper(visit: Callable[..., Any], accessible: Callable[..., None]) -> None:
    staff = visit(320)
    staff.sign_in("demo-teacher", "well-water-2026")
    for kind in ("handbook", "guide"):
        staff.page.goto(f"/courses/foundations/{kind}")
        accessible(staff)


def test_quiz_right_and_wrong(visit: Callable[..., Any], accessible: Callable[..., None]) -> None:
    one = visit(320)
    one.sign_in("zainab", "2749")
    one.page.goto("/courses/foundations/02-python-values/")
    for quiz in one.page.locator(".quiz").all():
        choice = quiz.locator("[value='0']")
        choice.check() if choice.count() else quiz.locator("[name=answer]").fill("5")
        quiz.locator("button").click()
        expect(quiz.locator(".result")).to_be_visible()
    accessible(one)


def test_notebook_and_what_belongs_to_it(
    visit: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    one = visit(1280)
    page: Page = one.page
    one.sign_in("gamba")
    page.goto(NOTEBOOK + "versions/")
    accessible(one)
    page.goto(NOTEBOOK)
    boxes = page.locator("textarea.code")
    boxes.first.fill(PLOT)
    boxes.nth(1).fill("print(heigths)")
    for button in page.locator(".cell:has(textarea) [data-do=run]").all()[:2]:
        button.click()
    expect(page.locator(".out table")).to_be_visible()
    expect(page.locator(".out img, .out svg").first).to_be_visible()
    mistake = page.locator(".output-error", has_text="'heigths'")
    expect(mistake.first).to_be_visible()
    expect(page.locator("#stop")).to_be_disabled()
    page.click("details.more summary")
    accessible(one)
    page.goto(NOTEBOOK + "start-over")
    accessible(one)
    page.click("main button")
    page.goto(NOTEBOOK + "versions/")
    expect(page.locator("main details").first).to_be_visible()
    accessible(one)


def test_account_and_refusals(visit: Callable[..., Any], accessible: Callable[..., None]) -> None:
    one = visit(320)
    for path in ("/join", "/nowhere"):
        one.page.goto(path)
        accessible(one)
    one.page.goto("/sign-in")
    one.page.fill("[name=username]", "nobody")
    one.page.fill("[name=secret]", "1234")
    one.page.click("main button.go")
    accessible(one)
    one.sign_in("eshe")
    for path in ("/account", "/teach/", "/courses/nowhere/"):
        one.page.goto(path)
        accessible(one)
    one.forgive("status of 40")


def test_work_of_a_student(visit: Callable[..., Any], accessible: Callable[..., None]) -> None:
    one = visit(1280, color_scheme="dark")
    one.sign_in("demo-teacher", "well-water-2026")
    one.page.click("main .card h2 a")
    the_class = one.page.url.partition("?")[0]
    work = one.page.locator("table.grid a").last.get_attribute("href")
    one.page.goto(work)
    accessible(one)
    for part in ("courses", "people"):
        one.page.goto(the_class + part)
        accessible(one)
    one.page.locator("summary", has_text="Remove").first.click()
    accessible(one)


@pytest.mark.parametrize(("lang", "width"), [("en", 320), ("ar", 1280)])
def test_this_computer(
    visit: Callable[..., Any], accessible: Callable[..., None], lang: str, width: int
) -> None:
    one = visit(width, locale=lang)
    one.sign_in("head", "a long pass word")
    one.page.goto("/teach/machine/")
    expect(one.page.locator("#code summary")).to_be_visible()
    one.still()  # it loads itself again while it is looked at, and what was opened is shut
    one.page.click("#code summary")
    accessible(one)


@pytest.mark.parametrize(("lang", "width"), [("en", 320), ("ar", 1280)])
def test_what_leaves_the_school_and_consent(
    visit: Callable[..., Any], accessible: Callable[..., None], lang: str, width: int
) -> None:
    one = visit(width, locale=lang)
    one.sign_in("head", "a long pass word")
    for path in ("sync/", "sync/leaving", "sync/departures", "classes/1/consent", "erase/"):
        one.page.goto(f"/teach/{path}")
        for part in one.page.locator("main summary").all():
            part.click()
        accessible(one)
    one.page.goto("/teach/classes/1/people")
    one.page.goto(one.page.locator("a[href*='/erase/']").first.get_attribute("href"))
    accessible(one)


WRITING = (
    "/write/",
    "/write/foundations/",
    "/write/foundations/02-python-values/",
    "/write/foundations/02-python-values/versions/",
    "/write/foundations/02-python-values/delete",
    "/write/foundations/export",
    "/write/-/import",
    "/write/exercises/",
    "/write/exercises/class-heights/",
    "/write/exercises/class-heights/settings",
    "/write/exercises/class-heights/preview",
    "/write/exercises/class-heights/wrong/",
    "/write/exercises/class-heights/check",
    "/translate/",
    "/translate/foundations/fr/",
    "/translate/foundations/fr/file",
    "/courses/foundations/02-python-values/projector",
    "/courses/foundations/02-python-values/print",
)
OF_A_CLASS = (
    "/mark/classes/{one}/",
    "/mark/classes/{one}/more/",
    "/mark/classes/{one}/waiting/",
    "/mark/classes/{one}/exercises/class-heights/",
    "/mark/classes/{one}/exercises/class-heights/items",
    "/mark/classes/{one}/exercises/class-heights/alike",
    "/teach/classes/{one}/now",
    "/teach/classes/{one}/assignments/",
    "/teach/classes/{one}/assignments/new",
    "/teach/classes/{one}/students/",
    "/teach/classes/{one}/roster",
)


@pytest.mark.parametrize(
    ("lang", "width", "scheme", "paths"),
    [("en", 320, "dark", WRITING), ("ar", 1280, "light", OF_A_CLASS)],
    ids=["writing", "class"],
)
def test_what_instructors_write_translate_and_mark(
    visit: Callable[..., Any],
    accessible: Callable[..., None],
    lang: str,
    width: int,
    scheme: str,
    paths: tuple[str, ...],
) -> None:
    one = visit(width, locale=lang, color_scheme=scheme)
    one.sign_in("demo-teacher", "well-water-2026")
    one.page.goto("/teach/")
    mine = one.page.locator("main .card h2 a").first.get_attribute("href").strip("/").split("/")[-1]
    for path in paths:
        answer = one.page.goto(path.format(one=mine))
        assert answer.status == 200, path
        for part in one.page.locator("main summary:visible").all():
            part.click()
        accessible(one)
