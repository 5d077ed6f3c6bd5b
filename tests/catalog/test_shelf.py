"""An author's change shows without a restart."""

from pathlib import Path

from app.catalog import load_catalog
from app.catalog.shelf import LOOK_EVERY, Shelf


def write_course(folder: Path, title: str) -> None:
    lesson = folder / "wells" / "01-rain"
    lesson.mkdir(parents=True, exist_ok=True)
    (folder / "wells" / "course.yaml").write_text(
        f"id: wells\ntitle: {title}\nlessons: [01-rain]\n", "utf-8"
    )
    (lesson / "lesson.md").write_text("---\nid: rain\ntitle: Rain\n---\n\nRain.\n", "utf-8")


def test_a_change_on_disk_shows_after_the_next_look(tmp_path):
    write_course(tmp_path / "courses", "Wells")
    now = [0.0]
    catalog = load_catalog(tmp_path / "courses", tmp_path / "none", tmp_path / "none", None)
    shelf = Shelf(catalog, clock=lambda: now[0])
    write_course(tmp_path / "courses", "Wells and water")
    assert shelf.current() is catalog
    now[0] = LOOK_EVERY + 1
    assert shelf.current().courses[0].title("en") == "Wells and water"


def test_nothing_changed_is_the_same_catalogue(tmp_path):
    write_course(tmp_path / "courses", "Wells")
    now = [0.0]
    catalog = load_catalog(tmp_path / "courses", tmp_path / "none", tmp_path / "none", None)
    shelf = Shelf(catalog, clock=lambda: now[0])
    now[0] = LOOK_EVERY + 1
    assert shelf.current() is catalog
