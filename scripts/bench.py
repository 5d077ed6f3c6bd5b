"""Measure Kisima on this machine and print what was reached beside what is to be reached.

    python scripts/bench.py                 everything, some twenty minutes
    python scripts/bench.py pages load      some groups only
    python scripts/bench.py --json          a list of {"name", "value", "unit", "target", "ok"}

The group nbgrader installs nbgrader, the extra `bench` of pyproject.toml, into an environment of
its own below the data folder's cache, which takes a network and a minute the first time.

Machines differ and are noisy, so what can be a ratio within one run is one. This is not a test:
nothing fails, and the suite does not run it.
"""

import argparse
import importlib
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.benches.rows import Row

GROUPS = (
    "pages",
    "preview",
    "startup",
    "load",
    "classroom",
    "growth",
    "gradebook",
    "alike",
    "refresh",
    "roster",
    "queue",
    "kernels",
    "grading",
    "nbgrader",
    "wire",
    "sync",
    "ingest",
    "dashboard",
    "translation",
)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS], help="default: all")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.add_argument("--quick", action="store_true", help="shorter runs, rougher figures")
    options = parser.parse_args()
    rows: list[Row] = []
    for number, group in enumerate(options.groups or GROUPS, 1):
        started = time.monotonic()
        say(f"[{number}/{len(options.groups or GROUPS)}] {group} …")
        module = importlib.import_module(f"scripts.benches.{group}")
        rows += module.rows(options.quick, say)
        say(f"    took {time.monotonic() - started:.0f} s")
    if options.json:
        print(json.dumps([row.to_json() for row in rows], indent=1))
    else:
        print(table(rows))


def say(words: str) -> None:
    """Tell how far the run is; on standard error, so that --json stays clean."""
    print(words, file=sys.stderr, flush=True)


def table(rows: list[Row]) -> str:
    """The rows for people to read."""
    lines = [("what", "measured", "to reach", "")]
    for row in rows:
        lines.append((row.name, row.measured, row.wanted, {True: "✓", False: "✗"}.get(row.ok, "")))  # type: ignore[arg-type]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {measured:>{widths[1]}}  {wanted:>{widths[2]}}  {sign}".rstrip()
        for name, measured, wanted, sign in lines
    )


if __name__ == "__main__":
    main()
