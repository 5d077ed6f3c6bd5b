"""Matplotlib's list of fonts, made once: building it takes seconds, in every fresh folder."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from app.kernels.environment import kernel_environment

# A plot is about 370 pixels wide: whole on a phone, where its words stay about ten pixels high, and
# a third lighter than at the usual size and sharpness.
MATPLOTLIBRC = """\
figure.figsize: 4.8, 3.6
font.size: 11
figure.dpi: 80
savefig.dpi: figure
"""


class FontCache:
    """A folder with matplotlib's font list, filled in the background."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread: threading.Thread | None = None

    def ready(self) -> bool:
        """Whether the list is there."""
        return any(self._folder.glob("fontlist*.json"))

    def build(self) -> None:
        """Start building the list unless it is there or being built. Returns at once."""
        if self._thread is None and not self.ready():
            self._thread = threading.Thread(target=self._build, name="kisima-fonts", daemon=True)
            self._thread.start()

    def _build(self) -> None:
        making = self._folder / f"making-{os.getpid()}"
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            making.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                [sys.executable, "-c", "import matplotlib.font_manager"],
                env=kernel_environment(
                    os.environ, home=making, temporary=making, matplotlib=making
                ),
                cwd=making,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=120,
                check=False,
            )
            for made in making.glob("fontlist*.json"):
                made.replace(self._folder / made.name)
        shutil.rmtree(making, ignore_errors=True)

    def copy_to(self, folder: Path) -> None:
        """Give one kernel its own copy, and the modest size of plots."""
        (folder / "matplotlibrc").write_text(MATPLOTLIBRC, encoding="utf-8")
        for made in self._folder.glob("fontlist*.json"):
            shutil.copyfile(made, folder / made.name)
