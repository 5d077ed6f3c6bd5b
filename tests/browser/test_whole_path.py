"""The whole path of a student, from signing in to a full score, as she would walk it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.catalog import Catalog
from app.catalog.markdown.quiz import Question
from app.cli.demo_progress import handed_in_notebook, right_answer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COURSE = "/courses/foundations/"
LESSON = COURSE + "03-functions-and-tests/"
EXERCISE = "temperature"
WRONG = "def celsius(f):\n    return f - 32 * 5 / 9"
GRADED = 180_000  # milliseconds that grading may take while the demo class is graded too


def test_english_on_a_laptop(visit: Callable[..., Any], catalog: Catalog) -> None:
    walk(visit(1280, locale="en"), catalog, "asha", "en")


def test_arabic_on_a_phone(visit: Callable[..., Any], catalog: Catalog) -> None:
    phone = {"has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    walk(visit(320, locale="ar", **phone), catalog, "baraka", "ar")


def test_english_on_a_phone_without_script(visit: Callable[..., Any], catalog: Catalog) -> None:
    walk(visit(320, locale="en", java_script_enabled=False), catalog, "chiku", "en")


def test_arabic_on_a_laptop_without_script(visit: Callable[..., Any], catalog: Catalog) -> None:
    walk(visit(1280, locale="ar", java_script_enabled=False), catalog, "dalila", "ar")


def walk(visit: Any, catalog: Catalog, name: str, lang: str) -> None:
    """Sign in, read, answer, program, hand in twice, and see how far that is."""
    page: Page = visit.page
    page.goto("/")
    visit.sign_in(name)
    looks_right(visit, lang)
    page.click(f"main a[href='{COURSE}']")
    looks_right(visit, lang)
    page.click(f".lessons h3 a[href='{LESSON}']")
    expect(page).to_have_url(visit_url(page, LESSON))
    looks_right(visit, lang)
    answer_all(page, catalog, lang)
    looks_right(visit, lang)
    page.click("main section a.go")
    looks_right(visit, lang)
    fill_in(page, catalog, lang, celsius=WRONG)
    run_and_see(page, "celsius(212)")
    looks_right(visit, lang)
    hand_in(page)
    expect(page.locator(".tests .wrong")).to_have_count(3, timeout=GRADED)
    expect(page.locator(".tests .wrong").first).to_contain_text("f - 32")  # the hint
    looks_right(visit, lang)
    page.click("main a.go")
    fill_in(page, catalog, lang)
    run_and_see(page, "")
    hand_in(page)
    expect(page.locator(".tests .right")).to_have_count(5, timeout=GRADED)
    looks_right(visit, lang)
    page.click(".brand")
    page.click(f"main a[href='{COURSE}']")
    expect(page.locator(".lessons li").nth(2)).to_have_class("done")
    assert float(page.get_attribute("progress", "value") or 0) > 0.1
    looks_right(visit, lang)


def visit_url(page: Page, path: str) -> str:
    """The address of a path on the page's server."""
    return "/".join(page.url.split("/")[:3]) + path


def looks_right(visit: Any, lang: str) -> None:
    """No wider than the window, in the right direction; what is code runs left to right."""
    visit.fits()
    page: Page = visit.page
    assert page.get_attribute("html", "lang") == lang
    way = "getComputedStyle(document.documentElement).direction"
    assert page.evaluate(way) == ("rtl" if lang == "ar" else "ltr")
    ways = (
        "[...document.querySelectorAll('pre, code, textarea.code')]"
        ".map(one => getComputedStyle(one).direction)"
    )
    assert set(page.evaluate(ways)) <= {"ltr"}


def answer_all(page: Page, catalog: Catalog, lang: str) -> None:
    """Answer each question of the lesson wrongly, then rightly."""
    course = catalog.course("foundations")
    assert course is not None
    text = catalog.lesson_page(course.lessons[2], lang)
    questions = [part.question for part in text.parts if hasattr(part, "question")]
    assert len(questions) >= 4
    for question in questions:
        answer(page, question, wrong_answer(question))
        expect(page.locator(f"#quiz-{question.id} .result .sign.no")).to_be_visible()
        answer(page, question, list(right_answer(question)))
        expect(page.locator(f"#quiz-{question.id} .result .sign:not(.no)")).to_be_visible()


