"""Fill `wheelhouse/`: `python3 scripts/wheelhouse.py`. The work is in wheel_fetching.py."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from scripts.start import too_old

    refusal = too_old(sys.version_info[:3])
    if refusal:
        sys.exit(refusal)
    from scripts.wheel_fetching import main

    sys.exit(main(sys.argv[1:]))
