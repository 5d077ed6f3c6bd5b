"""The warm process's memory, which every fork has to copy."""

import subprocess
import sys
from pathlib import Path

import pytest

STRETCHES = """
from pathlib import Path
def longest():
    lines = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    spans = [line[0].split("-") for line in lines if line[1] == "rw-p" and len(line) == 5]
    return max(int(end, 16) - int(start, 16) for start, end in spans) // 1024 // 1024
from app.kernels.fork.arenas import reserve
before = longest()
reserve(24)
after = longest()
kept = [bytes(100) for _ in range(100_000)]
print(before, after, longest())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
def test_small_objects_lie_in_one_stretch() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRETCHES],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    before, reserved, used = map(int, done.stdout.split())
    assert before < 24 <= reserved == used
