"""Making new courses and lessons, from a template or from a text that is given."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from app.authoring.arranging import with_lesson_listed
from app.authoring.naming import LONGEST_TITLE, by_chance, next_number, slug_of
from app.authoring.own_folder import OwnFolder
from app.authoring.saving import Saver, writing
from app.authoring.templates import FIRST_LESSON, Say, course_yaml, lesson_md
from app.catalog.cache import write_whole
from app.errors import N_, KisimaError

NEW = ".new"
EXERCISES = "exercises"  # a course of this name would stand at the address of the exercises


class NoTitle(KisimaError):
    sentence = N_("Please give it a title.")


class BadLanguage(KisimaError):
    sentence = N_("“%(code)s” is no code of a language. Write two or three letters, such as sw.")


def new_course(
    saver: Saver,
    title: str,
    *,
    language: str,
    licence: str,
    summary: str,
    authors: Sequence[str],
    by: int,
    say: Say,
) -> str:
    """Make a course, a draft, with one lesson from the template; the slug. For callers within
    `alone`. It appears whole or not at all."""
    folder, title = saver.folder, title_of(title)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?", language):
        raise BadLanguage(code=language)
    slug = slug_of(title, "course", names_taken(folder, "courseware") | {EXERCISES})
    first = title_of(say(FIRST_LESSON))
    lesson = slug_of(first, "lesson", (), "01-")
    texts = {
        "course.yaml": course_yaml(
            slug=slug,
            title=title,
            summary=summary,
            language=language,
            licence=licence,
            authors=[one for author in authors if (one := " ".join(author.split()))],
            lessons=[lesson],
        ),
        f"{lesson}/lesson.md": lesson_md(slug=f"{slug}-{lesson}", title=first, say=say),
    }
    key = f"courseware/{slug}"
    put_folder(folder, key, {name: text.encode() for name, text in texts.items()})
    for name in texts:
        saver.keep_found(f"{key}/{name}", by=by)
    return slug


def new_lesson(saver: Saver, course: str, title: str, *, by: int, say: Say) -> str:
    """Make a lesson, a draft, from the template, as the last of its course; the slug. For callers
    within `alone`."""
    folder, title = saver.folder, title_of(title)
    taken = names_taken(folder, f"courseware/{course}")
    slug = slug_of(title, "lesson", taken, f"{next_number(taken):02d}-")
    text = lesson_md(slug=f"{course}-{slug}", title=title, say=say)
    key = f"courseware/{course}/{slug}"
    put_folder(folder, key, {"lesson.md": text.encode()})
    saver.keep_found(f"{key}/lesson.md", by=by)
    # The list comes last: a lesson that is not listed harms nobody, a listed one without file does.
    saver.change(f"courseware/{course}/course.yaml", with_lesson_listed(slug), by=by)
    return slug


def title_of(title: str) -> str:
    """A title on one line; raises NoTitle."""
    title = " ".join(title.split())[:LONGEST_TITLE].strip()
    if not title:
        raise NoTitle()
    return title


def names_taken(folder: OwnFolder, key: str) -> set[str]:
    """The names that are taken below a folder, in the own one and in the shipped ones."""
    own = folder.own.joinpath(*key.split("/"))
    folders = [own, *folder.shipped_folders(key)]
    return {path.name for one in folders for path in one.glob("*")}


def put_folder(folder: OwnFolder, key: str, files: dict[str, bytes]) -> None:
    """Put a new folder in its place whole: made beside, then renamed."""
    target = folder.path(key)
    made: Path = folder.own / f"{NEW}-{by_chance(8)}"
    with writing(target):
        try:
            for name, data in files.items():
                path = made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, data, durable=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            made.replace(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
