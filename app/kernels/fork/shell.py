"""IPython's shell with its displays, results and errors going out as messages.

Imports IPython, so it is itself imported in the zygote only.
"""

import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from app.kernels.fork.outlet import Outlet
from app.kernels.fork.tracebacks import format_plainly


class MessagePublisher(DisplayPublisher):
    """What `display` shows."""

    outlet: Outlet

    def publish(  # type: ignore[override]
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Send a bundle of representations."""
        self._validate_data(data, metadata)
        self.outlet.publish(
            "update_display_data" if update else "display_data",
            {"data": data, "metadata": metadata or {}, "transient": transient or {}},
        )

    def clear_output(self, wait: bool = False) -> None:
        """Take back what the cell has shown."""
        self.outlet.publish("clear_output", {"wait": bool(wait)})


class MessageHook(DisplayHook):
    """The value of a cell's last expression."""

    outlet: Outlet

    def write_output_prompt(self) -> None:
        """Nothing: the number goes with the value."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Send the value's representations."""
        content = {"data": format_dict, "metadata": md_dict or {}}
        self.outlet.publish("execute_result", {**content, "execution_count": self.prompt_count})


# Libraries look for this name to know that they are in a notebook.
class ZMQInteractiveShell(InteractiveShell):
    """The shell of a kernel. `connect` has to be called after the fork, before any cell."""

    displayhook_class = Type(MessageHook)
    display_pub_class = Type(MessagePublisher)

    _outlet: Outlet
    last_error: dict[str, Any] | None = None
    # Programs write straight to the descriptors, from which everything is taken up.
    system = InteractiveShell.system_raw

    def connect(self, outlet: Outlet) -> None:
        """Send everything through `outlet` from now on."""
        self._outlet = outlet
        for part in (self.displayhook, self.display_pub):
            part.outlet = outlet  # type: ignore[union-attr]

    def enable_gui(self, gui: Any = None) -> None:
        """There are no windows."""

    def ask_exit(self) -> None:
        """`exit()` ends nothing, as in Jupyter's own kernels under nbclient."""

    def init_virtualenv(self) -> None:
        """The kernel runs in the right one."""

    def showtraceback(self, *given: Any, **named: Any) -> None:
        """Show an error, all but syntax errors in our own way."""
        try:
            kind, error, _ = self._get_exc_info(given[0] if given else named.get("exc_tuple"))
        except ValueError:
            super().showtraceback(*given, **named)
            return
        short = named.get("exception_only") or issubclass(kind, SyntaxError)
        if short or hasattr(error, "_render_traceback_"):
            super().showtraceback(*given, **named)
        else:
            lines = format_plainly(error, self.compile._filename_map)
            self._showtraceback(kind, error, lines)

    def _format_exception_for_storage(self, exception: BaseException, *_: Any, **__: Any) -> Any:
        # IPython would format every error a second time, its own dear way, for its history.
        name = type(exception).__name__
        return self.last_error or {"ename": name, "evalue": "", "traceback": []}

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        try:
            message = str(evalue)
        except Exception:
            message = ""
        self.last_error = {"ename": etype.__name__, "evalue": message, "traceback": stb}
        self._outlet.publish("error", self.last_error)


def make_shell() -> ZMQInteractiveShell:
    """The one shell of this process, ready for plots.

    Its history is off, for it would start a second thread, which a fork does not survive.
    """
    config = Config()
    config.HistoryManager.enabled = False
    # Pages show errors without IPython's colours.
    config.InteractiveShell.colors = "nocolor"
    config.InlineBackend.figure_formats = {"png"}
    shell: ZMQInteractiveShell = ZMQInteractiveShell.instance(config=config)
    shell.Completer.use_jedi = False
    return shell


def prepare_plots(shell: ZMQInteractiveShell) -> None:
    """Where matplotlib is loaded, have it put plots into notebooks, so that figures become PNG.

    Elsewhere it does so itself when a cell imports it, told by its variable in the environment.
    """
    if "matplotlib" not in sys.modules:
        return
    import matplotlib
    import matplotlib.pyplot
    from matplotlib_inline.backend_inline import configure_inline_support

    backend = "module://matplotlib_inline.backend_inline"
    matplotlib.use(backend)
    configure_inline_support(shell, backend)
