"""Start Kisima: `python3 scripts/start.py`.

The first start makes `.venv` and installs what is needed into it; the later ones find that all is
there and go straight to the server. This file is written so that a Python from 2017 can still read
it, because only then can it tell its owner in plain words that it is too old.
"""

import os
import sys
from pathlib import Path

OLDEST = (3, 11)


def too_old(version: "tuple[int, ...]") -> str:
    """The sentence for a Python that is too old, empty for one that is new enough."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    return (
        "This is Python {}.{}, and Kisima needs Python {}.{} or newer. Install a newer one "
        "(from python.org, or with your system's package manager) and start again with it."
    ).format(version[0], version[1], *OLDEST)


def main(arguments: "list[str]") -> int:
    """Prepare what is needed, then become the server; returns an exit code when it cannot."""
    # These wait until here because an old Python could not read them.
    from scripts.environment import (
        ROOT,
        RUNTIME_LOCK,
        SetupError,
        is_ready,
        never_fail_to_print,
        prepare,
    )
    from scripts.start_options import check_address, check_data, read_options

    never_fail_to_print()
    options = read_options(arguments)
    try:
        if options.data is not None:
            check_data(options.data)
        if not is_ready(ROOT, RUNTIME_LOCK):
            # The server checks the port itself; here it saves a long wait before bad news.
            check_address(options, ROOT, os.environ)
            prepare(ROOT, RUNTIME_LOCK)
    except SetupError as error:
        print(f"Kisima cannot start. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on; nothing is lost.", file=sys.stderr)
        return 130
    return become("serve", options.passed_on)


def become(name: str, arguments: "list[str]") -> int:
    """Become a command of the installed Kisima; comes back only on Windows, with its exit code."""
    from scripts.environment import ROOT, venv_python

    command = [str(venv_python(ROOT)), "-m", "app.cli", name, *arguments]
    # The module is looked for from the project's folder, not from wherever the person stands.
    os.chdir(str(ROOT))
    sys.stdout.flush()
    if os.name == "nt":
        return run_below(command)
    return os.execv(command[0], command)


def run_below(command: "list[str]") -> int:
    """Run the command as a child, as Windows cannot put one program in another's place."""
    import signal
    import subprocess

    # Ctrl-C reaches the child too, which then ends in order; this process only waits for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.Popen(command).wait()


if __name__ == "__main__":
    # The scripts import each other from the project's folder; this file's own is not needed.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    refusal = too_old(sys.version_info[:3])
    sys.exit(refusal or main(sys.argv[1:]))
