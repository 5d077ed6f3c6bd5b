"""Files beside a lesson: pictures and data that its text shows or links to."""

import re
from pathlib import PurePosixPath

from app.authoring.naming import slug_of
from app.authoring.own_folder import OwnFolder, bytes_of
from app.authoring.saving import writing
from app.catalog.cache import write_whole
from app.catalog.lesson_folder import SERVED
from app.errors import N_, KisimaError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class FileRefused(KisimaError):
    sentence = N_(
        "A file “%(name)s” cannot stand beside a lesson. Choose a picture, a table (.csv), a text, "
        "a notebook or a PDF."
    )


def add(folder: OwnFolder, key: str, name: str, data: bytes) -> str:
    """Put a file into the own folder of a lesson's key; for callers within `alone`.

    The name that it got: one that stands in an address, and no other file's. The same file twice
    is there once. Raises FileRefused for what no lesson serves.
    """
    given = PurePosixPath(name.replace("\\", "/")).name
    suffix = PurePosixPath(given).suffix.lower()
    if suffix not in SERVED or not data:
        raise FileRefused(name=given[:80])
    stem = given[: -len(suffix)]
    if not _NAME.fullmatch(stem):
        stem = slug_of(stem, "file", ())
    places = [folder.path(key), *folder.shipped_folders(key)]
    number = 1
    while True:
        chosen = f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        there = [found for place in places if (found := bytes_of(place / chosen)) is not None]
        if not there:
            break
        if there[0] == data:
            return chosen
        number += 1
    target = folder.path(f"{key}/{chosen}")
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data, durable=True)
    return chosen
