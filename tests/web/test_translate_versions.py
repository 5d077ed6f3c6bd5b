"""The versions of a translation's file: listed, compared, brought back."""

import re

import pytest

DESK = "/translate/wells/sw"


@pytest.fixture
def translator(teacher):
    """The teacher, after two names of a reviewer were saved, each a version."""
    teacher.get("/translate/")
    teacher.post("/translate/languages", {"code": "sw"})
    for name in ("Neema", "Juma"):
        teacher.post(f"{DESK}/reviewed", {"name": name})
    return teacher


def numbers(translator) -> list[str]:
    return re.findall(rf'{DESK}/versions/(\d+)"', translator.get(f"{DESK}/versions/").text)


def test_versions_are_listed_and_compared(translator):
    assert f"{DESK}/versions/" in translator.get(f"{DESK}/").text
    new, old = numbers(translator)
    page = translator.get(f"{DESK}/compare?old={old}&new={new}").text
    assert "<del>Neema</del>" in page and "<ins>Juma</ins>" in page


def test_a_version_is_brought_back_and_that_is_a_version_too(translator, school):
    _new, old = numbers(translator)
    assert "Bring this version back" in translator.get(f"{DESK}/versions/{old}").text
    assert translator.post(f"{DESK}/versions/{old}").status_code == 303
    assert 'value="Neema"' in translator.get(f"{DESK}/").text
    assert len(numbers(translator)) == 3


def test_a_version_of_another_file_is_not_there(translator):
    translator.post("/translate/languages", {"code": "fr"})
    number = numbers(translator)[0]
    assert translator.get(f"/translate/wells/fr/versions/{number}").status_code in (400, 404)
