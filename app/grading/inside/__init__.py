"""Code that is sent into a kernel as text and runs there; it imports nothing of this project."""

import marshal
from functools import cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path


def text_of(name: str) -> str:
    """The source of one of this folder's files, by its name without the ending."""
    return (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")


@cache
def _compiled(name: str) -> bytes:
    return marshal.dumps(compile(text_of(name), "<kisima>", "exec"))


def installing(name: str, secret: str) -> str:
    """A cell that makes the file a module `sys.modules[secret]` of the kernel, and shows nothing.

    The module gets built-ins of its own, so that later changes to the kernel's do not reach it. A
    file that registers a smaller surface of itself replaces the module. It travels as bytecode,
    which saves 3 ms, and as text for a kernel of another Python.
    """
    return (
        f"(lambda s, m: (s.modules.__setitem__({secret!r}, m), m.__dict__.__setitem__("
        "'__builtins__', dict(vars(__import__('builtins')))), "
        f"exec(__import__('marshal').loads({_compiled(name)!r}) "
        f"if __import__('importlib.util').util.MAGIC_NUMBER == {MAGIC_NUMBER!r} "
        f"else compile({text_of(name)!r}, '<kisima>', 'exec'), m.__dict__)) and None)"
        f"(__import__('sys'), __import__('types').ModuleType({secret!r}))"
    )
