"""Courses from one school to another as packs."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.authoring import versions
from app.authoring.intake import placing
from app.authoring.packs.making import make_pack
from app.authoring.packs.manifest import BadManifest, NotAPack, PackTooNew
from app.authoring.packs.reading import FileAbsent, FileNotListed, WrongChecksum
from app.authoring.packs.taking_in import (
    CannotReplace,
    ChangedSinceShown,
    ChoiceNeeded,
    show_pack,
    take_in,
)
from app.authoring.saving import OwnFolderUnwritable
from app.authoring.workshop import Workshop
from app.catalog.catalog import Catalog
from app.catalog.loading import load_catalog
from app.catalog.shelf import Shelf
from app.errors import KisimaError

LESSON = "---\nid: seeds\ntitle: Seeds\nexercise: count\n---\n\n# Maize\n\nA *seed*.\n"
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}},
    "cells": [
        {
            "cell_type": "code",
            "id": "a",
            "metadata": {},
            "source": "1 + 1",
            "execution_count": 3,
            "outputs": [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"text/html": "<script>alert(1)</script>"},
                }
            ],
        }
    ],
}


def school(folder: Path) -> Workshop:
    """A school of its own with nothing shipped but one course."""
    roots = [folder / "own", folder / "shipped"]
    for root in roots:
        root.mkdir(parents=True, exist_ok=True)

    def load() -> Catalog:
        kinds = ("courseware", "exercises", "translations")
        return load_catalog(*([root / kind for root in roots] for kind in kinds), None)

    shelf = Shelf(load())
    return Workshop(folder / "own", shelf.current, shelf.look_now)


def write_course(root: Path, slug: str = "maize", lesson: str = LESSON) -> None:
    files = {
        f"courseware/{slug}/course.yaml": (
            "id: maize\ntitle: Maize\nlicence: CC-BY-4.0\nauthors: [Amina]\nlessons: [01-seeds]\n"
        ),
        f"courseware/{slug}/01-seeds/lesson.md": lesson,
        f"courseware/{slug}/01-seeds/figure.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "exercises/count/exercise.yaml": "id: count\ntitle: Count\n",
        "exercises/count/exercise.ipynb": json.dumps(NOTEBOOK),
        f"translations/sw/{slug}.po": 'msgid ""\nmsgstr ""\n\nmsgid "Maize"\nmsgstr "Mahindi"\n',
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The course of another school."""
    write_course(tmp_path / "there" / "own")
    path = tmp_path / "maize.kisima"
    with path.open("wb") as file:
        make_pack(school(tmp_path / "there").catalog(), "maize", file, made_with="Kisima 1")
    return path


@pytest.fixture
def here(tmp_path: Path, store: Flask) -> Workshop:
    """An empty school with a store."""
    return school(tmp_path / "here")


