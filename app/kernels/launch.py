"""The first code in a kernel's process: sets limits, then becomes an ipykernel.

Run by path (`python …/launch.py CONNECTION_FILE`), not as a module, so that this project's own
folder is not on the path of the students' code. It imports nothing of the project.
"""

import argparse
import importlib
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from typing import Any

STREAM_CHARACTERS = 65_536
INPUT_SENTENCE = (
    "input() cannot wait for an answer here: nobody is asked while a notebook runs. "
    'Write the value into the code instead, for example: name = "Amina"'
)


def die_with_parent() -> None:
    """On Linux, have the system kill this process when its parent ends, however that ends.

    Elsewhere ipykernel's own parent poller does it, by JPY_PARENT_PID.
    """
    if sys.platform != "linux":
        return
    import ctypes

    parent = int(os.environ.get("JPY_PARENT_PID", "0"))
    set_parent_death_signal = 1
    if ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0) != 0:
        return
    os.environ.pop("JPY_PARENT_PID", None)
    if parent and os.getppid() != parent:
        # The parent ended before the signal was asked for.
        os._exit(1)


def lower_priority(niceness: int) -> None:
    """Let the pages go first: students' code gets the processor when nobody waits for it."""
    try:
        if sys.platform == "win32":
            import psutil

            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            os.nice(niceness)
    except OSError:
        pass


def limit_resources(max_file_bytes: int) -> None:
    """No core files, no giant files, few open files. Memory is limited when limits are known."""
    if sys.platform == "win32":
        return
    import resource

    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: max_file_bytes,
        resource.RLIMIT_NOFILE: 1024,
    }
    for which, value in wanted.items():
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(which, (value, value))
        except (OSError, ValueError):
            continue


def kernel_class() -> Any:
    """An IPython kernel whose input() says what to do instead."""
    from ipykernel.ipkernel import IPythonKernel
    from IPython.core.error import StdinNotImplementedError

    class LearnersKernel(IPythonKernel):
        def raw_input(self, prompt: str = "") -> str:
            raise StdinNotImplementedError(INPUT_SENTENCE)

        def getpass(self, prompt: str = "", stream: Any = None, **_: Any) -> str:
            raise StdinNotImplementedError(INPUT_SENTENCE)

    return LearnersKernel


def stream_class() -> Any:
    """Standard output and error in small messages, and never far ahead of who reads them.

    ipykernel collects for a fifth of a second, which in an endless loop makes messages of many
    megabytes; the reader refuses those.
    """
    from ipykernel.iostream import OutStream

    class OrderlyStream(OutStream):
        _written = 0

        def write(self, string: str) -> int:
            written: int = super().write(string) or 0
            self._written += len(string)
            if self._written >= STREAM_CHARACTERS:
                self._written = 0
                self.flush()
            return written

        def _flush_buffers(self) -> Iterator[tuple[Any, str]]:
            for parent, text in super()._flush_buffers():
                for start in range(0, len(text), STREAM_CHARACTERS):
                    yield parent, text[start : start + STREAM_CHARACTERS]

    return OrderlyStream


def serve(connection_file: str) -> None:
    """Become the kernel, until killed."""
    # The debugger and the completion engine cost a tenth of a second and 10 MB, and are not used.
    for unused in ("debugpy", "jedi"):
        sys.modules[unused] = None  # type: ignore[assignment]
    from ipykernel import iostream
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.connection_file = connection_file
    vars(iostream)["OrderlyStream"] = stream_class()
    config.IPKernelApp.outstream_class = "ipykernel.iostream.OrderlyStream"
    config.InlineBackend.figure_formats = {"png"}
    app = IPKernelApp.instance(config=config, kernel_class=kernel_class())
    app.initialize([])
    # Only now may files beside the notebook be imported: one named random.py must not break us.
    if "" not in sys.path:
        sys.path.insert(0, "")
    app.start()


def forget_the_project() -> None:
    """Have students' code not find this project, which is installed in place for its command."""
    sys.meta_path[:] = [
        finder
        for finder in sys.meta_path
        if not getattr(finder, "__module__", "").startswith("__editable__")
    ]


def main() -> None:
    """Read the arguments, set the limits, serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("connection_file")
    parser.add_argument("--nice", type=int, default=5)
    parser.add_argument("--max-file-bytes", type=int, default=200_000_000)
    parser.add_argument("--preload", default="")
    given = parser.parse_args()
    sys.argv = [""]
    die_with_parent()
    # A server started in the background ignores the interrupt, and would hand that down.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # IPython's advice on leaving a terminal, with a path of the server in it, helps nobody here.
    warnings.filterwarnings("ignore", message="To exit: use")
    lower_priority(given.nice)
    limit_resources(given.max_file_bytes)
    for name in filter(None, given.preload.split(",")):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    forget_the_project()
    serve(given.connection_file)


if __name__ == "__main__":
    # Python put this file's folder first on the path; its neighbours must not be importable.
    sys.path.pop(0)
    main()
