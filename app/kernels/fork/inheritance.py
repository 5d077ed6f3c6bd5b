"""What the zygote does so that its kernels need not.

In a kernel each page of memory is copied when it is first written to, and to look at a Python
object is to write to it.
"""

import builtins
import getpass
import sys
import tempfile
import warnings
from typing import Any

from app.kernels.launch import INPUT_SENTENCE, forget_the_project


def forget_ourselves() -> None:
    """Students' code imports its own modules, also where they are named like ours.

    From here on nothing of this project can be imported in this process.
    """
    package = __name__.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    forget_the_project()
    if "" not in sys.path:
        sys.path.insert(0, "")


def prepare_inheritance() -> None:
    """The last preparations, after all other code has run here."""
    builtins.input = getpass.getpass = no_input(INPUT_SENTENCE)
    # IPython's advice on leaving a terminal helps nobody here.
    warnings.filterwarnings("ignore", message="To exit: use")
    # Chosen anew by each kernel, from its own variables.
    tempfile.tempdir = None


def new_seeds() -> None:
    """Fresh chance for the next kernel. Python's own `random` sees to itself after a fork."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def no_input(sentence: str) -> Any:
    """A stand-in for `input` that says what to do instead."""
    from IPython.core.error import StdinNotImplementedError

    def refuse(*_: object, **__: object) -> str:
        raise StdinNotImplementedError(sentence)

    return refuse
