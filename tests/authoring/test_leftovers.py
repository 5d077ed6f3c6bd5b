"""What a power cut leaves in the school's own folder is finished, put back or removed."""

import io
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from app.authoring.intake import leftovers, placing, uploads
from app.authoring.intake.leftovers import clear_leftovers
from app.authoring.making import put_folder
from app.authoring.workshop import Workshop
from app.catalog.cache import write_whole
from app.tasks.tidying import tidy

LATER = leftovers.YOUNG_SECONDS + 600


class PowerCut(BaseException):
    """The moment at which everything stops."""


class HalfSent(io.BytesIO):
    """An upload whose sender vanishes."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(4)
        if not data:
            raise PowerCut
        return data


@contextmanager
def power_cut(monkeypatch: pytest.MonkeyPatch, cleans_up: bool = False) -> Iterator[None]:
    """Files are written, and nothing takes its place any more but the list of moves."""

    def cut(self: Path, target: Path) -> Path:
        if target.name != placing.MOVES:
            raise PowerCut
        return replace(self, target)

    def cut_staged(self: Path, target: Path) -> Path:
        if placing.STAGING in self.parts:
            raise PowerCut
        return rename(self, target)

    rename, replace = Path.rename, Path.replace
    with monkeypatch.context() as patched, suppress(PowerCut):
        patched.setattr(Path, "replace", cut)
        patched.setattr(Path, "rename", cut_staged)
        if not cleans_up:
            patched.setattr(shutil, "rmtree", lambda *args, **options: None)
        yield


def half_a_save(desk: Any) -> None:
    write_whole(desk.write("courseware/maize/01-rules/lesson.md", "mine"), b"new", durable=True)


def half_a_course(desk: Any) -> None:
    put_folder(desk.workshop.folder, "courseware/beans", {"course.yaml": b"title: Beans\n"})


def half_a_copy(desk: Any) -> None:
    desk.ship("exercises/count/exercise.yaml", "title: Count\n")
    desk.workshop.folder.copy_exercise("count")


def half_an_import(desk: Any) -> None:
    with placing.staging(desk.own) as folder:
        (folder / "courseware").mkdir()
        raise PowerCut


def half_an_upload(desk: Any) -> None:
    uploads.keep(desk.own, HalfSent(b"many bytes"), "a.zip", by=1, most=1000)


def files(own: Path) -> set[str]:
    """Everything in the own folder but its lock and empty places for what comes."""
    found = (path.relative_to(own).as_posix() for path in own.rglob("*"))
    kept = (placing.STAGING, uploads.UPLOADS, "courseware", "exercises", ".lock")
    return {name for name in found if name not in kept}


@pytest.mark.parametrize(
    "half", [half_a_save, half_a_course, half_a_copy, half_an_import, half_an_upload]
)
def test_what_was_left_half_done_goes_after_an_hour(
    desk: Any, monkeypatch: pytest.MonkeyPatch, half: Callable[[Any], None]
) -> None:
    desk.write("courseware/maize/course.yaml", "title: Mine\n")
    with power_cut(monkeypatch):
        half(desk)
    left = files(desk.own)
    mine = {name for name in left if name.startswith("courseware/") and ".tmp" not in name}
    assert len(left) > len(mine) > 0
    clear_leftovers(desk.own)
    assert files(desk.own) == left
    clear_leftovers(desk.own, now=time.time() + LATER)
    assert files(desk.own) == mine


def replaced(workshop: Workshop, text: str) -> None:
    """Take in a course in the place of the one that is here."""
    with placing.staging(workshop.own) as folder:
        (folder / "courseware" / "maize").mkdir(parents=True)
        (folder / "courseware" / "maize" / "course.yaml").write_text(text)
        placing.place(workshop.folder, folder, by=None)


@pytest.mark.parametrize("cleans_up", [True, False])
@pytest.mark.parametrize("moves_known", [True, False])
def test_a_course_is_there_after_a_power_cut_between_the_moves(
    desk: Any, monkeypatch: pytest.MonkeyPatch, cleans_up: bool, moves_known: bool
) -> None:
    course = desk.write("courseware/maize/course.yaml", "title: Mine\n")
    with power_cut(monkeypatch, cleans_up):
        replaced(desk.workshop, "title: New\n")
    assert not course.exists()
    if not moves_known:
        (desk.own / placing.MOVES).unlink()
    clear_leftovers(desk.own)
    came = moves_known and not cleans_up
    assert course.read_text() == ("title: New\n" if came else "title: Mine\n")
    clear_leftovers(desk.own, now=time.time() + LATER)
    hidden = {name.split("/")[0] for name in files(desk.own) if name.startswith(".")}
    assert hidden <= {placing.REPLACED}


def test_what_was_replaced_and_deleted_later_stays_away(desk: Any, teacher: int) -> None:
    course = desk.write("courseware/maize/course.yaml", "title: Mine\n")
    replaced(desk.workshop, "title: New\n")
    (old,) = (desk.own / placing.REPLACED).glob("*")
    assert (old / "courseware/maize/course.yaml").read_text() == "title: Mine\n"
    shutil.rmtree(course.parent)
    clear_leftovers(desk.own, now=time.time() + LATER)
    assert not course.exists() and (old / "courseware/maize/course.yaml").exists()
    # Of a time before the mark, what lies in the bin tells the same.
    desk.write("courseware/maize/course.yaml", "title: New\n")
    desk.workshop.delete("maize", by=teacher)
    (old / placing.DONE).unlink()
    clear_leftovers(desk.own)
    assert not course.exists()


def test_the_worker_looks_again_and_again(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with power_cut(monkeypatch):
        half_a_course(desk)
    monkeypatch.setattr(leftovers, "YOUNG_SECONDS", -600)
    over = threading.Event()
    thread = threading.Thread(target=tidy, args=(desk.own, over, 0.01))
    thread.start()
    ends = time.monotonic() + 60
    while list(desk.own.glob(".new-*")) and time.monotonic() < ends:
        over.wait(0.01)
    over.set()
    thread.join()
    assert not list(desk.own.glob(".new-*"))
