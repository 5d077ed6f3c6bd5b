"""A stick that was brought to the centre: its files go in, a receipt for each laptop comes out."""

import base64
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.centre.sticks import StickRead, read_stick
from app.sync.sticks.names import ENDING, to_centre
from app.web.centre.area import blueprint, for_officers
from app.web.errors import sentence_of

MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a file; the receipt as an address that holds all of it, to be saved."""

    name: str
    taken: int
    refused: tuple[str, ...]
    receipt_name: str
    receipt: str


@blueprint.get("/stick/")
@for_officers
def stick() -> ResponseReturnValue:
    """Where the files of a stick are chosen."""
    return render_template("centre/stick.html", told=None, problem="")


@blueprint.post("/stick/")
@for_officers
def take_stick() -> ResponseReturnValue:
    """Take the files in, and give the receipts."""
    sent = [one for one in request.files.getlist("files") if one.filename][:MOST_FILES]
    files = [one for one in sent if (one.filename or "").endswith(ENDING)]
    if not files:
        words = _("Please choose the files in the stick’s folder kisima/to-centre.")
        return render_template("centre/stick.html", told=None, problem=words), 422
    with tempfile.TemporaryDirectory(prefix="kisima-stick-") as folder:
        target = to_centre(Path(folder))
        target.mkdir(parents=True)
        names = {}
        for number, one in enumerate(files):
            # Names of others never become paths here.
            names[f"{number:04}{ENDING}"] = Path(one.filename or "").name[:120]
            one.save(target / f"{number:04}{ENDING}")
        told = [_told(one, names) for one in read_stick(Path(folder))]
    response = make_response(render_template("centre/stick.html", told=told, problem=""))
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(read: StickRead, names: dict[str, str]) -> Told:
    receipt = b"" if read.receipt is None else read.receipt.read_bytes()
    address = "data:application/octet-stream;base64," + base64.b64encode(receipt).decode()
    return Told(
        names.get(read.name, read.name),
        read.taken,
        tuple(sentence_of(error) for error in read.refused),
        read.receipt.name if read.receipt else "",
        address if receipt else "",
    )
