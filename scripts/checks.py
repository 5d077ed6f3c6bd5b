"""All checks in one run: style, types, import rules, packages, tests; a summary at the end."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.environment import (
    ROOT,
    RUNTIME_LOCK,
    TEST_LOCK,
    SetupError,
    never_fail_to_print,
    prepare,
    venv_python,
)
from scripts.find_chromium import ADVICE, find_chromium
from scripts.skipped_tests import read_skips

# These fork the process that runs them, which must therefore have one thread: they run in a pytest
# of their own, beside the others.
ALONE = ("tests/kernels/sandbox",)
NO_TESTS = 5  # what pytest says when none was chosen, as a -k may do for one of the two runs


@dataclass(frozen=True)
class Result:
    """How one check went. `verdict` is "passed", "FAILED" or "skipped"; `said` was not printed."""

    name: str
    verdict: str
    seconds: float = 0.0
    note: str = ""
    said: str = ""


def main(arguments: list[str]) -> int:
    """Run the checks; 0 when all passed, 1 when one did not, 2 when they could not be run."""
    never_fail_to_print()
    options = _read(arguments)
    try:
        # The network may be used beside the wheelhouse, which need not hold the test tools.
        prepare(ROOT, TEST_LOCK, covers=(RUNTIME_LOCK,), offline=False)
    except SetupError as error:
        print(f"The checks cannot run. {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    results: list[Result] = []
    try:
        if not options.k:
            results += _run_static_checks()
        results += _run_tests(options)
    except KeyboardInterrupt:
        results.append(Result("the rest", "FAILED", note="stopped by Ctrl-C"))
    _print_summary(results)
    return 1 if any(result.verdict == "FAILED" for result in results) else 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="test.py", description="Runs every check of Kisima: style, types, import rules, tests."
    )
    parser.add_argument("--fast", action="store_true", help="without the browser and slow tests")
    parser.add_argument("--long", action="store_true", help="with the tests that take minutes")
    parser.add_argument(
        "--strict",
        action="store_true",
        default=os.environ.get("KISIMA_STRICT") == "1",
        help="count a skipped test as a failure (also by KISIMA_STRICT=1)",
    )
    parser.add_argument("-k", metavar="WORDS", help="only the tests whose names match, for pytest")
    parser.add_argument(
        "-n",
        metavar="NUMBER",
        # Tests wait for processes and browsers half of their time.
        default=str(min((os.cpu_count() or 1) + 1, 4)),
        help="test processes at the same time, for pytest (default: cores + 1, 4 at most)",
    )
    return parser.parse_args(arguments)


def _static_checks() -> list[tuple[str, list[str]]]:
    # Called as a module, because a script's first line breaks when the folder is moved.
    import_rules = "from importlinter.cli import lint_imports_command as run; run()"
    return [
        ("ruff check", ["-m", "ruff", "check", "."]),
        ("ruff format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
        ("types (mypy)", ["-m", "mypy"]),
        ("import rules", ["-c", import_rules]),
        ("packages fit together", ["-m", "pip", "check"]),
    ]


def _run_static_checks() -> list[Result]:
    """All of them at the same time; what they say is printed in order."""
    results = []
    with ThreadPoolExecutor() as pool:
        running = [pool.submit(_run, *check, hold=True) for check in _static_checks()]
        for each in running:
            results.append(each.result())
            _print_held(results[-1])
    return results


def _run(
    name: str,
    command: list[str],
    environ: Mapping[str, str] | None = None,
    good: Collection[int] = (0,),
    hold: bool = False,
) -> Result:
    """Run a check; with `hold` it prints nothing, and the result has what it said."""
    if not hold:
        print(f"\n== {name}", flush=True)
    began = time.monotonic()
    ran = subprocess.run(
        [str(venv_python(ROOT)), *command],
        cwd=ROOT,
        env=_environ() | dict(environ or {}),
        stdout=subprocess.PIPE if hold else None,
        stderr=subprocess.STDOUT if hold else None,
    )
    verdict = "passed" if ran.returncode in good else "FAILED"
    said = (ran.stdout or b"").decode("utf-8", "replace")
    return Result(name, verdict, time.monotonic() - began, said=said)


def _print_held(result: Result) -> None:
    print(f"\n== {result.name}", flush=True)
    print(result.said, end="", flush=True)


def _environ() -> dict[str, str]:
    # Hundreds of processes are started by the tests; each would compile every module anew.
    return {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _run_tests(options: argparse.Namespace) -> list[Result]:
    chromium = None if options.fast else find_chromium()
    left_out = [] if options.long else ["long"]
    left_out += ["slow"] if options.fast else []
    left_out += [] if chromium else ["browser"]
    environ = {"KISIMA_CHROMIUM": chromium} if chromium else {}
    if options.strict:
        environ["KISIMA_STRICT"] = "1"
    words = ["-m", " and ".join(f"not {mark}" for mark in left_out)] if left_out else []
    words += ["-k", options.k] if options.k else []
    words += ["--long"] if options.long else []
    # In the order of tests/conftest.py, which begins with the longest file.
    together = ["-n", options.n, "--dist", "loadfile", "--no-loadscope-reorder"]
    together += [f"--ignore={path}" for path in ALONE]
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor() as pool:
        reports = [Path(scratch) / "together.xml", Path(scratch) / "alone.xml"]
        pytest = [["-m", "pytest", "--durations=10", f"--junitxml={one}"] for one in reports]
        beside = [*pytest[1], *ALONE, *words]
        alone = pool.submit(_run, "tests that run alone", beside, environ, (0, NO_TESTS), hold=True)
        results = [_run("tests", [*pytest[0], *together, *words], environ, (0, NO_TESTS))]
        results.append(alone.result())
        _print_held(results[-1])
        skips = [skip for report in reports for skip in read_skips(report)]
    if not chromium and not options.fast:
        verdict = "FAILED" if options.strict else "skipped"
        results.append(Result("browser tests", verdict, note=ADVICE))
    for skip in skips:
        verdict = "FAILED" if options.strict and not skip.elsewhere else "skipped"
        results.append(Result(f"{skip.count} skipped", verdict, note=skip.reason))
    return results


def _print_summary(results: list[Result]) -> None:
    print("\n== Summary")
    for result in results:
        seconds = f"{result.seconds:7.1f} s" if result.seconds else " " * 9
        print(f"{result.verdict:8} {seconds}  {result.name}  {result.note}".rstrip())
    failed = sum(1 for result in results if result.verdict == "FAILED")
    print("All is well." if not failed else f"{failed} of these must be put right.", flush=True)
