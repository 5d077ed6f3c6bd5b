"""Send a school's progress to its centre: `python3 scripts/sync.py`.

It runs once and exits, made for cron and Windows' task scheduler; `--help` names the exit codes.
It uses the `.venv` that scripts/start.py made, and makes it where there is none. This file is
written so that a Python from 2017 can still read it and say that it is too old.
"""

import sys
from pathlib import Path


def main(arguments: "list[str]") -> int:
    """Prepare what is needed, then become the command; returns an exit code when it cannot."""
    from scripts.environment import (
        ROOT,
        RUNTIME_LOCK,
        SetupError,
        is_ready,
        never_fail_to_print,
        prepare,
    )
    from scripts.start import become

    never_fail_to_print()
    try:
        if not is_ready(ROOT, RUNTIME_LOCK):
            prepare(ROOT, RUNTIME_LOCK)
    except SetupError as error:
        print(f"Kisima cannot start. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return become("sync", absolute(arguments))


def absolute(arguments: "list[str]") -> "list[str]":
    """The arguments, with folders as seen from where the person stands."""
    found = []
    stick = False  # whether a folder may follow that stands alone
    before = ""
    for word in arguments:
        if word.startswith("--data="):
            word = "--data=" + str(Path(word[7:]).absolute())
        elif before == "--data" or (stick and word[:1] != "-" and before != "--code"):
            word = str(Path(word).absolute())
        stick = stick or word in ("export", "import")
        found.append(word)
        before = word
    return found


if __name__ == "__main__":
    # The scripts import each other from the project's folder; this file's own is not needed.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from scripts.start import too_old

    refusal = too_old(sys.version_info[:3])
    sys.exit(refusal or main(sys.argv[1:]))
