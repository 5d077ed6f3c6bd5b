"""Progress by USB stick: copied to a drive of this computer or downloaded, receipts read back."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import N_, KisimaError
from app.sync.drives import drives
from app.web.downloads import as_download
from app.web.errors import sentence_of
from app.web.services import services
from app.web.teach.area import blueprint, for_administrators, for_instructors
from app.web.teach.errands import ErrandFailed, NoAnswer, run
from app.web.teach.sync_views import errand

DOWNLOAD = "download"
LARGEST = 20_000_000  # bytes of a file with a centre's answer; usual ones have a thousandth


class NoSuchDrive(KisimaError):
    sentence = N_("This drive is not there any more. Please plug it in again and reload the page.")


class NoFile(KisimaError):
    sentence = N_("Please choose the file that the centre gave you.")


@blueprint.post("/sync/stick/copy")
@for_instructors
def copy_to_stick() -> ResponseReturnValue:
    """Copy what waits to a drive."""
    return _on_stick("copy")


@blueprint.post("/sync/stick/read")
@for_instructors
def read_stick() -> ResponseReturnValue:
    """Read the centre's answers from a drive."""
    return _on_stick("read")


@blueprint.post("/sync/stick/ask")
@for_administrators
def ask_by_stick() -> ResponseReturnValue:
    """Put the wish to be connected onto a drive, or into a file to download."""
    code = request.form.get("code", "").strip()
    if not code:
        return _told(_("Please write the code that the centre gave you."), "error")
    if request.form.get("drive") == DOWNLOAD:
        return _download("ask", code=code)
    try:
        run(errand("ask", folder=str(_chosen()), code=code))
    except (ErrandFailed, NoAnswer, NoSuchDrive) as error:
        return _told(_words(error), "error")
    return _told(
        _(
            "The request is on the stick. Eject it properly, let somebody carry it to the centre, "
            "and read it here when it comes back."
        )
    )


@blueprint.post("/sync/stick/file")
@for_instructors
def download_export() -> ResponseReturnValue:
    """What waits as one file, for who cannot reach the computer's USB port."""
    return _download("copy")


def _download(do: str, **more: str) -> ResponseReturnValue:
    with tempfile.TemporaryDirectory(prefix="kisima-stick-") as folder:
        try:
            paths = [Path(path) for path in run(errand(do, folder=folder, **more))["files"]]
        except (ErrandFailed, NoAnswer) as error:
            return _told(_words(error), "error")
        name, data = paths[0].name, paths[0].read_bytes()
        if len(paths) > 1:  # a year of a large school
            name, data = f"{paths[0].stem}.zip", _zipped(paths)
    response = Response(data, mimetype="application/octet-stream")
    as_download(response, name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _zipped(paths: Sequence[Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in paths:
            archive.write(path, path.name)
    return packed.getvalue()


@blueprint.post("/sync/stick/answer")
@for_instructors
def upload_answer() -> ResponseReturnValue:
    """Read a file with the centre's answer."""
    file = request.files.get("file")
    with tempfile.TemporaryDirectory(prefix="kisima-stick-") as folder:
        try:
            data = file.stream.read(LARGEST + 1) if file else b""
            if not data or len(data) > LARGEST:
                raise NoFile()
            Path(folder, "answer.kisima").write_bytes(data)
            told = run(errand("read", folder=folder))
        except (ErrandFailed, NoAnswer, NoFile) as error:
            return _told(_words(error), "error")
    return _told(_read_words(told))


def _on_stick(do: str) -> ResponseReturnValue:
    try:
        told = run(errand(do, folder=str(_chosen())))
    except (ErrandFailed, NoAnswer, NoSuchDrive) as error:
        return _told(_words(error), "error")
    if do == "read":
        return _told(_read_words(told))
    return _told(
        _(
            "Copied. Eject the stick properly, carry it to the centre, and read it here again "
            "when it comes back."
        )
    )


def _chosen() -> Path:
    """The drive that was chosen, if it is still there."""
    wanted = request.form.get("drive", "")
    for one in drives(services().stick_folder):
        if str(one.path) == wanted:
            return one.path
    raise NoSuchDrive()


def _words(error: KisimaError) -> str:
    return error.words if isinstance(error, ErrandFailed) else sentence_of(error)


def _told(words: str, kind: str = "message") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for("teach.sync", _anchor="stick"), 303)


def _read_words(told: dict[str, Any]) -> str:
    """What reading a stick brought."""
    if told["connected"]:
        name = told["centre"] or _("the centre")
        words = _("This school is connected to %(name)s now.", name=name)
    elif told["receipts"]:
        words = _("Read: the page shows what the centre has.")
    else:
        words = _("There is no answer of the centre's to this school on it.")
    left = (f"{one['file']}: {_(one['sentence'], **one['values'])}" for one in told["left"])
    return " ".join([words, *left])
