"""What the pages have done about sync by a child process: see app.cli.errand."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.clock import now_ms
from app.errors import N_, KisimaError

ROOT = Path(__file__).resolve().parents[3]
LONGEST = 120  # seconds that a page waits


class ErrandFailed(KisimaError):
    """What the child said is wrong; the words come from there."""

    def __init__(self, sentence: str, values: Mapping[str, Any]) -> None:
        self.said = sentence
        super().__init__(**values)

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return str(_(self.said, **self.values))


class NoAnswer(KisimaError):
    sentence = N_(
        "This took too long, or was broken off. Nothing is lost. Please try again in a few minutes."
    )


@dataclass(frozen=True)
class Ended:
    """When the last sending of progress ended that a page asked for; what was wrong, if anything,
    as a sentence with its values."""

    at_ms: int
    sentence: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


class Errands:
    """Runs errands; sending progress goes on behind the pages, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sending: threading.Thread | None = None
        self.last: Ended | None = None

    @property
    def sending(self) -> bool:
        """Whether progress that a page asked to be sent is being sent."""
        return self._sending is not None and self._sending.is_alive()

    def send(self, errand: Mapping[str, Any]) -> bool:
        """Start sending; False where that goes on already."""
        with self._lock:
            if self.sending:
                return False
            self.last = None
            self._sending = threading.Thread(target=self._send, args=(errand,), daemon=True)
            self._sending.start()
        return True

    def _send(self, errand: Mapping[str, Any]) -> None:
        try:
            run(errand, seconds=None)
            self.last = Ended(now_ms())
        except ErrandFailed as error:
            self.last = Ended(now_ms(), error.said, error.values)
        except NoAnswer as error:
            self.last = Ended(now_ms(), error.sentence)


def errands() -> Errands:
    """Those of the running app."""
    kept: Errands = current_app.extensions.setdefault("kisima-errands", Errands())
    return kept


def run(errand: Mapping[str, Any], seconds: float | None = LONGEST) -> dict[str, Any]:
    """Have an errand done and wait for it; raises ErrandFailed or NoAnswer."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "app.cli.errand"],
            input=json.dumps(dict(errand)).encode(),
            stdout=subprocess.PIPE,
            cwd=ROOT,
            timeout=seconds,
        )
        told = json.loads(child.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise NoAnswer() from error
    if "error" in told:
        raise ErrandFailed(told["error"]["sentence"], told["error"]["values"])
    done: dict[str, Any] = told["done"]
    return done
