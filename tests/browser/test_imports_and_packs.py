"""Questions, a zip of Markdown and a course pack are taken in, on a screen and on a phone."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TORN = "Wet? {T}\n\n<<<<<<< HEAD\nDry? {F}\n>>>>>>> theirs\n"
AIKEN = "Which of these is wet?\nA. Sand\nB. A river\nANSWER: B\n"
LESSON = '# Soil\n\n![A field](img/field.png)\n\n<font color="red">Deep</font> roots.\n'


def sent(window: Any, name: str, data: bytes) -> None:
    """Choose a file in the box for every format, and look at it."""
    window.page.goto("/write/-/import")
    window.page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": data})
    window.page.click("form.card button.go")


def taken(window: Any) -> str:
    """Press the button of the preview; the address of the course."""
    window.page.click("form:has([name=drop]) button.go")
    window.page.wait_for_url(lambda url: "/-/import" not in url)
    return re.sub(r".*//[^/]*", "", window.page.url)


def zipped() -> bytes:
    picture, out = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(picture, "PNG")
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("soil.md", LESSON)
        archive.writestr("img/field.png", picture.getvalue())
    return out.getvalue()


@pytest.mark.parametrize(
    ("width", "locale", "direction"), [(1280, "en", "ltr"), (320, "ar", "rtl")]
)
def test_files_from_elsewhere_become_courses(
    visit: Any, accessible: Any, width: int, locale: str, direction: str
) -> None:
    from playwright.sync_api import expect

    desk = visit(width=width, locale=locale)
    page = desk.page
    desk.sign_in("head", "a long pass word")
    sent(desk, "torn.gift", TORN.encode())
    desk.forgive("400")
    expect(page.locator("#file-error")).to_contain_text(re.compile("3 .*<<<<<<< HEAD"))
    expect(page.locator("html")).to_have_css("direction", direction)
    accessible(desk)
    sent(desk, f"river {locale}.txt", AIKEN.encode())
    assert taken(desk) == f"/write/river-{locale}/"
    sent(desk, f"farm {locale}.zip", zipped())
    expect(page.locator(".findings")).to_contain_text(re.compile("soil.md.* 5.*font", re.DOTALL))
    accessible(desk)
    course = taken(desk)
    page.click(f"a[href^='{course}01-']")
    if width < 400:
        page.click(".tabs a[href='#w_page']")
    picture = page.locator("#w_shown img[alt='A field']")
    expect(picture).to_have_js_property("naturalWidth", 40)
    page.goto(f"{course}export")
    with page.expect_download() as coming:
        page.click("a[download][href$='/pack']")
    sent(desk, "farm.kisima", Path(coming.value.path()).read_bytes())
    page.check("[value=copy]")
    accessible(desk)
    assert taken(desk) == f"/write/farm-{locale}-2/"
    expect(page.locator("h1")).to_have_text(f"Farm {locale} (2)")
    desk.fits()
