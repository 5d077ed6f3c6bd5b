"""Trying something in a child that is thrown away, so that the caller stays as it is."""

import contextlib
import os
import signal
from collections.abc import Callable


def attempt(step: Callable[[], object], *, fork: Callable[[], int] | None = None) -> str:
    """Run `step` in a child. Returns "" when it ended well, else what was wrong.

    `fork` makes the child; None is os.fork().
    """
    reader, writer = os.pipe()
    pid = os.fork() if fork is None else fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            os.close(reader)
            said = _outcome(step)
            os.write(writer, said.encode()[:1000])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        answer = answers.read().decode(errors="replace")
    _, status = os.waitpid(pid, 0)
    if answer:
        return "" if answer == "ok" else answer
    if os.WIFSIGNALED(status):
        return f"the trial ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return "the trial ended without an answer"


def _outcome(step: Callable[[], object]) -> str:
    try:
        step()
    except OSError as error:
        return f"{error.filename or 'system'}: {error.strerror or error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "ok"
