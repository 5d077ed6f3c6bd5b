"""Files that somebody sent to be taken in, kept until she has looked at them and decided."""

import json
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.authoring.intake.file_tree import CHUNK, shown
from app.authoring.saving import writing
from app.errors import N_, KisimaError

UPLOADS = ".uploads"
ABOUT = "about.json"
_KEPT_SECONDS = 86_400
_ID = re.compile(r"[0-9a-f]{24}")


class NoSuchUpload(KisimaError):
    sentence = N_("This file is not kept any more. Please choose it again.")


class NoFileChosen(KisimaError):
    sentence = N_("Please choose a file first.")


class UploadTooLarge(KisimaError):
    sentence = N_(
        "This file is larger than %(megabytes)s MB. Take it in on the computer itself, with "
        "`kisima unpack` or `kisima import`."
    )


@dataclass(frozen=True)
class Upload:
    """A file that was sent: where it lies, and what its sender called it."""

    id: str
    path: Path
    name: str


def keep(own: Path, source: IO[bytes], name: str, *, by: int, most: int) -> Upload:
    """Keep a file of at most `most` bytes, read piece by piece; raises UploadTooLarge,
    NoFileChosen for an empty one, and what `writing` raises."""
    sweep(own)
    folder = own / UPLOADS / secrets.token_hex(12)
    with writing(folder):
        folder.mkdir(parents=True)
        size = 0
        try:
            with (folder / "file").open("wb") as kept:
                while (piece := source.read(CHUNK)) and size <= most:
                    size += len(piece)
                    kept.write(piece)
            if size > most:
                raise UploadTooLarge(megabytes=most // 1_000_000)
            if not size:
                raise NoFileChosen()
            called = shown(name.replace("\\", "/").rpartition("/")[2]) or "…"
            about = {"name": called, "by": by}
            (folder / ABOUT).write_text(json.dumps(about), "utf-8")
        except (KisimaError, OSError):
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return Upload(folder.name, folder / "file", called)


def kept(own: Path, id: str, *, by: int) -> Upload:
    """A file that this person sent lately; raises NoSuchUpload."""
    folder = own / UPLOADS / id
    try:
        about = json.loads((folder / ABOUT).read_text("utf-8")) if _ID.fullmatch(id) else {}
    except (OSError, ValueError):
        about = {}
    if about.get("by") != by or not (folder / "file").is_file():
        raise NoSuchUpload()
    return Upload(id, folder / "file", str(about["name"]))


def drop(own: Path, upload: Upload) -> None:
    """Forget a file."""
    shutil.rmtree(own / UPLOADS / upload.id, ignore_errors=True)


def sweep(own: Path) -> None:
    """Forget what nobody has decided on for a day."""
    for folder in (own / UPLOADS).glob("*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(folder)
