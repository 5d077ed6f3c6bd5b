"""What the web process and the kernel host say to each other: one JSON object on each line.

A request is {"id", "do", "with": {…}}; its answer {"id", "ok"} or {"id", "error": {"name",
"values"}}. Answers come in any order.
"""

import json
from collections.abc import Mapping
from typing import Any

from app.kernels import errors
from app.kernels.errors import KernelError
from app.kernels.interface import CellState, RunState


def to_line(message: Mapping[str, Any]) -> bytes:
    """One message as a line. Everything beyond ASCII is escaped, so a line is a line anywhere."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """The message on a line. Raises ValueError."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def run_to_json(state: RunState) -> dict[str, Any]:
    """A run as JSON values. The outputs are not copied."""
    cells = [vars(cell) for cell in state.cells]
    return {**vars(state), "cells": cells}


def run_from_json(value: Mapping[str, Any]) -> RunState:
    """The run that `run_to_json` wrote."""
    cells = tuple(
        CellState(**{**cell, "outputs": tuple(cell["outputs"])}) for cell in value["cells"]
    )
    return RunState(**{**value, "cells": cells})


def error_to_json(error: KernelError) -> dict[str, Any]:
    """A named error as JSON values."""
    return {"name": error.id, "values": error.values}


def error_from_json(value: Mapping[str, Any]) -> KernelError:
    """The error with this name, or a plain KernelError."""
    kind = getattr(errors, str(value.get("name")), None)
    if isinstance(kind, type) and issubclass(kind, KernelError):
        return kind(**value.get("values", {}))
    return KernelError()
