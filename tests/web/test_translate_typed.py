"""What a translator types and does not save outlives a closed browser."""

import re

import pytest

DESK = "/translate/wells/sw"


@pytest.fixture
def translator(teacher):
    """The teacher, after Swahili was added."""
    teacher.get("/translate/")
    teacher.post("/translate/languages", {"code": "sw"})
    return teacher


@pytest.fixture
def address(translator) -> str:
    """Where “A pump lifts water.” is translated."""
    page = translator.get(f"{DESK}/?q=A+pump").text.partition('class="things texts"')[2]
    return re.search(rf'href="({DESK}/[0-9a-f]{{12}})"', page)[1]


def type_in(translator, address: str, text: str) -> str:
    """Type without saving; the base that the page had."""
    base = re.search(r'name="base" value="([^"]+)"', translator.get(address).text)[1]
    answer = translator.post(f"{address}/typed", {"text": text, "base": base})
    assert answer.status_code == 200
    return base


def test_what_was_typed_opens_again_and_is_listed(translator, address):
    type_in(translator, address, "Pampu hu")
    page = translator.get(address).text
    assert "\nPampu hu</textarea>" in page and "did not save it" in page
    assert "Pampu hu" in translator.get(f"{DESK}/").text
    assert f'href="{DESK}/"' in translator.get("/write/").text


def test_saving_forgets_it_and_so_does_throwing_it_away(translator, address):
    base = type_in(translator, address, "Pampu hu")
    translator.post(address, {"text": "Pampu huinua maji.", "base": base, "do": "stay"})
    assert "did not save it" not in translator.get(address).text
    type_in(translator, address, "Nyingine")
    assert translator.post(f"{address}/typed/drop").status_code == 303
    page = translator.get(address).text
    assert "\nPampu huinua maji.</textarea>" in page and "did not save it" not in page


def test_a_text_whose_original_changed_is_still_shown(translator, address, courseware, school):
    type_in(translator, address, "Pampu hu")
    lesson = courseware / "wells/02-pumps/lesson.md"
    lesson.write_text(lesson.read_text("utf-8").replace("lifts water", "brings water"))
    school.extensions["kisima"].shelf.look_now()
    page = translator.get(f"{DESK}/").text
    assert "Pampu hu" in page and f"{address}/typed/drop" in page
    assert translator.post(f"{address}/typed/drop").location == f"{DESK}/"
    assert "Pampu hu" not in translator.get(f"{DESK}/").text


def test_a_refused_text_is_kept(translator):
    page = translator.get(f"{DESK}/?q=Rain+falls").text.partition('class="things texts"')[2]
    address = re.search(rf'href="({DESK}/[0-9a-f]{{12}})"', page)[1]
    base = re.search(r'name="base" value="([^"]+)"', translator.get(address).text)[1]
    assert translator.post(address, {"text": "Mvua.", "base": base}).status_code == 422
    assert "\nMvua.</textarea>" in translator.get(address).text
