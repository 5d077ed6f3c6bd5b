"""A teacher adds a language and translates in a real browser; a phone in Arabic shows it too."""

import re
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_teacher_translates_two_texts_by_keys(visit: Any, accessible: Any) -> None:
    desk = visit()
    desk.sign_in("head", "a long pass word")
    page = desk.page
    page.goto("/translate/")
    page.fill("#code", "so")
    page.click("text=Add this language")
    accessible(desk)
    page.click("a[href='/translate/foundations/so/']")
    accessible(desk)
    page.click("text=Translate the next one")
    page.fill("#text", "Aasaaska **AI**")
    page.wait_for_selector("#look :text('Aasaaska')")
    accessible(desk)
    first = page.url
    page.press("#text", "Control+Enter")
    page.wait_for_url(lambda url: url != first)
    page.fill("#text", "Soo koobid")
    page.click("button[value=stay]")
    page.wait_for_selector("text=Saved.")
    assert page.input_value("#text") == "Soo koobid"


def test_what_must_stay_is_put_in_by_a_tap_and_missed_when_it_is_gone(visit: Any) -> None:
    desk = visit(width=320)
    desk.sign_in("head", "a long pass word")
    page = desk.page
    page.goto("/translate/foundations/sw/?q=print(")
    page.click(".texts a")
    address = page.url
    page.fill("#text", "Hakuna")
    page.click("button[value=stay]")
    page.wait_for_selector("text=Not saved yet")
    desk.forgive("422")
    assert page.input_value("#text") == "Hakuna" and page.url == address
    page.locator(".keep button").first.click()
    kept = page.locator(".keep button").first.inner_text()
    assert kept in page.input_value("#text")
    desk.fits()


def test_the_pages_fit_a_phone_in_arabic_without_scripts(visit: Any) -> None:
    desk = visit(width=320, locale="ar", java_script_enabled=False)
    desk.sign_in("head", "a long pass word")
    page = desk.page
    for path in ("/translate/", "/translate/foundations/ar/", "/translate/foundations/ar/file"):
        page.goto(path)
        assert page.get_attribute("html", "dir") == "rtl"
    page.goto("/translate/foundations/ar/?part=course")
    page.click(".texts a")
    words = page.input_value("#text")
    page.fill("#text", f"{words} **!**")
    page.click("button[value=look]")
    assert re.search("<(strong|h2)>", page.inner_html("#look"))
    assert page.input_value("#text") == f"{words} **!**"


def test_what_was_typed_is_there_after_the_page_was_left(visit: Any) -> None:
    desk = visit()
    desk.sign_in("head", "a long pass word")
    page = desk.page
    page.goto("/translate/foundations/sw/?part=course")
    page.click(".texts a")
    page.wait_for_selector("#text")
    address = page.url
    page.fill("#text", "Bado sijahifadhi")
    page.goto("/translate/")
    page.goto(address)
    assert page.input_value("#text") == "Bado sijahifadhi"
    page.click("button:has-text('Throw it away')")
    page.wait_for_selector(".note.warn:visible", state="detached")
    assert page.input_value("#text") != "Bado sijahifadhi"


def test_what_was_typed_before_the_scripts_came_is_kept(visit: Any) -> None:
    desk = visit()
    desk.sign_in("head", "a long pass word")
    page = desk.page
    page.goto("/translate/foundations/sw/?part=course")
    page.click(".texts a")
    page.wait_for_selector("#text")
    late: list[Any] = []
    page.route("**/translate-keeping*.js*", lambda route: late.append(route))
    page.goto(page.url, wait_until="commit")
    page.fill("#text", "Haraka kuliko mtandao")
    while not late:
        page.wait_for_timeout(50)
    late[0].continue_()
    page.unroute("**/translate-keeping*.js*")
    page.wait_for_load_state()
    page.wait_for_selector("text=Kept on the school's computer")
    address = page.url
    page.goto("/translate/")
    page.goto(address)
    assert page.input_value("#text") == "Haraka kuliko mtandao"
    page.click("button:has-text('Throw it away')")
    page.wait_for_selector(".note.warn:visible", state="detached")
