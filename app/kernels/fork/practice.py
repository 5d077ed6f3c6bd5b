"""Typical cells run in the zygote itself, so that what libraries keep for later is there already:
compiled patterns of the colouring of code, fonts, styles. It halves what a plot or an error costs.
"""

import contextlib
import io
import linecache
import sys
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.kernels.fork.rehearsal import known_cells

if TYPE_CHECKING:
    from app.kernels.fork.shell import ZMQInteractiveShell

# Programs, loops and files are nothing that a fork should inherit.
NOT_HERE = ("await ", "!", "open(", "_csv(", "%timeit")


class NoOutlet:
    """Takes messages and forgets them."""

    def publish(self, _kind: str, _content: Mapping[str, Any]) -> None:
        """Forget."""


def forget_open_fonts() -> None:
    """Close the fonts that plots have opened: a fork may not share them.

    Matplotlib does that itself after every fork, where it costs a copy of 130 pages of memory.
    """
    opened: Any = getattr(sys.modules.get("matplotlib.font_manager"), "_get_font", None)
    if opened is not None and hasattr(opened, "cache_clear"):
        opened.cache_clear()


def practise(shell: "ZMQInteractiveShell") -> None:
    """Run the cells, and leave the shell as if it had never run any."""
    before = dict(shell.user_module.__dict__)
    shell.connect(NoOutlet())  # type: ignore[arg-type]
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for cell in known_cells():
            lines = cell.splitlines()
            shell.run_cell(
                "\n".join(line for line in lines if not any(word in line for word in NOT_HERE)),
                store_history=True,
            )
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        forget_open_fonts()
        shell.reset(new_session=True)
    for name in ("__spec__", "__loader__", "__package__", "__doc__"):
        # Multiprocessing looks for these, and the reset takes them away.
        shell.user_module.__dict__[name] = before.get(name)
    for name in shell.compile._filename_map:
        linecache.cache.pop(name, None)
    shell.compile._filename_map.clear()
    shell.last_error = None
