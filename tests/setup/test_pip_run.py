"""What pip says, turned into progress and into sentences."""

from pathlib import Path

import pytest

from scripts import pip_run
from scripts.pip_failures import explain
from scripts.pip_run import Watch


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …", "tested with"),
        ("NewConnectionError(': Temporary failure in name resolution')", "does not answer"),
        ("SSLError(SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "date and time"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "cannot be written"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "no numpy==2.4.6 for Python"),
        ("ERROR: the moon is in the wrong house", "the moon is in the wrong house"),
    ],
)
def test_each_failure_has_its_sentence(tmp_path: Path, said: str, expected: str) -> None:
    assert expected in explain(said, root=tmp_path, offline=False, log=tmp_path / "log")


def test_no_network_says_both_ways_out(tmp_path: Path) -> None:
    sentence = explain("Max retries exceeded", root=tmp_path, offline=False, log=tmp_path / "log")
    assert "internet once" in sentence
    assert "wheelhouse" in sentence


def test_progress_counts_packages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    if pip_run.os.name == "nt":
        packages = tmp_path / ".venv" / "Lib" / "site-packages"
    packages.mkdir(parents=True)
    changed: list[str] = []
    watch = Watch(tmp_path, 3, on_change=lambda: changed.append("now"))
    for line in (
        "Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment\n",
        "Collecting flask==3.1.3 (from -r requirements.lock (line 3))\n",
        "Processing ./wheelhouse/flask_babel-4.0.0-py3-none-any.whl\n",
        "Installing collected packages: flask, Flask_Babel\n",
    ):
        watch.line(line)
        watch.look()
    (packages / "Flask-3.1.3.dist-info").mkdir()
    (packages / "Flask-3.1.3.dist-info" / "RECORD").touch()
    watch.look()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Fetching 1/2 flask", "Fetching 2/2 flask-babel"]
    assert lines[-1] == "Installing 2/2 flask-babel"
    assert changed == ["now"]


def test_a_wheelhouse_run_asks_no_configured_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "somewhere")
    monkeypatch.setenv("PIP_USER", "1")
    assert "PIP_EXTRA_INDEX_URL" not in pip_run.pip_environ(offline=True)
    assert "PIP_EXTRA_INDEX_URL" in pip_run.pip_environ(offline=False)
    assert "PIP_USER" not in pip_run.pip_environ(offline=False)
