"""The project's `.venv`: where it is, and whether it is what the lock asks for.

The answer costs a few milliseconds, since every start asks. Making the environment is the work of
installation.py, which is imported only when there is something to make.

A stamp inside `.venv` says what was installed, one fact a line: the Python, the folder it was made
in, the hash of each lock, the hash of pyproject.toml. A fact is written when it is true and not
before, and all are taken back before a package is touched, so that an installation that was
interrupted is done over.
"""

import errno
import hashlib
import io
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
CENTRE_LOCK = "requirements-centre.lock"
FULL_DISK = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


class SetupError(Exception):
    """Something a person can put right; its text is one or two whole sentences for them."""


def never_fail_to_print() -> None:
    """Let a console that lacks a character show a question mark for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def venv_folder(root: Path) -> Path:
    """The folder of the project's own environment."""
    return root / ".venv"


def venv_python(root: Path) -> Path:
    """The environment's Python, whether or not it is there yet."""
    if os.name == "nt":
        return venv_folder(root) / "Scripts" / "python.exe"
    return venv_folder(root) / "bin" / "python"


def stamp_file(root: Path) -> Path:
    """The file that says what was installed into `.venv`."""
    return venv_folder(root) / "kisima-stamp"


def wheelhouse(root: Path) -> Path | None:
    """The folder with wheels to install from, when it holds any."""
    folder = root / "wheelhouse"
    if folder.is_dir() and any(folder.glob("*.whl")):
        return folder
    return None


def wanted_facts(root: Path, lock: str) -> dict[str, str]:
    """The facts that a stamp must hold for `lock` to count as installed."""
    return {
        "python": f"{sys.version_info[0]}.{sys.version_info[1]} {sys.platform}",
        "folder": str(root),
        lock: _digest(root / lock),
        "pyproject.toml": _digest(root / "pyproject.toml"),
    }


def stamped_facts(root: Path) -> dict[str, str]:
    """The facts of the stamp; none when there is no stamp or no Python behind it."""
    try:
        lines = stamp_file(root).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    if not venv_python(root).exists():
        return {}
    return {name: fact for name, _, fact in (line.partition(" ") for line in lines)}


def is_ready(root: Path, lock: str) -> bool:
    """True when nothing needs to be installed."""
    return wanted_facts(root, lock).items() <= stamped_facts(root).items()


def prepare(root: Path, lock: str, *, covers: tuple[str, ...] = (), offline: bool = True) -> None:
    """Make `.venv` hold what `lock` says; returns at once when it does already.

    `covers` names other locks that this one includes. With `offline`, a wheelhouse that is there
    is the only source of packages; otherwise it is looked into beside the package index.
    Raises SetupError.
    """
    if is_ready(root, lock):
        return
    # The import waits until here because a start that has nothing to install must stay quick.
    from scripts import installation

    installation.install(root, lock, covers=covers, offline=offline)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SetupError(
            f"The file {path} cannot be read ({error.strerror}). "
            "Copy Kisima's folder again, whole, and start once more."
        ) from error
