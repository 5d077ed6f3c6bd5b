"""Check everything: `python3 scripts/test.py`. The work is in checks.py.

Like start.py, this file can be read by a Python that is too old to run the rest.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from scripts.start import too_old

    refusal = too_old(sys.version_info[:3])
    if refusal:
        sys.exit(refusal)
    from scripts.checks import main

    sys.exit(main(sys.argv[1:]))
