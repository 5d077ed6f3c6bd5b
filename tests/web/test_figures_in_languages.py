"""A lesson's figure with translated labels, as a browser gets it."""

import re

import pytest

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "rain"\nmsgstr "مطر"\n'
LESSON = "/courses/wells/01-rain/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><text>rain</text></svg>'


@pytest.fixture
def arabic(school, courseware, amina):
    """A student who reads Arabic, in a school that has translated one label."""
    (courseware / "wells/01-rain/cloud.svg").write_text(SVG, "utf-8")
    path = school.extensions["kisima"].workshop.own / "translations" / "ar" / "wells.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, "utf-8")
    school.extensions["kisima"].shelf.look_now()
    amina.post("/language", {"lang": "ar", "next": "/"})
    return amina


def test_the_page_leads_to_the_figure_in_its_language(arabic):
    address = re.search(r'src="([^"]*)"[^>]*width="90"', arabic.get(LESSON).text)[1]
    figure = arabic.get(address)
    assert address.startswith(f"{LESSON}files/cloud.ar.svg?v=")
    assert ">مطر<" in figure.text and figure.mimetype == "image/svg+xml"
    assert figure.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "sandbox" in figure.headers["Content-Security-Policy"]
    again = arabic.get(address, headers={"If-None-Match": figure.headers["ETag"]})
    assert again.status_code == 304


def test_what_is_no_figure_is_not_there(arabic):
    for name in ("cloud.de.svg", "lesson.ar.svg", "cloud.ar.svg.svg"):
        assert arabic.get(f"{LESSON}files/{name}").status_code == 404
