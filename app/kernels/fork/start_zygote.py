"""Run by path, so that this project's folder is on the path of the imports below only."""

import sys
from pathlib import Path

if __name__ == "__main__":
    root = str(Path(__file__).resolve().parents[3])
    # Python put this file's own folder first; its neighbours must not be importable.
    sys.path[0] = root
    from app.kernels.fork.zygote import main

    if root in sys.path:
        sys.path.remove(root)
    main()
