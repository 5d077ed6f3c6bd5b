"""Write requirements.lock, and those of a centre and of the tests, from pyproject.toml.

The locks are universal: one file serves Linux, Windows and macOS and every Python that
pyproject.toml allows. Each line carries the hashes of its wheels, and packages without wheels
are left out, so that a school's machine never compiles anything.

The other locks are made under the runtime lock's versions, so that all fit into one `.venv`.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = ROOT / "requirements.lock"
CENTRE_LOCK = ROOT / "requirements-centre.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
HEADER = (
    "# Made by `python scripts/lock.py` from pyproject.toml; do not edit by hand.\n"
    "# For Linux, Windows and macOS; installed by scripts/{user} with every hash checked.\n"
)


def main(arguments: list[str] | None = None) -> int:
    """Write the locks; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="lock.py",
        description="Choose the exact version and hash of every package that Kisima needs.",
    )
    parser.add_argument(
        "--upgrade", action="store_true", help="take the newest versions, not the ones locked now"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        uv = find_uv(Path(scratch))
        upgrade = ["--upgrade"] if options.upgrade else []
        compile_lock(uv, RUNTIME_LOCK, "start.py", upgrade)
        # A test tool never moves a runtime version: the runtime lock holds as a constraint.
        pins = Path(scratch) / "pins.txt"
        pins.write_text(pins_of(RUNTIME_LOCK.read_text("utf-8")), "utf-8")
        for lock, user in ((CENTRE_LOCK, "centre"), (TEST_LOCK, "test")):
            limits = ["--extra", user, "--constraints", str(pins)]
            compile_lock(uv, lock, f"{user}.py", [*limits, *upgrade])
            with pins.open("a", encoding="utf-8") as more:
                more.write(pins_of(lock.read_text("utf-8")))
    return 0


def find_uv(scratch: Path) -> list[str]:
    """The command that runs uv; it is installed into `scratch` when this machine has none."""
    if found := shutil.which("uv"):
        return [found]
    as_module = [sys.executable, "-m", "uv"]
    if subprocess.run([*as_module, "--version"], capture_output=True).returncode == 0:
        return as_module
    print("uv is not on this machine; a copy for this run is being installed …", flush=True)
    folder = scratch / "uv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"], check=True)
    return [str(python), "-m", "uv"]


def compile_lock(uv: list[str], lock: Path, user: str, more: list[str]) -> None:
    """Run uv for one lock and put our header on it, free of this machine's paths."""
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "requires-python"
    ].removeprefix(">=")
    command = ["pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--quiet"]
    command += ["--only-binary", ":all:", "--no-emit-index-url", "--no-header", "--no-annotate"]
    print(f"{lock.name} …", flush=True)
    subprocess.run(
        [*uv, *command, "--output-file", lock.name, "--python-version", oldest, *more],
        cwd=ROOT,
        check=True,
    )
    body = lock.read_text("utf-8")
    lock.write_text(HEADER.format(user=user) + body, "utf-8", newline="\n")
    print(f"{lock.name}: {len(pins_of(body).splitlines())} packages")


def pins_of(lock: str) -> str:
    """The lock's lines without their hashes: `name==version ; marker`."""
    lines = (line.removesuffix(" \\") for line in lock.splitlines())
    return "".join(f"{line}\n" for line in lines if line[:1].isalnum())


if __name__ == "__main__":
    sys.exit(main())
