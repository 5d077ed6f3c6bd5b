"""Code that is sent into a kernel as text and runs there; it imports nothing of this project."""

from pathlib import Path


def text_of(name: str) -> str:
    """The source of one of this folder's files, by its name without the ending."""
    return (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")


def installing(name: str, secret: str) -> str:
    """A cell that makes the file a module `sys.modules[secret]` of the kernel, and shows nothing.

    The module gets built-ins of its own, so that later changes to the kernel's do not reach it. A
    file that registers a smaller surface of itself replaces the module.
    """
    return (
        f"(lambda s, m: (s.modules.__setitem__({secret!r}, m), m.__dict__.__setitem__("
        "'__builtins__', dict(vars(__import__('builtins')))), "
        f"exec(compile({text_of(name)!r}, '<kisima>', 'exec'), m.__dict__)) and None)"
        f"(__import__('sys'), __import__('types').ModuleType({secret!r}))"
    )
