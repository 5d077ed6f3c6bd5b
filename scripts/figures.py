"""Draw the lessons' figures that are made from data, each by its own program in scripts/figures/.

    python scripts/figures.py [--check] [NAME…]

A program there has the figure's file in PLACE, and writes the figure into a file that it is given:
the same bytes whenever it is run. With --check nothing is written; the exit code is 1 when a figure
is not what its program draws.
"""

import argparse
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "scripts" / "figures"


def main(words: list[str], folder: Path | None = None) -> int:
    """Write or check what the programs of a folder (without one: those that draw) make; 0 when all
    is well, 1 when a file differs or cannot be made."""
    parser = argparse.ArgumentParser(description="Make again the files that programs make.")
    parser.add_argument("names", nargs="*", help="programs without .py, all without names")
    parser.add_argument("--check", action="store_true", help="only say which files differ")
    options = parser.parse_args(words)
    bad = 0
    for program, place in programs(folder or PROGRAMS):
        if options.names and program.stem not in options.names:
            continue
        data, problem = drawn(program)
        if problem:
            print(f"{program.name}: {problem}")
        elif place.is_file() and place.read_bytes() == data:
            continue
        elif options.check:
            print(f"{place.name} in {place.parent.name} is not what {program.name} makes")
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            print(f"{program.name}: wrote {place.name} in {place.parent.name}")
            continue
        bad += 1
    return 1 if bad else 0


def programs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each program that makes a file, and that file, by name."""
    for program in sorted(folder.glob("*.py")):
        place = runpy.run_path(str(program)).get("PLACE")
        if isinstance(place, Path):
            yield program, place


def drawn(program: Path) -> tuple[bytes, str]:
    """What a program makes, or why it does not."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "figure.svg"
        command = [sys.executable, str(program), str(target)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not target.is_file():
            return b"", (done.stderr.strip().splitlines() or ["it wrote nothing"])[-1]
        return target.read_bytes(), ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