def tree(folder: Path) -> dict[str, str]:
    """Every file that somebody would see, with its digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(".")
    }


def repacked(pack: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(pack) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(pack, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return pack


def test_the_same_course_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    again = io.BytesIO()
    make_pack(school(tmp_path / "there").catalog(), "maize", again, made_with="Kisima 1")
    assert again.getvalue() == pack.read_bytes()


def test_a_new_course_comes_as_a_draft_with_all_that_belongs_to_it(
    pack: Path, here: Workshop
) -> None:
    shown = show_pack(pack, here)
    assert shown.choices == ("new",) and shown.manifest.authors == ("Amina",)
    assert tree(here.own) == {}
    taken = take_in(pack, here, "new", by=None)
    course = here.catalog().any_course(taken.slug)
    assert course is not None and course.state == "draft" and course.id == "maize"
    assert course.title("sw") == "Mahindi" and course.all_lessons[0].exercise == "count"


def test_a_pack_has_what_the_school_translated_and_what_came_with_it(
    here: Workshop, tmp_path: Path
) -> None:
    write_course(tmp_path / "there" / "shipped")
    own = tmp_path / "there" / "own" / "translations" / "sw" / "maize.po"
    own.parent.mkdir(parents=True)
    own.write_text('msgid ""\nmsgstr ""\n\nmsgid "Seeds"\nmsgstr "Mbegu"\n', "utf-8")
    path = tmp_path / "both.kisima"
    with path.open("wb") as file:
        make_pack(school(tmp_path / "there").catalog(), "maize", file, made_with="")
    take_in(path, here, "new", by=None)
    course = here.catalog().any_course("maize")
    assert course is not None and course.title("sw") == "Mahindi"
    assert course.all_lessons[0].title("sw") == "Mbegu"
    there = school(tmp_path / "there")
    assert show_pack(path, there).comparison.standing == "same"


def test_outputs_of_notebooks_do_not_travel(pack: Path, here: Workshop) -> None:
    def with_script(files: dict[str, bytes]) -> None:
        files["exercises/count/exercise.ipynb"] = data = json.dumps(NOTEBOOK).encode()
        manifest = json.loads(files["pack.json"])
        about = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        manifest["files"]["exercises/count/exercise.ipynb"] = about
        files["pack.json"] = json.dumps(manifest).encode()

    with zipfile.ZipFile(pack) as archive:
        assert b"script" not in archive.read("exercises/count/exercise.ipynb")
    take_in(repacked(pack, with_script), here, "new", by=None)
    assert "script" not in (here.own / "exercises/count/exercise.ipynb").read_text("utf-8")


def with_drawing(files: dict[str, bytes], data: bytes) -> None:
    name = "courseware/maize/01-seeds/figure.svg"
    files[name] = data
    manifest = json.loads(files["pack.json"])
    manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    files["pack.json"] = json.dumps(manifest).encode()


def test_drawings_come_in_without_what_could_act(pack: Path, here: Workshop) -> None:
    hostile = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><rect/><script/></svg>"
    repacked(pack, lambda files: with_drawing(files, hostile))
    (told,) = show_pack(pack, here).problems
    assert told.file == "courseware/maize/01-seeds/figure.svg" and not told.left_out
    assert told.text.endswith("onload, script")
    take_in(pack, here, "new", by=None, draft=False)
    kept = (here.own / told.file).read_text()
    assert "<rect" in kept and "onload" not in kept and "script" not in kept
    # What was cleaned counts as the pack's own, so that it differs from nothing.
    assert show_pack(pack, here).comparison.standing == "same"


@pytest.mark.parametrize(
    "data",
    [b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>", b"<svg>", b"<svg/>".ljust(1_000_001)],
)
def test_a_drawing_that_cannot_be_made_harmless_is_left_out(
    pack: Path, here: Workshop, data: bytes
) -> None:
    repacked(pack, lambda files: with_drawing(files, data))
    (told,) = show_pack(pack, here).problems
    assert told.left_out and "figure.svg" in told.text
    take_in(pack, here, "new", by=None)
    assert not (here.own / "courseware/maize/01-seeds/figure.svg").exists()
    assert (here.own / "courseware/maize/01-seeds/lesson.md").exists()


def test_taken_in_twice_it_is_a_copy_with_ids_of_its_own(pack: Path, here: Workshop) -> None:
    take_in(pack, here, "new", by=None, draft=False)
    assert show_pack(pack, here).comparison.standing == "same"
    with pytest.raises(ChoiceNeeded):
        take_in(pack, here, "new", by=None)
    taken = take_in(pack, here, "copy", by=None)
    course = here.catalog().any_course("maize-2")
    assert taken.slug == "maize-2" and course is not None
    assert course.id.startswith("maize-") and course.all_lessons[0].id.startswith("seeds-")
    assert course.all_lessons[0].exercise == "count-2"
    assert (course.title("en"), course.title("sw")) == ("Maize (2)", "Mahindi (2)")
    assert not here.catalog().findings
    copied = here.catalog().any_exercise("count-2")
    assert copied is not None and copied.id.startswith("count-")


def test_a_copy_of_a_copy_has_the_next_number(pack: Path, here: Workshop, tmp_path: Path) -> None:
    take_in(pack, here, "new", by=None)
    take_in(pack, here, "copy", by=None)
    again = tmp_path / "again.kisima"
    with again.open("wb") as file:
        make_pack(here.catalog(), "maize-2", file, made_with="")
    assert show_pack(again, here).copy_title == "Maize (3)"
    taken = take_in(again, here, "copy", by=None)
    course = here.catalog().any_course(taken.slug)
    assert course is not None
    assert (course.title("en"), course.title("sw")) == ("Maize (3)", "Mahindi (3)")


def test_a_lesson_of_the_courses_title_keeps_its_translation(
    tmp_path: Path, here: Workshop
) -> None:
    there = tmp_path / "there" / "own"
    write_course(there, lesson=LESSON.replace("title: Seeds", "title: Maize"))
    path = tmp_path / "x.kisima"
    with path.open("wb") as file:
        make_pack(school(tmp_path / "there").catalog(), "maize", file, made_with="")
    take_in(path, here, "new", by=None)
    taken = take_in(path, here, "copy", by=None)
    course = here.catalog().any_course(taken.slug)
    assert course is not None and course.title("sw") == "Mahindi (2)"
    assert course.all_lessons[0].title("sw") == "Mahindi"


def test_replacing_keeps_what_was_here(pack: Path, here: Workshop) -> None:
    write_course(here.own, lesson=LESSON.replace("A *seed*", "Mine"))
    here.look()
    comparison = show_pack(pack, here).comparison
    assert comparison.of("differs") == ("courseware/maize/01-seeds/lesson.md",)
    take_in(pack, here, "replace", by=None)
    assert "A *seed*" in (here.own / "courseware/maize/01-seeds/lesson.md").read_text()
    kept = versions.versions("courseware/maize/01-seeds/lesson.md")
    assert [one.reason for one in kept] == ["imported", "found"]
    assert b"Mine" in versions.version(kept[-1].id)[1]
    (old,) = (here.own / placing.REPLACED).glob("*/courseware/maize/01-seeds/lesson.md")
    assert "Mine" in old.read_text()


def test_a_shipped_course_is_replaced_by_files_beside_it(
    pack: Path, here: Workshop, tmp_path: Path
) -> None:
    shipped = tmp_path / "here" / "shipped"
    write_course(shipped, lesson=LESSON.replace("A *seed*", "Shipped"))
    before = tree(shipped)
    here.look()
    take_in(pack, here, "replace", by=None)
    lesson = here.catalog().any_lesson("maize", "01-seeds")
    assert lesson is not None and "A *seed*" in lesson.path.read_text()
    assert tree(shipped) == before


def test_another_course_of_the_same_name_stays(pack: Path, here: Workshop) -> None:
    write_course(here.own)
    path = here.own / "courseware/maize/course.yaml"
    path.write_text(path.read_text().replace("id: maize", "id: my-own"))
    here.look()
    assert show_pack(pack, here).choices == ("copy",)
    with pytest.raises(CannotReplace):
        take_in(pack, here, "replace", by=None)
    assert take_in(pack, here, "copy", by=None).slug == "maize-2"


def test_nobody_replaces_what_she_has_not_seen(pack: Path, here: Workshop) -> None:
    write_course(here.own, lesson=LESSON + "\nMore\n")
    here.look()
    seen = show_pack(pack, here).seen
    write_course(here.own, lesson=LESSON + "\nStill more\n")
    (here.own / "courseware/maize/01-seeds/new.svg").write_text("<svg/>")
    with pytest.raises(ChangedSinceShown):
        take_in(pack, here, "replace", by=None, seen=seen)


def broken_byte(files: dict[str, bytes]) -> None:
    files["courseware/maize/01-seeds/lesson.md"] = LESSON.replace("seed", "sead").encode()


def unlisted(files: dict[str, bytes]) -> None:
    files["courseware/maize/01-seeds/more.md"] = b"x"


def absent(files: dict[str, bytes]) -> None:
    del files["courseware/maize/01-seeds/figure.svg"]


def without_list(files: dict[str, bytes]) -> None:
    del files["pack.json"]


def newer(files: dict[str, bytes]) -> None:
    files["pack.json"] = files["pack.json"].replace(b'"version": 1', b'"version": 2')


def elsewhere(files: dict[str, bytes]) -> None:
    files["pack.json"] = files["pack.json"].replace(b'"exercises/count', b'"exercises/other')


def no_json(files: dict[str, bytes]) -> None:
    files["pack.json"] = b"[" * 100_000


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (broken_byte, WrongChecksum),
        (unlisted, FileNotListed),
        (absent, FileAbsent),
        (without_list, NotAPack),
        (newer, PackTooNew),
        (elsewhere, BadManifest),
        (no_json, BadManifest),
    ],
)
def test_a_pack_that_is_not_what_it_says_leaves_nothing_behind(
    pack: Path,
    here: Workshop,
    change: Callable[[dict[str, bytes]], None],
    error: type[KisimaError],
) -> None:
    with pytest.raises(error):
        take_in(repacked(pack, change), here, "new", by=None)
    assert tree(here.own) == {} and not list((here.own / placing.STAGING).glob("*"))


def test_findings_of_the_check_are_shown(tmp_path: Path, here: Workshop) -> None:
    lesson = LESSON + "\n![x](gone.png)\n\n<script>alert(1)</script>\n"
    write_course(tmp_path / "there" / "own", lesson=lesson)
    path = tmp_path / "x.kisima"
    with path.open("wb") as file:
        make_pack(school(tmp_path / "there").catalog(), "maize", file, made_with="")
    found = {(one.id, one.line) for one in show_pack(path, here).findings}
    assert ("missing-image", 11) in found and ("removed-tag", 13) in found


def test_a_move_that_fails_undoes_those_before_it(
    pack: Path, here: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_course(here.own, lesson=LESSON + "\nMine\n")
    here.look()
    before, rename = tree(here.own), Path.rename

    def held_open(self: Path, target: Path) -> Path:
        if self.name == "maize" and placing.STAGING in self.parts:
            raise PermissionError(13, "held open")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", held_open)
    with pytest.raises(OwnFolderUnwritable):
        take_in(pack, here, "replace", by=None)
    assert tree(here.own) == before


def test_a_power_cut_between_two_moves_is_made_good(pack: Path, here: Workshop) -> None:
    staged = here.own / placing.STAGING / "x"
    write_course(staged)
    # The exercise has been moved already.
    (here.own / "exercises").mkdir()
    shutil.move(staged / "exercises" / "count", here.own / "exercises")
    keys = ["exercises/count", "translations/sw/maize.po", "courseware/maize"]
    moves = {"staged": f"{placing.STAGING}/x", "kept": ".replaced/x", "keys": keys}
    (here.own / placing.MOVES).write_text(json.dumps(moves))
    placing.finish_moves(here.own)
    here.look()
    assert here.catalog().any_course("maize") is not None
    assert not (here.own / placing.MOVES).exists()


def test_a_bank_of_questions_travels_with_its_course(tmp_path: Path, here: Workshop) -> None:
    write_course(tmp_path / "there" / "own")
    folder = tmp_path / "there" / "own" / "courseware" / "maize"
    (folder / "questions").mkdir()
    question = "```quiz id=bank-seed use=both\nHow many seeds?\n= 4\n> Two pairs.\n```\n"
    (folder / "questions" / "01-seeds.md").write_text(question, "utf-8")
    with (folder / "course.yaml").open("a", encoding="utf-8") as file:
        file.write("assessment: {start: 1, final: 1}\n")
    path = tmp_path / "banked.kisima"
    with path.open("wb") as packed:
        make_pack(school(tmp_path / "there").catalog(), "maize", packed, made_with="")
    taken = take_in(path, here, "new", by=None)
    course = here.catalog().any_course(taken.slug)
    assert course is not None and course.assessment is not None
    (one,) = course.bank.questions
    assert (one.question_id, one.use, one.lesson_id) == ("bank-seed", "both", "seeds")
