"""Make the exercises' data that is made up, each file by its own program in scripts/datasets/.

    python scripts/datasets.py [--check] [NAME…]

The programs keep the rules of scripts/figures.py: the file in PLACE, the same bytes whenever one is
run, so a fixed start number. With --check nothing is written; the exit code is 1 when a file is not
what its program makes.
"""

import sys
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parent / "datasets"

if __name__ == "__main__":
    # The programs of a folder are run as those that draw are; importing this starts nothing.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from scripts.figures import main

    sys.exit(main(sys.argv[1:], PROGRAMS))
