"""The same attacks once more, by a user who is not root, as a teacher on a laptop is."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

NOBODY = 65534
HERE = Path(__file__).parent


def python_for_everybody(as_nobody: list[str]) -> list[str]:
    """A Python of this version that an ordinary user can start, with our packages."""
    packages = [sysconfig.get_path("purelib"), str(HERE.parents[2])]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/local/bin/{version}", f"/usr/bin/{version}"):
        command = [*as_nobody, "env", f"PYTHONPATH={':'.join(packages)}", "HOME=/nonexistent",
                   "PYTHONDONTWRITEBYTECODE=1", python]  # fmt: skip
        tried = subprocess.run([*command, "-c", "import pytest, numpy, app"], capture_output=True)
        if tried.returncode == 0:
            return command
    pytest.skip("only on machines where an ordinary user can start a Python with our packages")


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only on root accounts, which can be others",
)
def test_all_attacks_by_an_ordinary_user() -> None:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("only on machines with setpriv")
    as_nobody = [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    folder = Path(tempfile.mkdtemp(prefix="ki"))
    os.chown(folder, NOBODY, NOBODY)
    try:
        command = [*python_for_everybody(as_nobody), "-m", "pytest", str(HERE), "-q", "-x",
                   "-p", "no:cacheprovider", f"--basetemp={folder / 't'}"]  # fmt: skip
        for _ in range(3):
            ran = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=900,
                cwd=HERE.parents[2],
                # Its group must be as young as it is itself: see below.
                start_new_session=True,
            )
            # Where process numbers wrapped around during the run, the runner's is higher than an
            # attacker's, who may then signal it (docs/sandbox.md): that run says nothing.
            if ran.returncode != -signal.SIGTERM:
                break
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]
