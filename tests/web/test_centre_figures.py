"""The dashboards as people of the centre see them."""

import gzip
import re
from typing import Any

import pytest
from flask import Flask

from app.centre.areas import add_area, add_school, country
from app.centre.rollups_cells import merge
from app.centre.rollups_tally import Happened, tally
from app.centre.transactions import writing
from app.clock import now_ms

NUMBERS = {bytes([number]): number for number in range(40)}


@pytest.fixture
def places(centre_app: Flask) -> dict[str, int]:
    """Two schools of a district: one with 20 students, one with 3."""
    with centre_app.app_context(), writing() as connection:
        top = country(connection).id
        coast = add_area(connection, "test", top, "Coast")
        kilifi = add_area(connection, "test", coast, "Kilifi")
        found = {"country": top, "region": coast, "district": kilifi}
        for name, students in (("big", 20), ("=2+3", 3)):
            found[name] = add_school(connection, "test", kilifi, name)
            events = [
                Happened(kind, bytes([number]), item, told, now_ms())
                for number in range(students)
                for kind, item, told in (
                    ("lesson-read", "rain", '{"course":"wells"}'),
                    ("passed", "sum", '{"course":"wells"}'),
                    ("quiz-answered", "rain/wet", '{"course":"wells","right":false}'),
                )
            ]
            merge(connection, found[name], kilifi, tally(events, NUMBERS))
    return found


def test_an_empty_centre_says_what_comes_next(head: Any) -> None:
    page = head.get("/figures/", follow_redirects=True)
    assert "Nothing arrived for these weeks" in page.text
    assert 'href="/schools/"' in page.text


def test_each_figure_is_drawn_and_stands_in_a_table_beside(head: Any, places: dict) -> None:
    page = head.get(f"/figures/area/{places['district']}/").text
    assert page.count("<svg") > page.count("<table") >= 3
    assert len(re.findall(r"<svg class=.chart. role=.img.[^>]*aria-labelledby", page)) >= 4
    assert ">20</p><p>lessons read" in page


def test_a_small_school_is_not_shown_nor_counted(head: Any, places: dict) -> None:
    page = head.get(f"/figures/area/{places['district']}/").text
    row = re.search(r"=2\+3</bdi></a></th>(.*?)</tr>", page)
    assert row and row[1].count("&lt;5") == 5
    small = head.get(f"/figures/school/{places['=2+3']}/").text
    assert "&lt;5" in small
    assert "School(" not in small
    assert ">3<" not in small


@pytest.mark.parametrize("level", ["country", "region", "district"])
def test_one_goes_down_from_the_country_to_a_school(head: Any, places: dict, level: str) -> None:
    below = {"country": "region", "region": "district", "district": "big"}[level]
    kind = "school" if below == "big" else "area"
    page = head.get(f"/figures/area/{places[level]}/").text
    assert f'href="/figures/{kind}/{places[below]}/"' in page


def test_files_hold_the_same_rows_and_no_formulas(head: Any, places: dict) -> None:
    address = f"/figures/area/{places['district']}/?table=schools"
    page = head.get(f"/figures/area/{places['district']}/").text
    assert f'href="{address}"' in page
    file = head.get(address)
    assert file.mimetype == "text/csv"
    assert "'=2+3,<5,<5" in file.text
    assert head.get(f"/figures/area/{places['district']}/?table=others").status_code == 404


def test_one_course_can_be_looked_at(head: Any, places: dict) -> None:
    page = head.get(f"/figures/area/{places['country']}/?course=wells&weeks=52").text
    assert '<option value="wells" selected' in page
    assert f'href="/figures/area/{places["region"]}/?weeks=52&amp;course=wells"' in page


def test_the_hardest_questions_are_named(head: Any, places: dict) -> None:
    for kind, place in (("area", "district"), ("school", "big")):
        page = head.get(f"/figures/{kind}/{places[place]}/hardest/").text
        assert "rain/wet" in page
        assert "100%" in page


def test_a_page_is_small(head: Any, places: dict) -> None:
    for path in (f"/figures/area/{places['country']}/?weeks=52", "/static/figures.css"):
        answer = head.get(path, headers={"Accept-Encoding": "gzip"})
        assert len(answer.data) < 8_000
        assert gzip.decompress(answer.data)
