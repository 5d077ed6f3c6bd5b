"""Running pip on a lock file, with progress for a person and plain sentences when it fails.

Progress while fetching is read from pip's lines. While installing, pip says nothing, so the
packages' `.dist-info` folders are counted as they appear.
"""

import contextlib
import os
import queue
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.environment import SetupError, venv_folder, venv_python
from scripts.pip_failures import explain
from scripts.progress_bar import ProgressBar

# Settings of a person's own pip that would send the packages somewhere else.
MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV")
# pip's first line about a package: from an index, there already, or from a folder of wheels.
BEGINS = re.compile(
    r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)|Processing .*?([\w.]+)-[^/\\]*\.whl"
)


def run_pip(
    root: Path,
    lock: str,
    *,
    source: Path | None,
    only_source: bool,
    on_change: Callable[[], None],
) -> None:
    """Install the lock's packages into `.venv`.

    `source` is a folder of wheels; with `only_source` nothing else is asked, no network at all.
    `on_change` is called once, just before the first package is changed. Raises SetupError.
    """
    offline = source is not None and only_source
    arguments = ["install", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    arguments += ["--requirement", str(root / lock)]
    if source is not None:
        arguments += ["--find-links", str(source)]
    if offline:
        arguments.append("--no-index")
        print(f"Installing from {source}; the network is not used.", flush=True)
    watch = Watch(root, count_packages((root / lock).read_text("utf-8")), on_change)
    code, said = follow(root, arguments, watch, environ=pip_environ(offline=offline))
    if code:
        watch.bar.clear()
        raise SetupError(explain(said, root=root, offline=offline, log=keep_log(root, said)))
    watch.close()


def keep_log(root: Path, said: str) -> Path:
    """Write down what pip said; returns the file, which a full disk may have kept from being."""
    log = venv_folder(root) / "kisima-install.log"
    with contextlib.suppress(OSError):
        log.write_text(said, "utf-8")
    return log


def count_packages(lock: str) -> int:
    """How many packages a lock names, for all platforms together."""
    return sum(1 for line in lock.splitlines() if line[:1].isalnum())


def pip_environ(*, offline: bool) -> dict[str, str]:
    """The environment for pip: a person's proxy and certificates stay, misleading settings go."""
    environ = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    if offline:
        # Even a configured extra index or folder is left alone.
        environ = {name: value for name, value in environ.items() if not name.startswith("PIP_")}
        environ["PIP_CONFIG_FILE"] = os.devnull
    environ.pop("PYTHONHOME", None)
    environ.pop("PYTHONPATH", None)
    return environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
        # The sentences that are looked for in pip's output are the untranslated ones.
        "LC_MESSAGES": "C",
    }


def follow(
    root: Path, arguments: list[str], watch: "Watch", environ: dict[str, str]
) -> tuple[int, str]:
    """Run the environment's pip and show `watch` each line; returns the exit code and all lines."""
    command = [str(venv_python(root)), "-m", "pip", *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environ,
        # pip inherits the lock on `.venv`, and so keeps it should this process be killed.
        close_fds=False,
    )
    said: list[str] = []
    try:
        for line in _lines(process):
            if line:
                said.append(line)
                watch.line(line)
            watch.look()
    except BaseException:
        # Ctrl-C, say: pip must not go on changing the folder behind our back.
        process.terminate()
        process.wait()
        watch.bar.clear()
        raise
    return process.wait(), "".join(said)


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """The process's lines as they come, and an empty one at least every fifth of a second."""
    assert process.stdout is not None
    stream = process.stdout
    waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        for line in stream:
            waiting.put(line)
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = waiting.get(timeout=0.2)
        except queue.Empty:
            yield ""
            continue
        if line is None:
            return
        yield line


class Watch:
    """Turns what pip says and does into a progress bar."""

    def __init__(self, root: Path, total: int, on_change: Callable[[], None]) -> None:
        self.bar = ProgressBar("Fetching", total)
        self._root = root
        self._on_change = on_change
        self._fetched = 0
        self._installing: list[str] = []
        self._name = ""
        self._note = ""

    def line(self, line: str) -> None:
        """Take in one line of pip's output."""
        if line.startswith("Ignoring "):
            self.bar.total -= 1
        elif match := BEGINS.match(line):
            self._fetched += 1
            self._name, self._note = match[1] or plain(match[2]), ""
        elif match := re.match(r"\s+Downloading \S+ \((.+?)\)", line):
            self._note = f"({match[1]})"
        elif "Retrying (Retry(" in line:
            self._note = "- no answer from the network, trying again"
        elif match := re.match(r"Installing collected packages: (.+)", line):
            self._begin_installing([plain(name) for name in match[1].split(", ")])

    def look(self) -> None:
        """Show where things are now."""
        if self._installing:
            there = self._installed()
            missing = [name for name in self._installing if name not in there]
            self.bar.update(len(self._installing) - len(missing), missing[0] if missing else "")
        elif self._name:
            self.bar.update(self._fetched - 1, self._name, self._note)

    def close(self) -> None:
        """All went well."""
        if self._installing:
            self.bar.finish(f"Installed {len(self._installing)} packages")
        else:
            self.bar.finish(f"All {self.bar.total} packages are here")

    def _begin_installing(self, names: list[str]) -> None:
        self._on_change()
        self.bar.finish(f"Fetched {self.bar.total} packages")
        self.bar = ProgressBar("Installing", len(names))
        self._installing = names
        self._before = self._folders()

    def _installed(self) -> set[str]:
        """Names whose `.dist-info` has appeared since installing began."""
        return {plain(folder.split("-")[0]) for folder in self._folders() - self._before}

    def _folders(self) -> set[str]:
        venv = venv_folder(self._root)
        pattern = "Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages"
        return {
            record.parent.name
            for packages in venv.glob(pattern)
            for record in packages.glob("*.dist-info/RECORD")
        }


def plain(name: str) -> str:
    """A package's name in the one form that compares."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()
