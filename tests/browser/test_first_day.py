"""A school's first day: set up, an instructor, a class, students, and marks at the end of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Accessible = Callable[..., None]


def test_first_day(visit: Callable[..., Any], new_school: Any, accessible: Accessible) -> None:
    new_school.start(lean=False)
    head = visit(1280, url=new_school.url)
    set_up(head, new_school.printed, accessible)
    password = make_instructor(head, accessible)
    teacher = visit(1280, url=new_school.url)
    begin_as_instructor(teacher, password, accessible)
    pins = make_class(teacher, accessible)
    assert [name for name, _ in pins] == ["amani.w", "zuri.k"]
    code = allow_enrolment(teacher, accessible)
    joined = visit(320, url=new_school.url)
    join(joined, code, accessible)
    added = visit(320, url=new_school.url)
    added.sign_in(*pins[0])
    hand_in(added, accessible)
    look_at_marks(teacher, accessible)


def set_up(head: Any, printed: str, accessible: Accessible) -> None:
    """The first visit leads to the page that asks for the code from the terminal."""
    page: Page = head.page
    found = re.search(r"Set-up code: +(\S+)", printed)
    assert found, printed
    page.goto("/")
    expect(page).to_have_url(re.compile("/set-up$"))
    accessible(head)
    fill(page, code=found[1].lower(), full_name="Grace Njeri", username="grace")
    fill(page, secret="clean water for all", again="clean water for all")
    page.click("main button.go")
    expect(page.locator(".flash")).to_contain_text("make a class")
    accessible(head)


def make_instructor(head: Any, accessible: Accessible) -> str:
    """The administrator adds an instructor; the password is shown once."""
    page: Page = head.page
    page.click("text=Instructors of the school")
    accessible(head)
    fill(page, full_name="Daudi Mrisho", username="daudi")
    page.click("main button.go")
    accessible(head)
    words = page.locator("main strong").all_inner_texts()
    assert words[0] == "daudi"
    page.click("main a.go")
    expect(page.locator(".people")).to_contain_text("Daudi Mrisho")
    return str(words[1])


def begin_as_instructor(teacher: Any, password: str, accessible: Accessible) -> None:
    """The password that was handed over must be changed before anything else."""
    page: Page = teacher.page
    teacher.sign_in("daudi", password)
    expect(page).to_have_url(re.compile("/account$"))
    expect(page.locator(".flash")).to_contain_text("of your own")
    accessible(teacher)
    fill(page, present=password, secret="maji safi kwa wote", again="maji safi kwa wote")
    page.click("main button.go")
    expect(page).to_have_url(re.compile("/teach/$"))
    expect(page.locator("main")).to_contain_text("No classes yet")
    accessible(teacher)


def make_class(teacher: Any, accessible: Accessible) -> list[tuple[str, str]]:
    """A class with two students; returns their user names and PINs from the slips."""
    page: Page = teacher.page
    fill(page, name="Form 2 East")
    page.click("main button.go")
    accessible(teacher)
    page.click(".crumbs a:last-child")
    expect(page.locator(".empty")).to_contain_text("Nobody is in this class yet")
    accessible(teacher)
    page.click("main a.go")
    fill(page, names="Amani W\n\nZuri K")
    page.click("main button.go")
    accessible(teacher)
    cards = page.locator(".sheet li").all()
    words = [card.locator("dd").all_inner_texts() for card in cards]
    page.click("text=I have noted them")
    return [(username, pin) for username, pin, _address in words]


def allow_enrolment(teacher: Any, accessible: Accessible) -> str:
    """The class code, as it is shown to the room."""
    page: Page = teacher.page
    page.click("text=Allow enrolment by code")
    accessible(teacher)
    return str(page.locator(".big").inner_text())


def join(student: Any, code: str, accessible: Accessible) -> None:
    """A student makes her own account by the class code."""
    page: Page = student.page
    page.goto("/")
    page.click("main a[href='/join']")
    fill(page, code="AAAAAA", full_name="Tumaini O", username="tumaini")
    fill(page, secret="2847", again="2847")
    page.click("main button.go")
    expect(page.locator(".error")).to_be_visible()
    accessible(student)
    fill(page, code=code, secret="2847", again="2847")
    page.click("main button.go")
    expect(page.locator(".flash")).to_contain_text("tumaini")
    expect(page.locator("main a.go")).to_have_text("Begin")
    student.forgive("status of 40")


def hand_in(student: Any, accessible: Accessible) -> None:
    """A student with a PIN from a slip chooses one of her own, and hands an exercise in."""
    page: Page = student.page
    if page.url.endswith("/account"):
        pin = str(student.secret)
        fill(page, present=pin, secret="5093", again="5093")
        page.click("main button.go")
    page.goto("/exercises/is-learning/")
    page.click("[data-do=hand-in]")
    expect(page.locator(".score")).to_contain_text("0 of 10", timeout=180_000)
    accessible(student)


def look_at_marks(teacher: Any, accessible: Accessible) -> None:
    """The grid, what stands behind a mark, and the marks as a file."""
    page: Page = teacher.page
    page.click(".crumbs a:last-child")
    rows = page.locator("table.grid tbody tr")
    expect(rows).to_have_count(3)
    accessible(teacher)
    rows.filter(has_text="Amani W").get_by_role("link").click()
    expect(page.locator(".tests .wrong").first).to_be_visible()
    accessible(teacher)
    page.click(".crumbs a[href*='/teach/classes/']")
    page.click(".further summary")
    with page.expect_download() as waiting:
        page.click("text=Marks as a file")
    marks = waiting.value.path().read_text("utf-8-sig")
    assert waiting.value.suggested_filename.endswith(".csv")
    assert re.search(r"Amani W.*\b0\b", marks)
    assert "Tumaini O" in marks


def fill(page: Page, **values: str) -> None:
    """Write into the fields of these names."""
    for name, value in values.items():
        page.fill(f"main [name={name}]", value)
