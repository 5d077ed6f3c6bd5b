"""The process that runs students' code for the web process: `python -m app.kernels.host`.

Reads requests on standard input, answers on standard output (see `wire`), and ends with all its
kernels when its input ends, however the web process went.
"""

import argparse
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from app.kernels.engines import best_engine
from app.kernels.errors import KernelError
from app.kernels.interface import PRELOAD, Limits, LiveKernels
from app.kernels.local import LocalKernels
from app.kernels.wire import error_to_json, from_line, run_to_json, to_line

log = logging.getLogger(__name__)

# Polls wait, each in a thread; the web process has fewer threads than this.
THREADS = 64


class Host:
    """Answers requests with a `LiveKernels`, many at a time."""

    def __init__(self, kernels: LiveKernels, write: Callable[[bytes], object]) -> None:
        self._kernels = kernels
        self._write = write
        self._writing = threading.Lock()

    def serve(self, lines: Iterable[bytes]) -> None:
        """Answer every request until the lines end."""
        with ThreadPoolExecutor(THREADS, thread_name_prefix="kisima-request") as pool:
            for line in lines:
                try:
                    request = from_line(line)
                except ValueError:
                    log.error("the kernel host was sent what is not a request")
                    continue
                pool.submit(self._answer, request)
            # Waiting polls end at once when the runs do.
            self._kernels.close()

    def _answer(self, request: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"id": request.get("id")}
        try:
            answer["ok"] = self._do(str(request["do"]), request.get("with", {}))
        except KernelError as error:
            answer["error"] = error_to_json(error)
        except Exception:
            log.exception("the kernel host could not answer")
            answer["error"] = {"name": "KernelError", "values": {}}
        line = to_line(answer)
        with self._writing:
            self._write(line)

    def _do(self, what: str, given: dict[str, Any]) -> Any:
        kernels = self._kernels
        if what == "run":
            return run_to_json(kernels.run(**given))
        if what == "poll":
            return run_to_json(kernels.poll(**given))
        simple = {"stop": kernels.stop, "restart": kernels.restart, "end": kernels.end}
        if what in simple:
            simple[what](**given)
        elif what == "warm":
            kernels.warm()
        else:
            raise ValueError(f"unknown request {what!r}")
        return None


def guarded_stdout() -> Callable[[bytes], object]:
    """Keep standard output for answers only: what anything else prints goes to standard error.

    Returns a function that writes a whole line at once.
    """
    answers = os.dup(1)
    os.dup2(2, 1)
    # On Windows kernels would inherit these, and the web process never see their end.
    for descriptor in (0, answers):
        os.set_inheritable(descriptor, False)
    file = os.fdopen(answers, "wb")

    def write(line: bytes) -> None:
        file.write(line)
        file.flush()

    return write


def main() -> None:
    """Serve standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", default="{}", help="JSON, as RemoteKernels writes it")
    config = json.loads(parser.parse_args().config)
    write = guarded_stdout()
    engine = best_engine(
        spare=config.get("spare", 1),
        folder=Path(config["folder"]) if config.get("folder") else None,
        sandbox=config.get("sandbox", "best"),
        preload=config.get("preload", PRELOAD),
    )
    kernels = LocalKernels(
        engine,
        max_kernels=config.get("max_kernels", 4),
        idle_seconds=config.get("idle_seconds", 600.0),
        min_idle_seconds=config.get("min_idle_seconds", 60.0),
        limits=Limits(**config.get("limits", {})),
    )
    try:
        Host(kernels, write).serve(sys.stdin.buffer)
    except BrokenPipeError:
        kernels.close()
    # Not a thread of anybody's may keep this process.
    os._exit(0)


if __name__ == "__main__":
    main()
