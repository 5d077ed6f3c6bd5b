"""Making the project's `.venv`: the environment, the locked packages, the project itself."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from scripts.environment import (
    FULL_DISK,
    SetupError,
    stamp_file,
    stamped_facts,
    venv_folder,
    venv_python,
    wanted_facts,
    wheelhouse,
)
from scripts.pip_failures import disk_full
from scripts.pip_run import run_pip

# What a finished environment takes, with the room that pip needs while it unpacks.
ROOM_MB = 900


def install(root: Path, lock: str, *, covers: tuple[str, ...], offline: bool) -> None:
    """Bring `.venv` to what `lock` says, touching only what differs. Raises SetupError."""
    venv = venv_folder(root)
    try:
        venv.mkdir(exist_ok=True)
        with _alone(venv / "kisima-lock"):
            _install(root, lock, covers, offline)
    except OSError as error:
        raise SetupError(_sentence_for(error, root)) from error


def _install(root: Path, lock: str, covers: tuple[str, ...], offline: bool) -> None:
    wanted = wanted_facts(root, lock)
    for other in covers:
        wanted |= wanted_facts(root, other)
    have = stamped_facts(root)
    if have.get("python") != wanted["python"] and not _fits(root):
        _check_python()
        _check_room(root)
        _make_venv(root)
        have = {name: wanted[name] for name in ("python", "folder")}
        _stamp(root, have)
    elif have.get("folder", wanted["folder"]) != wanted["folder"]:
        # A folder that was moved keeps its packages; only its paths must be written anew.
        _run_venv(root, "--without-pip")
    if have.get(lock) != wanted[lock]:
        source = wheelhouse(root)
        run_pip(root, lock, source=source, only_source=offline, on_change=lambda: _unstamp(root))
        # What was known of another lock stays true: the locks agree on every version.
        have = {**have, **wanted, "pyproject.toml": "not yet"}
        _stamp(root, have)
    _install_project(root)
    _stamp(root, have | wanted)


def _stamp(root: Path, facts: dict[str, str]) -> None:
    text = "".join(f"{name} {fact}\n" for name, fact in sorted(facts.items()))
    stamp_file(root).write_text(text, "utf-8")


def _unstamp(root: Path) -> None:
    stamp_file(root).write_text("unfinished\n", "utf-8")


def _fits(root: Path) -> bool:
    """True for an environment without a stamp that a developer made by hand with this Python."""
    if stamp_file(root).exists() or not venv_python(root).exists():
        return False
    question = "import pip, sys; print(*sys.version_info[:2], sep='.')"
    answer = subprocess.run([venv_python(root), "-c", question], capture_output=True, text=True)
    return answer.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def _check_python() -> None:
    if sys.maxsize < 2**32:
        raise SetupError(
            "This is a 32-bit Python, and some packages are made for 64 bits only. "
            "Install the 64-bit Python from python.org and start again with it."
        )
    if find_spec("venv") and find_spec("ensurepip"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    raise SetupError(
        "This Python came without its venv module, which Kisima needs for a place of its own. "
        f"On Debian, Ubuntu and Mint, run:  sudo apt install {package}  and then start again."
    )


def _check_room(root: Path) -> None:
    free = shutil.disk_usage(root).free // 1_000_000
    if free < ROOM_MB:
        raise SetupError(
            f"The disk is too full: installing needs {ROOM_MB} MB, and {free} MB are free in "
            f"{root}. Delete what is not needed, then start again."
        )


def _make_venv(root: Path) -> None:
    venv = venv_folder(root)
    began = time.monotonic()
    print(f"Making a place for Kisima's packages: {venv}", flush=True)
    _unstamp(root)
    for child in venv.iterdir():
        if child.name in ("kisima-lock", stamp_file(root).name):
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()
    _run_venv(root)
    print(f"Done ({time.monotonic() - began:.0f} s)", flush=True)


def _run_venv(root: Path, *options: str) -> None:
    # Inside another environment the base Python is asked, so that nothing hangs on that one.
    python = getattr(sys, "_base_executable", None) or sys.executable
    command = [python, "-m", "venv", *options, str(venv_folder(root))]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if result.returncode:
        lines = (result.stdout + result.stderr).strip().splitlines()
        raise SetupError(
            f"The folder {venv_folder(root)} could not be made into a place for packages. "
            "Python said:\n  " + "\n  ".join(lines[-8:])
        )


def _install_project(root: Path) -> None:
    """Put the `kisima` command and the path to the project into `.venv`."""
    print("Installing Kisima itself …", flush=True)
    python = str(venv_python(root))
    command = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--editable", str(root)]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if result.returncode:
        lines = (result.stdout + result.stderr).strip().splitlines()
        raise SetupError(
            "Kisima itself could not be installed. Its folder may be incomplete: copy it again, "
            "whole. The installer said:\n  " + "\n  ".join(lines[-12:])
        )
    # Compiled once here, so that the first start is as quick as the later ones.
    compiling = [python, "-m", "compileall", "-q", str(root / "app")]
    subprocess.run(compiling, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _sentence_for(error: OSError, root: Path) -> str:
    if isinstance(error, PermissionError):
        more = " If Kisima is running, stop it first." if os.name == "nt" else ""
        return (
            f"The folder {root} cannot be written to ({error.strerror}: {error.filename}). "
            f"Copy Kisima into a folder of your own and start it there.{more}"
        )
    if error.errno in FULL_DISK:
        return disk_full(root)
    return (
        f"Installing stopped: {error.strerror} ({error.filename or root}). Put that right, "
        "then start again; what was left half done is done over."
    )


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock file until this process and the pip it started have ended, however they do."""
    with path.open("w") as held:
        try:
            _take(held.fileno())
        except OSError:
            raise SetupError(
                "Kisima is being installed in another window at this moment. "
                "Wait until that is done, then start again."
            ) from None
        os.set_inheritable(held.fileno(), True)
        yield


def _take(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
