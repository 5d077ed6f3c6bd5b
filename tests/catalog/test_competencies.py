"""Competencies that lessons name by code, and the page in docs/ that is made of them."""

import pytest

from app.catalog.competencies import COMPETENCIES
from scripts import competencies


def test_there_are_twelve_by_level_and_aspect():
    assert len(COMPETENCIES) == 12
    assert COMPETENCIES["4.2.3"].name == "Application skills"
    assert COMPETENCIES["4.3.1"].level == "Create"
    assert COMPETENCIES["4.3.1"].aspect == COMPETENCIES["4.1.1"].aspect


@pytest.mark.parametrize(("code", "told"), [("4.4.1", True), ("4.1.4", False), ("KE-7", False)])
def test_a_code_that_the_framework_lacks_is_told_at_its_line(school, code, told):
    path = school.course / "01-rules" / "lesson.md"
    path.write_text(path.read_text("utf-8").replace("4.1.4", code), "utf-8")
    found = [(f.line, f.id) for f in school.load().findings if f.path == path]
    assert found == ([(5, "competency-unknown")] if told else [])


def test_the_page_lists_lessons_under_their_codes(school):
    path = school.course / "01-rules" / "lesson.md"
    box = "\n::: objectives\n- Tell a rule from a model\n:::\n"
    path.write_text(path.read_text("utf-8") + box, "utf-8")
    page = competencies.page(school.load())
    scoping = page.split("### 4.1.4")[1].split("###")[0]
    assert "lesson.md) in *Foundations of AI*: Tell a rule from a model\n" in scoping
    assert "| foundations/01-rules |   |   |   | × |" in page


def test_the_page_in_docs_is_up_to_date():
    assert competencies.main(["--check"]) == 0
