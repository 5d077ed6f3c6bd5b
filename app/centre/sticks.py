"""A stick at the centre: what schools copied onto it goes in, and receipts go onto it (rule 14)."""

from dataclasses import dataclass, field
from pathlib import Path

from app.centre.enrolling import enrol
from app.centre.generation import centre
from app.centre.greeting import hello
from app.centre.ingest import ingest
from app.centre.transactions import CentreBusy, CentreFull, writing
from app.errors import KisimaError
from app.sync import wire
from app.sync.sticks import files, names


@dataclass
class StickRead:
    """What became of a file: `taken` batches, those `refused` with the reason, and the receipt."""

    name: str
    taken: int = 0
    refused: list[KisimaError] = field(default_factory=list)
    receipt: Path | None = None


def read_stick(stick: Path) -> list[StickRead]:
    """Take in every whole file of every school, and leave a receipt for each laptop.

    Nothing is removed; a file that is read twice is known. One that was not written to its end, is
    damaged or sealed for another centre is named with its reason. Raises StickUnusable where a
    receipt cannot be written, CentreBusy and CentreFull.
    """
    files.check(stick)
    with writing() as connection:
        seal_seed = centre(connection).seal_seed
    return [_read(stick, path, seal_seed) for path in files.found(names.to_centre(stick))]


def _read(stick: Path, path: Path, seal_seed: bytes) -> StickRead:
    told = StickRead(names.shown(path.name))
    try:
        parts = wire.unpack_stick_file(files.read(path), seal_seed)
    except KisimaError as error:
        told.refused.append(error)
        return told
    greetings = [part for part in parts if wire.thing_of(part) is wire.Thing.HELLO]
    try:
        asked = [part for part in parts if wire.thing_of(part) is wire.Thing.ENROL_REQUEST]
        # A school's file has one, and who made a file may have made any number of keys.
        for part in asked[:1]:
            key = wire.unpack_enrol_request(part).key
            told.receipt = names.from_centre(stick) / names.connected_name(key)
            files.write(told.receipt, wire.pack_stick_file([enrol(part)]))
        for part in greetings[:1]:
            hello(part)  # whoever sends is known from here on, and so are the epochs
    except (CentreBusy, CentreFull):
        raise
    except KisimaError as error:
        told.refused.append(error)
        return told
    for part in parts:
        if wire.thing_of(part) is wire.Thing.BATCH:
            _take(part, told)
    # Once more, now that all is in: the answer says what of it is held.
    for part in greetings[:1]:
        told.receipt = names.from_centre(stick) / names.receipt_name(wire.peek_hello_key(part))
        files.write(told.receipt, wire.pack_stick_file([hello(part)]))
    return told


def _take(part: bytes, told: StickRead) -> None:
    try:
        ingest(part)
        told.taken += 1
    except (CentreBusy, CentreFull):
        raise
    except KisimaError as error:
        told.refused.append(error)
