"""Fill `wheelhouse/`, so that a computer without a network can install Kisima.

Run it where there is a network, copy the whole project folder with its wheelhouse, and start there.
The wheels are the locked ones, each checked against its hash.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.environment import (
    ROOT,
    RUNTIME_LOCK,
    TEST_LOCK,
    SetupError,
    never_fail_to_print,
    prepare,
    venv_folder,
    venv_python,
)


def main(arguments: list[str]) -> int:
    """Fill or check the folder; returns the exit code."""
    never_fail_to_print()
    options = _read(arguments)
    try:
        if Path(sys.prefix).resolve() != venv_folder(ROOT).resolve():
            # Markers and wheel names are read with a package that only `.venv` is sure to have.
            prepare(ROOT, RUNTIME_LOCK, offline=False)
            command = [str(venv_python(ROOT)), str(ROOT / "scripts" / "wheelhouse.py"), *arguments]
            return subprocess.run(command).returncode
        return _fill(options)
    except SetupError as error:
        print(f"The wheelhouse is not complete. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run it again to go on.", file=sys.stderr)
        return 130


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="wheelhouse.py",
        description="Fetch every package that Kisima needs into the folder “wheelhouse”.",
    )
    parser.add_argument(
        "--platform",
        metavar="NAME",
        help="for another kind of computer: windows, linux, linux-arm, mac, mac-intel (or a wheel "
        "tag such as win_amd64); this computer's kind unless you say otherwise",
    )
    parser.add_argument(
        "--python",
        metavar="VERSION",
        help="for another Python, such as 3.12; the Python that runs this unless you say otherwise",
    )
    parser.add_argument("--tests", action="store_true", help="what the tests need, too")
    parser.add_argument("--check", action="store_true", help="fetch nothing, only check the folder")
    return parser.parse_args(arguments)


def _fill(options: argparse.Namespace) -> int:
    from scripts.lock_file import read_pins
    from scripts.pip_failures import explain
    from scripts.pip_run import Watch, follow, keep_log, pip_environ
    from scripts.wheel_targets import check_wheels, target_for

    target = target_for(options.platform, options.python)
    folder = ROOT / "wheelhouse"
    lock = ROOT / (TEST_LOCK if options.tests else RUNTIME_LOCK)
    pins = [pin for pin in read_pins(lock.read_text("utf-8")) if target.needs(pin)]
    if not options.check:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            # pip judges markers by the machine it runs on, so the target's pins go without them.
            wanted = Path(scratch) / "wanted.txt"
            wanted.write_text("".join(pin.requirement() for pin in pins), "utf-8")
            command = ["download", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
            command += ["--requirement", str(wanted), "--dest", str(folder)]
            watch = Watch(ROOT, len(pins), on_change=lambda: None)
            environ = pip_environ(offline=False)
            code, said = follow(ROOT, [*command, *target.pip_options], watch, environ)
        if code:
            watch.bar.clear()
            log = keep_log(ROOT, said)
            raise SetupError(explain(said, root=ROOT, offline=False, log=log))
        watch.close()
    faults = check_wheels(folder, pins, target)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise SetupError(f"{len(faults)} of {len(pins)} packages for {target.name} are not right.")
    megabytes = sum(wheel.stat().st_size for wheel in folder.glob("*.whl")) / 1_000_000
    print(f"{folder} has all {len(pins)} packages for {target.name} ({megabytes:.0f} MB in all).")
    return 0
