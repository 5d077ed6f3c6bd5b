"""The page of an exercise that was copied and whose original an update has changed."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.authoring.exercises import working_copy

PAGE = "/write/exercises/mean-price/"


@pytest.fixture
def copied(teacher: Any, school: Flask) -> Path:
    """The teacher has changed a shipped exercise; then an update brought another original."""
    workshop = school.extensions["kisima"].workshop
    teacher.post(
        "/write/exercises/", {"title": "Mean price", "template": "function", "language": "en"}
    )
    shipped = workshop.folder.shipped_folders("exercises/mean-price")[0]
    shutil.move(workshop.own / "exercises/mean-price", shipped)
    with school.app_context():
        workshop.look()
        copy = working_copy.open_copy(workshop, "mean-price", 1)
        mine = [cell.__class__(**{**vars(cell), "source": "# Mine"}) for cell in copy.cells[:1]]
        cells = (*mine, *copy.cells[1:])
        working_copy.save(workshop, "mean-price", cells, copy.base, 1)
    assert "See the difference" not in teacher.get(PAGE).text
    original = shipped / "exercise.ipynb"
    original.write_text(original.read_text("utf-8").replace("two prices", "a pair"), "utf-8")
    settings = shipped / "exercise.yaml"
    settings.write_text(settings.read_text("utf-8") + "time_limit: 7\n", "utf-8")
    return Path(shipped)


def test_a_copy_is_shown_beside_its_new_original(teacher: Any, copied: Path) -> None:
    assert "See the difference and choose" in teacher.get(PAGE).text
    assert "the original has moved on" in teacher.get("/write/exercises/").text
    page = teacher.get(f"{PAGE}original").text
    assert "What the update changed" in page and "pair" in page and "Mine" in page
    assert "time_limit" in page and "cell_type" not in page


def test_the_copy_is_kept(teacher: Any, copied: Path) -> None:
    teacher.get(PAGE)
    teacher.post(f"{PAGE}original", {"take": "mine"})
    page = teacher.get(PAGE).text
    assert "# Mine" in page and "See the difference and choose" not in page
    assert teacher.get(f"{PAGE}original").status_code == 302


def test_the_new_original_is_taken_and_the_copy_can_come_back(teacher: Any, copied: Path) -> None:
    teacher.get(PAGE)
    teacher.post(f"{PAGE}original", {"take": "original"})
    page = teacher.get(PAGE).text
    assert "# Mine" not in page and "a pair" in page
    assert "Mean price" in teacher.get("/write/exercises/").text
