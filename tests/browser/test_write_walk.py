"""A lesson is written: the page follows the typing, students see what is saved, two meet."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app import create_store
from app.people import accounts
from app.settings import load_settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "/write/foundations/02-python-values/"
READ = "/courses/foundations/02-python-values/"
SECRET = "a new pass word"
AT_END = "box => { box.focus(); box.setSelectionRange(box.value.length, box.value.length) }"


@pytest.fixture
def writers(new_school: Any) -> Any:
    """A running school with the administrator and an instructor, wanjiru, and the student asha."""
    new_school.fill("asha")
    store = create_store(load_settings({"data": new_school.data}, environ={}), connections=2)
    with store.app_context():
        account, given = accounts.add_instructor(username="wanjiru", full_name="Wanjiru Kamau")
        accounts.change_secret(account.id, given, SECRET)
    new_school.start()
    return new_school


def test_a_lesson_is_written(
    visit: Callable[..., Any],
    writers: Any,
    accessible: Callable[..., None],
    tmp_path: Path,
) -> None:
    first = visit(1280, url=writers.url)
    first.sign_in("wanjiru", SECRET)
    page: Page = first.page
    page.goto(READ)
    page.click("text=Edit this lesson")
    expect(page.locator("#w_shown .prose .quiz").first).to_be_visible()
    accessible(first)
    type_and_look(page)
    insert(page, tmp_path)
    second = visit(360, url=writers.url, locale="ar")
    second.sign_in("head", "a long pass word")
    second.page.goto(LESSON)
    expect(second.page.locator("#w_others")).to_contain_text("Wanjiru Kamau")
    expect(second.page.locator(".mirror div").nth(30)).to_be_attached()
    accessible(second)
    page = survive(first, writers)
    page.click("[name=save]")
    expect(page.locator("#w_kept")).to_contain_text("Saved.")
    student = visit(360, url=writers.url)
    student.sign_in("asha")
    student.page.goto(READ)
    expect(student.page.locator("article")).to_contain_text("Mangoes at the market")
    expect(student.page.locator("article img[alt='A blue square']")).to_be_visible()
    collide(second, accessible)
    student.page.reload()
    expect(student.page.locator("article")).to_contain_text("Mangoes at the market")
    expect(student.page.locator("article")).to_contain_text("From the second window")
    without_scripts(visit(360, url=writers.url, java_script_enabled=False))


def type_and_look(page: Page) -> None:
    """The page beside the text changes while typing, and a mistake is named with its line."""
    box = page.locator("#w_words")
    box.evaluate(
        "box => { box.focus(); box.setSelectionRange(box.value.length, box.value.length) }"
    )
    page.keyboard.type("\n## Mangoes at the market\n\nSee [this](nowhere.md).\n")
    expect(page.locator("#w_shown h2").last).to_have_text("Mangoes at the market")
    finding = page.locator(".findings .bad")
    expect(finding).to_contain_text("nowhere.md leads nowhere")
    expect(page.locator(".mirror .e")).to_contain_text("nowhere.md")
    finding.locator("a").click()
    assert "nowhere.md" in str(box.evaluate("b => b.value.slice(b.selectionStart, b.selectionEnd)"))
    page.keyboard.press("Delete")
    expect(page.locator(".findings")).to_have_count(0)
    # What is at the end of the text is shown at the end of the page.
    page.locator("#w_sheet").evaluate("sheet => { sheet.scrollTop = sheet.scrollHeight }")
    page.wait_for_function("document.getElementById('w_page').scrollTop > 500")


def insert(page: Page, folder: Path) -> None:
    """Buttons insert what is hard to remember, and a picture asks what it shows."""
    from PIL import Image

    page.locator("#w_words").evaluate(AT_END)
    quizzes = page.locator("#w_shown .quiz")
    before = quizzes.count()
    page.click("[data-from=s-quiz]")
    expect(quizzes).to_have_count(before + 1)
    expect(page.locator(".findings")).to_have_count(0)
    Image.new("RGB", (60, 60), "blue").save(folder / "square.png")
    page.click("[data-opens=picture]")
    page.set_input_files("#w_file", folder / "square.png")
    page.click("#w_add")
    expect(page.locator("#w_picture-said")).to_contain_text("what the picture shows")
    page.fill("#w_alt", "A blue square")
    page.click("#w_add")
    expect(page.locator("#w_shown img[alt='A blue square']")).to_be_visible()
    expect(page.locator("#w_kept")).to_contain_text("not saved yet")


def survive(window: Any, school: Any) -> Page:
    """What is typed while the school's computer is away is there when the window opens again."""
    page: Page = window.page
    school.stop()
    page.locator("#w_words").evaluate(AT_END)
    page.keyboard.type("Typed in the dark.\n")
    expect(page.locator("#w_kept")).to_contain_text("cannot be reached")
    page.wait_for_function("Object.values(localStorage).some(kept => kept.includes('dark.'))")
    page.close()
    school.start()
    window.page = page = window.context.new_page()
    page.goto(LESSON)
    expect(page.locator("#w_found")).to_be_visible()
    expect(page.locator("#w_shown")).to_contain_text("Typed in the dark.")
    page.click("#w_found [value=on]")
    window.forgive("ERR_")
    return page


def collide(window: Any, accessible: Callable[..., None]) -> None:
    """Who saves second is shown both texts, joined where they do not touch."""
    page: Page = window.page
    page.locator("#w_words").evaluate(
        "box => { box.focus(); const at = box.value.indexOf('\\n## ');"
        " box.setSelectionRange(at, at) }"
    )
    page.keyboard.type("\nFrom the second window.\n")
    page.click("[name=save]")
    expect(page.locator(".changes ins").first).to_be_visible()
    window.forgive("409")
    accessible(window)
    joined = page.locator("#w_joined").input_value()
    assert "Mangoes at the market" in joined and "From the second window." in joined
    page.locator("form:has(#w_joined) button").click()
    expect(page).to_have_url(re.compile(f"{LESSON}$"))


def without_scripts(window: Any) -> None:
    """The same by buttons alone."""
    page: Page = window.page
    window.sign_in("wanjiru", SECRET)
    page.goto(LESSON)
    text = page.locator("#w_words").input_value()
    page.fill("#w_words", f"{text}\nPlain **and simple**.\n")
    page.click("[name=show]")
    expect(page.locator("#w_shown p > strong", has_text="and simple")).to_be_visible()
    page.click("[name=save]")
    expect(page.locator(".flash")).to_contain_text("Saved.")
    window.fits()
