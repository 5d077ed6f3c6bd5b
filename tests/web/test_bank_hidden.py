"""A course's bank of questions is shown to nobody but in a sitting."""

from pathlib import Path
from typing import Any

import pytest

BANK = "```quiz id=bank-secret\nWhich is deep?\n- [x] A borehole\n  > It is.\n- [ ] A cup\n```\n"


@pytest.fixture
def courseware(courseware: Path) -> Path:
    folder = courseware / "wells" / "questions"
    folder.mkdir()
    (folder / "01-rain.md").write_text(BANK, "utf-8")
    settings = courseware / "wells" / "course.yaml"
    text = settings.read_text("utf-8") + "assessment: {final: 1}\n"
    settings.write_text(text, "utf-8")
    return courseware


def test_the_course_has_a_bank(school: Any) -> None:
    course = school.extensions["kisima"].catalog.course("wells")
    assert course.assessment and [one.question_id for one in course.bank.questions]


@pytest.mark.parametrize(
    "path",
    [
        "questions/01-rain.md",
        "questions/",
        "questions/files/01-rain.md",
        "01-rain/files/../../questions/01-rain.md",
        "01-rain/files/..%2f..%2fquestions/01-rain.md",
        "01-rain/files/%2e%2e/%2e%2e/questions/01-rain.md",
        "01-rain/files/questions/01-rain.md",
    ],
)
def test_a_student_cannot_get_a_file_of_the_bank(amina: Any, path: str) -> None:
    assert amina.get("/courses/wells/").status_code == 200
    response = amina.get(f"/courses/wells/{path}")
    assert response.status_code == 404 and b"borehole" not in response.data


@pytest.mark.parametrize("path", ["", "01-rain/", "01-rain/print", "01-rain/projector", "words/"])
def test_no_page_of_the_course_holds_it(amina: Any, path: str) -> None:
    page = amina.get(f"/courses/wells/{path}").get_data(as_text=True)
    assert "borehole" not in page and "bank-secret" not in page
