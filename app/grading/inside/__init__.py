"""Code that is sent into a kernel as text and runs there; it imports nothing of this project."""

import marshal
import zlib
from base64 import b64encode
from functools import cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from app.kernels.interface import CellRun, Kernel


def text_of(name: str) -> str:
    """The source of one of this folder's files, by its name without the ending."""
    return (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")


@cache
def _packed(name: str) -> str:
    code = compile(text_of(name), "<kisima>", "exec", dont_inherit=True, optimize=2)
    return b64encode(zlib.compress(marshal.dumps(code))).decode("ascii")


def install(kernel: Kernel, modules: dict[str, str], then: str = "") -> CellRun:
    """Make files modules of the kernel, in one cell that shows nothing, and run `then` after them.

    `modules` has the files' names by what they shall be called in `sys.modules`. They travel as
    packed bytecode; a kernel of another Python refuses that and gets the text.
    """
    run = kernel.run("\n".join([*(_from_bytecode(*one) for one in modules.items()), then]))
    if run.status != "error":
        return run
    return kernel.run("\n".join([*(_from_text(*one) for one in modules.items()), then]))


def _from_bytecode(secret: str, name: str) -> str:
    # IPython works through every character of a cell: as a literal of bytes this took 8 ms.
    return _installing(
        secret,
        "__import__('marshal').loads(__import__('zlib').decompress("
        f"__import__('binascii').a2b_base64({_packed(name)!r}))) "
        f"if __import__('importlib.util').util.MAGIC_NUMBER == {MAGIC_NUMBER!r} "
        "else 'raise ImportError'",
    )


def _from_text(secret: str, name: str) -> str:
    return _installing(secret, f"compile({text_of(name)!r}, '<kisima>', 'exec')")


def _installing(secret: str, code: str) -> str:
    """A cell that runs code as a module's.

    The module gets built-ins of its own, so that later changes to the kernel's do not reach it. A
    file that registers a smaller surface of itself replaces the module.
    """
    return (
        f"(lambda s, m: (s.modules.__setitem__({secret!r}, m), m.__dict__.__setitem__("
        f"'__builtins__', dict(vars(__import__('builtins')))), exec({code}, m.__dict__)) and None)"
        f"(__import__('sys'), __import__('types').ModuleType({secret!r}))"
    )
