"""A lesson's file of its own in a language: begun, written, checked and read."""

import re

import pytest

RAIN = "/write/wells/01-rain/"
OWN = f"{RAIN}?lang=sw"


@pytest.fixture
def writer(teacher):
    """The teacher, after Swahili was added."""
    teacher.get("/translate/")
    teacher.post("/translate/languages", {"code": "sw"})
    return teacher


@pytest.fixture
def begun(writer):
    """She has begun the lesson anew in Swahili."""
    page = writer.get(RAIN).text
    assert "Write this lesson anew" in page and "Language of the text" not in page
    assert writer.post(f"{RAIN}anew", {"code": "sw"}).location == OWN
    return writer


def form(page: str) -> dict[str, str]:
    """What a browser would send of the editor."""
    text = re.search(r'id="w_words"[^>]*>\n(.*?)</textarea>', page, re.S)[1]
    text = text.replace("&gt;", ">").replace("&#34;", '"').replace("&#39;", "'")
    return {"text": text, "base": re.search(r'name="base" value="([^"]*)"', page)[1], "save": "1"}


def read(school, new_visitor) -> str:
    """The lesson as a student reads it in Swahili."""
    reader = new_visitor(school)
    reader.sign_in("amina")
    reader.get("/")
    reader.post("/language", {"lang": "sw"})
    return reader.get("/courses/wells/01-rain/").text


def test_it_begins_with_the_questions_and_is_no_finding(begun):
    text = form(begun.get(OWN).text)["text"]
    assert "adapted: yes" in text and "```quiz id=wet" in text and "Rain falls" not in text
    asked = {"course": "wells", "lesson": "01-rain", "lang": "sw", "text": text}
    assert begun.post("/write/preview", asked).json["marks"] == {}
    gone = text.replace("- [x] A river\n", "")
    assert begun.post("/write/preview", asked | {"text": gone}).json["marks"]


def test_it_is_saved_beside_the_source_and_read(begun, school, new_visitor):
    begun.post(f"{RAIN}state?lang=sw", {"state": "published"})
    sent = form(begun.get(OWN).text)
    sent["text"] = sent["text"].replace("```quiz id=wet", "Mvua ya hapa.\n\n```quiz id=wet")
    assert begun.post(OWN, sent).location == OWN
    assert "Rain falls" in form(begun.get(RAIN).text)["text"]
    assert "Mvua ya hapa." in read(school, new_visitor)


def test_a_draft_is_read_by_nobody(begun, school, new_visitor):
    assert "Until this file is published" in begun.get(OWN).text
    assert "Rain falls" in read(school, new_visitor)


def test_it_is_deleted_alone_and_brought_back(begun, school, new_visitor):
    begun.post(f"{RAIN}state?lang=sw", {"state": "published"})
    assert "Rain falls" not in read(school, new_visitor)
    assert "(Kiswahili)" in begun.get(f"{RAIN}delete?lang=sw").text
    page = begun.get(begun.post(f"{RAIN}delete?lang=sw").location).text
    assert "Rain falls" in read(school, new_visitor)
    begun.post("/write/undelete", {"id": re.search(r'name="id" value="([^"]+)"', page)[1]})
    assert "Rain falls" not in read(school, new_visitor)


def test_the_editor_leads_from_one_language_to_the_other(begun):
    page = begun.get(OWN).text
    assert 'aria-current="page"' in page and f'href="{RAIN}?lang=en"' in page
    assert f'href="{RAIN}versions/?lang=sw"' in page
    assert "brought" not in begun.get(f"{RAIN}versions/?lang=sw").text
    assert begun.post(f"{RAIN}anew", {"code": "sw"}).status_code in (400, 404)