def wrong_answer(question: Question) -> list[str]:
    """One wrong choice, or words that answer nothing."""
    wrong = [str(at) for at, option in enumerate(question.options) if not option.right]
    return wrong[:1] or ["-17"]


def answer(page: Page, question: Question, values: list[str]) -> None:
    """Choose or write an answer, and check it."""
    box = f"#quiz-{question.id} "
    for at in range(len(question.options)):
        chosen = page.locator(f"{box}[value='{at}']")
        if question.kind == "several" or str(at) in values:
            chosen.set_checked(str(at) in values)
    if not question.options:
        page.fill(f"{box}[name=answer]", values[0])
    page.click(f"{box}button")


def fill_in(page: Page, catalog: Catalog, lang: str, **instead: str) -> None:
    """Write the solution into the cells; `instead` for cells of these ids."""
    exercise = catalog.exercise(EXERCISE)
    assert exercise is not None
    solution = handed_in_notebook(catalog, exercise, "solution", lang)
    assert solution is not None
    page.wait_for_load_state()  # all() takes what is there
    sources = {cell["id"]: cell["source"] for cell in solution["cells"]} | instead
    for box in page.locator("textarea.code").all():
        box.fill(sources[(box.get_attribute("name") or "").removeprefix("cell-")])


def run_and_see(page: Page, failing: str) -> None:
    """Run all cells and see the first test pass, or fail and say these words."""
    page.click("[data-do=all]")
    first = page.locator(".cell.test .out").first
    expect(first).not_to_be_empty(timeout=GRADED)
    if failing:
        expect(first).to_contain_text(failing, timeout=GRADED)
        expect(first).to_contain_text("194.2", timeout=GRADED)
        expect(first).to_contain_text("f - 32")  # the hint
    else:
        expect(page.locator(".cell").last).to_contain_text("caution", timeout=GRADED)
        expect(page.locator(".output-error")).to_have_count(0)


def hand_in(page: Page) -> None:
    """Hand in, and come to the page that waits for the result."""
    page.click("[data-do=hand-in]")
    page.wait_for_url("**/submissions/**")


def test_first_visit_to_a_lesson_takes_three_requests(visit: Callable[..., Any]) -> None:
    first = visit(1280)
    first.sign_in("eshe")
    again = visit(1280, storage_state=first.context.storage_state())
    again.page.goto(LESSON)
    again.page.wait_for_load_state("networkidle")
    asked = [url.split("?")[0] for url in again.requests if "/files/" not in url]
    names = [url.rpartition("/")[2] for url in asked if not url.startswith("data:")]
    assert names == ["", "kisima.css", "kisima.js"]


def test_keyboard_alone(visit: Callable[..., Any]) -> None:
    page: Page = visit(1280).page
    page.goto("/sign-in")
    tab_to(page, "[name=username]")
    page.keyboard.type("faraji")
    page.keyboard.press("Tab")
    page.keyboard.type("4821")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    tab_to(page, "main a.go")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{COURSE}*/")
    tab_to(page, ".quiz [type=radio]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".quiz .result").first).to_be_visible()
    tab_to(page, "main section a.go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/exercises/**")
    tab_to(page, "textarea.code")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("print(6 * 7)")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".out").nth(1)).to_contain_text("42", timeout=GRADED)
    expect(page.locator("#stop")).to_be_disabled()
    page.keyboard.press("Escape")
    tab_to(page, "[data-do=hand-in]", leave="Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/**")
    expect(page.locator(".tests .wrong").first).to_be_visible(timeout=GRADED)


def tab_to(page: Page, css: str, leave: str = "") -> None:
    """Press Tab until an element is reached; each on the way shows that it has the focus.

    `leave` is pressed before each Tab: code cells take Tab for indenting otherwise.
    """
    for _ in range(150):
        if leave:
            page.keyboard.press(leave)
        page.keyboard.press("Tab")
        shown = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(shown) != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("css => document.activeElement.matches(css)", css):
            return
    raise AssertionError(f"{css} is not reached by Tab")
