"""The pieces of scripts/test.py: skips, the browser, what a summary counts."""

import sys
from pathlib import Path

import pytest

from scripts.checks import Result, _print_summary, _run
from scripts.find_chromium import find_chromium
from scripts.skipped_tests import Skip, read_skips

REPORT = """<testsuites><testsuite>
<testcase name="a"><skipped type="pytest.skip" message="no Chromium"/></testcase>
<testcase name="b"><skipped type="pytest.skip" message="no Chromium"/></testcase>
<testcase name="c"><skipped type="pytest.skip" message="only on Windows"/></testcase>
<testcase name="d"><skipped type="pytest.xfail" message="known"/></testcase>
<testcase name="e"/></testsuite></testsuites>"""


def test_skips_are_counted_by_reason(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    skips = read_skips(report)
    assert skips == [Skip("no Chromium", 2), Skip("only on Windows", 1)]
    assert [skip.elsewhere for skip in skips] == [False, True]


def test_a_missing_report_has_no_skips(tmp_path: Path) -> None:
    assert read_skips(tmp_path / "report.xml") == []


def test_a_named_browser_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "browser"
    browser.touch()
    monkeypatch.setenv("KISIMA_CHROMIUM", str(browser))
    assert find_chromium() == str(browser)
    browser.unlink()
    assert find_chromium() is None


def test_no_browser_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KISIMA_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("scripts.find_chromium.MAC_PLACES", ())
    assert find_chromium() is None


def test_the_summary_says_how_many_failed(capsys: pytest.CaptureFixture[str]) -> None:
    _print_summary([Result("types", "passed", 1.5), Result("tests", "FAILED", 2.0)])
    out = capsys.readouterr().out
    assert "passed       1.5 s  types" in out
    assert out.endswith("1 of these must be put right.\n")


def test_what_a_check_beside_another_says_is_kept_for_later(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.checks.venv_python", lambda root: Path(sys.executable))
    result = _run("a check", ["-c", "print('one', flush=True); raise SystemExit('two')"], hold=True)
    assert (result.verdict, result.said.split()) == ("FAILED", ["one", "two"])
    assert capfd.readouterr().out == ""


def test_processes_may_keep_what_they_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.checks.venv_python", lambda root: Path(sys.executable))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    asked = ["-c", "import sys; print(sys.dont_write_bytecode)"]
    assert _run("a check", asked, hold=True).said.strip() == "False"
