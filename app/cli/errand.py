"""What the pages have done about sync, in a process of its own: `python -m app.cli.errand`.

The pages' process stays small that way, and a code that somebody typed is on no command line: the
errand comes as JSON on standard input, and what became of it leaves as JSON on standard output.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import KisimaError

if TYPE_CHECKING:
    from app.sync.terms import Terms


def main() -> None:
    """Do one errand and say what became of it."""
    errand = json.load(sys.stdin)
    try:
        told: dict[str, Any] = {"done": do(errand)}
    except KisimaError as error:
        told = {"error": as_data(error)}
    json.dump(told, sys.stdout)


def do(errand: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked for: "now" sends progress; "enrol" connects to `url` with `code`, "ask" does so
    by a file in `folder`; "copy" to and "read" from `folder`. Raises KisimaErrors."""
    from app import create_store, sync_terms
    from app.settings import load_settings

    settings = load_settings({"data": errand["data"]})
    terms = sync_terms(settings, now=True, asked_by=errand.get("asked_by"))
    with create_store(settings, connections=2).app_context():
        if errand["do"] == "enrol":
            from app.sync.enrolling import enrol

            return {"centre": enrol(terms, errand["url"], errand["code"]).centre_name}
        if errand["do"] in ("ask", "copy", "read"):
            return _on_stick(errand, terms, Path(errand["folder"]))
        from app.sync.running import run

        outcome = run(terms)
        if outcome.error is not None:
            raise outcome.error
        return {"events": outcome.events}


def _on_stick(errand: Mapping[str, Any], terms: "Terms", stick: Path) -> dict[str, Any]:
    from app.sync.sticks import exporting, importing

    if errand["do"] == "ask":
        return {"files": [str(exporting.ask(terms, stick, errand["code"]))]}
    if errand["do"] == "copy":
        return {"files": [str(path) for path in exporting.export(terms, stick)]}
    told = importing.read(terms, stick)
    return {
        "receipts": told.receipts,
        "left": [{"file": name, **as_data(error)} for name, error in told.left],
        "connected": told.connected is not None,
        "centre": told.connected.centre_name if told.connected else "",
    }


def as_data(error: KisimaError) -> dict[str, Any]:
    """An error as JSON has it."""
    values = {name: str(value) for name, value in error.values.items()}
    return {"id": error.id, "sentence": error.sentence, "values": values}


if __name__ == "__main__":
    main()
