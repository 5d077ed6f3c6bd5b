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
    )
    from scripts.start import become

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
    return become("centre", options.passed_on)


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from scripts.start import too_old

    refusal = too_old(sys.version_info[:3])
    sys.exit(refusal or main(sys.argv[1:]))
