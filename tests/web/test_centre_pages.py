"""The centre's pages as its administrator uses them."""

import re
from typing import Any

from flask import Flask

TABLE = """region;district;school;reference;codes
Coast;Kilifi;Mtwapa Vocational School;KE-0417;1
Coast;Kilifi;=HYPERLINK("http://x");KE-0418;2
;Kilifi;Nowhere;;1
Nyanza;;Kisumu Polytechnic;;1
"""


def read_table(head: Any, table: str = TABLE) -> dict[str, str]:
    """Send a table; returns the fields with which it is made."""
    page = head.post("/schools/table", {"pasted": table, "days": "60"})
    assert page.status_code == 200, page.text
    found = re.search(r"<textarea name=\"table\"[^>]*>\n(.*?)</textarea>", page.text, re.S)
    assert found
    import html

    return {"table": html.unescape(found.group(1)), "days": "60"}


def school_at(head: Any, name: str) -> str:
    """The address of the school of this name."""
    page = head.get(f"/schools/?q={name}").text
    found = re.search(r'href="(/schools/\d+/)"', page)
    assert found, page
    return found.group(1)


def test_a_new_centre_says_what_to_do_first(head: Any) -> None:
    page = head.get("/").text
    assert "What to do first" in page
    assert 'href="/schools/table"' in page


def test_schools_are_made_from_a_table_and_get_their_codes(head: Any) -> None:
    fields = read_table(head)
    sheet = head.post("/schools/table/make", fields | {"as": "cards"})
    assert len(re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", sheet.text)) == 4
    assert sheet.headers["Cache-Control"] == "no-store"
    assert "3 schools" in head.get("/schools/").text
    assert "Mtwapa" in head.get("/schools/?q=ke-0417").text


def test_what_is_wrong_in_a_table_is_told_by_line_and_nothing_is_made(head: Any) -> None:
    page = head.post("/schools/table", {"pasted": TABLE, "days": "60"}).text
    assert "Line 4:" in page
    assert "The region is missing." in page
    assert "No schools yet" in head.get("/schools/").text


def test_a_table_without_its_columns_is_refused(head: Any) -> None:
    page = head.post("/schools/table", {"pasted": "name,place\nA,B\n", "days": "60"})
    assert page.status_code == 422
    assert "region, school" in page.text


def test_the_same_table_again_makes_no_school_twice(head: Any) -> None:
    head.post("/schools/table/make", read_table(head))
    page = head.post("/schools/table", {"pasted": TABLE, "days": "60"}).text
    assert re.search(r"New schools</dt><dd>0<", page)
    head.post("/schools/table/make", read_table(head))
    assert "3 schools" in head.get("/schools/").text


def test_files_hold_no_formulas(head: Any) -> None:
    codes = head.post("/schools/table/make", read_table(head) | {"as": "file"})
    assert codes.mimetype == "text/csv"
    for text in (codes.text, head.get("/schools.csv").text):
        assert "HYPERLINK" in text
        assert "'=HYPERLINK" in text


def test_a_form_sent_twice_makes_one_code(head: Any) -> None:
    head.post("/schools/table/make", read_table(head))
    at = school_at(head, "Kisumu")
    first = head.post(f"{at}code", {"once": "x1"}).text
    assert head.post(f"{at}code", {"once": "x1"}).text == first
    assert "2 codes are out" in head.get(at).text


def test_codes_that_are_out_can_be_made_worthless(head: Any) -> None:
    head.post("/schools/table/make", read_table(head))
    at = school_at(head, "Kisumu")
    head.post(f"{at}codes/withdraw")
    assert "No code is out" in head.get(at).text


def test_a_school_is_renamed_and_moved(head: Any) -> None:
    head.post("/schools/table/make", read_table(head))
    at = school_at(head, "Kisumu")
    areas = head.get("/areas/").text
    kilifi = re.search(r'id="area-(\d+)"><span><bdi>Kilifi', areas)
    assert kilifi
    head.post(at, {"name": "Kilifi Polytechnic", "area": kilifi.group(1)})
    page = head.get(at).text
    assert "<h1><bdi>Kilifi Polytechnic</bdi></h1>" in page
    assert "<bdi>Kilifi</bdi>" in page


def test_regions_and_districts_are_made_by_hand(head: Any) -> None:
    country = re.search(r"/areas/(\d+)/inside", head.get("/areas/").text)
    assert country
    head.post(f"/areas/{country.group(1)}/inside", {"name": "Coast"})
    page = head.get("/areas/").text
    assert "<bdi>Coast</bdi>" in page
    again = head.post(f"/areas/{country.group(1)}/inside", {"name": "coast"})
    assert again.status_code == 303
    assert "is a “coast” here already" in head.get("/areas/").text


def test_the_centre_gets_its_name(head: Any) -> None:
    head.post("/centre/", {"name": "Ministry of Education"})
    assert "Ministry of Education" in head.get("/").text
    assert "named the centre" in head.get("/log/").text


def test_a_stranger_is_led_to_signing_in(centre_app: Flask, new_visitor: Any) -> None:
    stranger = new_visitor(centre_app)
    assert stranger.get("/").location.startswith("/sign-in")
    assert "Join a class" not in stranger.get("/sign-in").text


def test_a_centre_has_no_school_pages_and_a_school_none_of_the_centre(
    centre_app: Flask, school: Flask
) -> None:
    at_centre = {rule.endpoint.partition(".")[0] for rule in centre_app.url_map.iter_rules()}
    at_school = {rule.endpoint.partition(".")[0] for rule in school.url_map.iter_rules()}
    assert at_centre & {"learn", "teach", "practice"} == set()
    assert "centre" not in at_school
    assert centre_app.test_client().get("/join").status_code == 404


def test_a_centre_and_a_node_on_one_computer_do_not_sign_each_other_out(
    centre_app: Flask, school: Flask
) -> None:
    names = {app.config["SESSION_COOKIE_NAME"] for app in (centre_app, school)}
    assert len(names) == 2
