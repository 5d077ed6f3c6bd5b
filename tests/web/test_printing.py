"""A course as one file: what its pages' HTML becomes, and who gets which file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.web.printing.one_page import OnePage, without_dead_links

PLACES = {"/courses/c/two/": "two", "/exercises/flow/": "two--exercise", "/courses/c/": "top"}


@pytest.fixture
def courseware(courseware: Path, put_exercise: Callable[..., None]) -> Path:
    """The second lesson has an exercise of one test."""
    put_exercise("flow", "02-pumps")
    return courseware


def whole(html: str) -> str:
    return OnePage("one", PLACES, lambda address: (b"<svg/>", "image/svg+xml")).html(html)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ('<h2 id="a">x</h2>', '<h2 id="one-a">x</h2>'),
        ('<a href="#a">x</a>', '<a href="#one-a">x</a>'),
        ('<a href="/courses/c/two/">x</a>', '<a href="#two">x</a>'),
        ('<a href="/courses/c/two/#a">x</a>', '<a href="#two-a">x</a>'),
        ('<a class="k" href="/exercises/flow/">x</a>', '<a class="k" href="#two--exercise">x</a>'),
        ('<use href="#a"></use>', '<use href="#one-a"></use>'),
        ('<path fill="url(#a)"/>', '<path fill="url(#one-a)"/>'),
        ('<img alt="" src="/f.svg" loading="lazy">',
         '<img alt="" src="data:image/svg+xml;base64,PHN2Zy8+">'),
    ],
)  # fmt: skip
def test_ids_links_and_images_stay_inside_the_file(given: str, made: str) -> None:
    assert whole(given) == made


def test_a_link_that_leads_out_becomes_its_words_and_address() -> None:
    found = whole('See <a href="https://a.org/?b=1&amp;c">the <em>page</em></a>.')
    assert found == (
        'See <span>the <em>page</em> <span class="address" dir="ltr">'
        "(https://a.org/?b=1&amp;c)</span></span>."
    )
    assert whole('<a href="https://a.org">https://a.org</a>') == "<span>https://a.org</span>"
    assert "(prices.csv)" in whole('<a href="/courses/c/two/files/prices.csv">x</a>')


def test_what_leads_nowhere_in_the_file_keeps_its_words() -> None:
    html = '<h2 id="a">x</h2><a href="#a">y</a><a href="#b">z</a>'
    assert without_dead_links(html) == '<h2 id="a">x</h2><a href="#a">y</a><a>z</a>'


def test_those_who_teach_find_both_files_on_the_course_page(teacher: Any, amina: Any) -> None:
    page = teacher.get("/courses/wells/").text
    for kind in ("handbook", "guide"):
        assert f'href="/courses/wells/{kind}"' in page
        assert teacher.get(f"/courses/wells/{kind}").status_code == 200
        assert amina.get(f"/courses/wells/{kind}").status_code in (403, 404)
    assert "/handbook" not in amina.get("/courses/wells/").text


def test_the_handbook_has_no_answers_and_the_guide_has_them(teacher: Any) -> None:
    handbook = teacher.get("/courses/wells/handbook").text
    guide = teacher.get("/courses/wells/guide").text
    for secret in ("Bring a bucket", "A river is water", "Sand holds no water", "Count on from"):
        assert secret not in handbook and secret in guide
    assert "Which of these is wet?" in handbook and "Which of these is wet?" in guide
    assert 'src="data:image/svg+xml;base64,' in handbook
