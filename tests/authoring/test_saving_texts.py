"""Saving: nothing is overwritten that its author has not seen, and nothing typed is lost."""

import multiprocessing
import threading

import pytest

from app.authoring import saving
from app.authoring.lesson_ids import FrontMatterBroken
from app.authoring.saving import ChangedMeanwhile, OwnFolderUnwritable
from app.authoring.workshop import Workshop
from app.database import db

KEY = "courseware/maize/01-rules/lesson.md"
FRONT = "---\nid: rules\ntitle: Rules\n---\n\n"


@pytest.fixture
def save(workshop, teacher):
    """A function that saves the first lesson's text, from the version that is there or another."""

    def save(text, *, base=None, by=teacher):
        base = workshop.lesson_source("maize", "01-rules").version if base is None else base
        return workshop.save_lesson("maize", "01-rules", text, base_version=base, by=by)

    return save


def test_a_second_save_goes_on_from_the_first(workshop, save):
    first = save(FRONT + "One.\n")
    second = save(FRONT + "Two.\n", base=first.version)
    assert workshop.lesson_source("maize", "01-rules").version == second.version


def test_two_who_save_from_one_version_are_shown_both_texts(workshop, save, new_person):
    base = save(FRONT + "One.\n").version
    save(FRONT + "Theirs.\n", base=base)
    other = new_person("juma")
    with pytest.raises(ChangedMeanwhile) as caught:
        save(FRONT + "Mine.\n", base=base, by=other)
    assert caught.value.theirs.text == FRONT + "Theirs.\n"
    assert caught.value.yours == FRONT + "Mine.\n"
    assert workshop.typed(other, KEY).text == FRONT + "Mine.\n"
    assert workshop.lesson_source("maize", "01-rules").text == FRONT + "Theirs.\n"


def test_two_first_saves_of_a_shipped_lesson_are_told_too(save):
    from app.catalog.digests import digest_of

    shipped = digest_of(b"another text")
    with pytest.raises(ChangedMeanwhile):
        save(FRONT + "Mine.\n", base=shipped)


def test_the_same_text_twice_is_saved_once(workshop, save):
    base = workshop.lesson_source("maize", "01-rules").version
    assert save(FRONT + "One.\n", base=base).changed
    assert not save(FRONT + "One.\n", base=base).changed
    assert [one.reason for one in workshop.versions(KEY)] == ["saved", "shipped"]


def test_many_threads_lose_nothing(store, desk, workshop, save, teacher):
    base = save(FRONT + "Start.\n").version
    conflicts = []

    def write(number):
        with store.app_context():
            try:
                save(f"{FRONT}Thread {number}.\n", base=base)
            except ChangedMeanwhile as error:
                conflicts.append(error.yours)
            db.session.remove()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(conflicts) == 4
    assert workshop.lesson_source("maize", "01-rules").text not in conflicts


def _hold(own, ready, go):
    from filelock import FileLock

    with FileLock(own / saving.LOCK):
        ready.set()
        go.wait(60)


def test_another_process_that_saves_is_waited_for(desk, workshop, save):
    save(FRONT + "Start.\n")
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(desk.own, ready, go))
    other.start()
    assert ready.wait(60)
    threading.Timer(0.2, go.set).start()
    save(FRONT + "After.\n")
    assert go.is_set()
    other.join()


def test_line_ends_of_windows_stay(desk, workshop, save):
    path = desk.write(KEY, (FRONT + "One.\n").replace("\n", "\r\n"))
    assert workshop.lesson_source("maize", "01-rules").text == FRONT + "One.\n"
    save((FRONT + "One.\nTwo.\n").replace("\n", "\r\n"))
    assert path.read_bytes() == (FRONT + "One.\nTwo.\n").replace("\n", "\r\n").encode()


def test_missing_ids_are_written_and_told(workshop, save):
    quiz = "```quiz\nWhich?\n- [x] A\n- [ ] B\n```\n"
    saved = save(f"---\ntitle: Rules\n---\n\n{quiz}")
    assert "id: rules\n" in saved.text
    assert "```quiz id=" in saved.text
    assert workshop.lesson_source("maize", "01-rules").text == saved.text


def test_the_id_of_another_lesson_is_not_taken(desk, save):
    saved = save("---\nid: data\ntitle: Copied\n---\n\nText.\n")
    assert "id: rules\n" in saved.text
    assert len(desk.catalog().course("maize").lessons) == 2


def test_front_matter_that_nobody_can_read_is_not_saved_but_kept(workshop, save, teacher):
    broken = "---\ntitle: [\n---\n\nText.\n"
    with pytest.raises(FrontMatterBroken, match="line"):
        save(broken)
    assert workshop.typed(teacher, KEY).text == broken
    assert workshop.lesson_source("maize", "01-rules").origin == "shipped"


def test_a_power_cut_between_file_and_database_keeps_the_text(workshop, save, monkeypatch):
    save(FRONT + "One.\n")
    with monkeypatch.context() as cut:
        cut.setattr(saving.versions, "add", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            save(FRONT + "Two.\n")
    assert workshop.lesson_source("maize", "01-rules").text == FRONT + "Two.\n"
    reasons = [one.reason for one in workshop.versions(KEY)]
    assert reasons == ["outside", "saved", "shipped"]


def _power_cut(*_args, **_values):
    raise KeyboardInterrupt


def test_a_file_in_the_place_of_the_own_folder_is_named_and_the_text_kept(desk, workshop, teacher):
    source = workshop.lesson_source("maize", "01-rules")
    desk.own.write_text("a file", "utf-8")
    with pytest.raises(OwnFolderUnwritable):
        Workshop(desk.own, desk.catalog).save_lesson(
            "maize", "01-rules", FRONT, base_version=source.version, by=teacher
        )
    assert workshop.typed(teacher, KEY).text == FRONT
