"""Start a centre: `python3 scripts/centre.py`.

As start.py does for a school: the first start makes `.venv` and installs what is needed into it,
here with PostgreSQL, so that a centre can be tried without anything else. An old Python must be
able to read this file, too.
"""

import os
import sys
from pathlib import Path


def main(arguments: "list[str]") -> int:
    """Prepare what is needed, then become the centre; returns an exit code when it cannot."""
    from scripts.centre_options import check, read_options
    from scripts.environment import (
        CENTRE_LOCK,
        ROOT,
        RUNTIME_LOCK,
        SetupError,
        is_ready,
        never_fail_to_print,
        prepare,
        venv_python,
    )
    from scripts.start import run_below

    never_fail_to_print()
    options = read_options(arguments)
    try:
        if options.data is not None or not is_ready(ROOT, CENTRE_LOCK):
            check(options, ROOT, os.environ)
        prepare(ROOT, CENTRE_LOCK, covers=(RUNTIME_LOCK,))
    except SetupError as error:
        print(f"The centre cannot start. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on; nothing is lost.", file=sys.stderr)
        return 130
    command = [str(venv_python(ROOT)), "-m", "app.cli", "centre", *options.passed_on]
    # The module is looked for from the project's folder, not from wherever the person stands.
    os.chdir(str(ROOT))
    sys.stdout.flush()
    if os.name == "nt":
        return run_below(command)
    return os.execv(command[0], command)


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from scripts.start import too_old

    refusal = too_old(sys.version_info[:3])
    sys.exit(refusal or main(sys.argv[1:]))
