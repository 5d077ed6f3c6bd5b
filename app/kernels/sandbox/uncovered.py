"""Trees of folders: which are inside which, and what is left of one when parts are cut out."""

import contextlib
import os
from collections.abc import Iterable, Sequence


def within(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies below it; both absolute and without links."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths that do not lie below another one of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not within(path, kept[-1]):
            kept.append(path)
    return kept


def without(tree: str, hidden: Sequence[str]) -> list[str]:
    """The parts of `tree` that hold nothing of `hidden`: itself, or entries further down."""
    if any(within(tree, one) for one in hidden):
        return []
    inside = [one for one in hidden if within(one, tree)]
    if not inside:
        return [tree]
    parts: list[str] = []
    with contextlib.suppress(OSError), os.scandir(tree) as entries:
        for entry in entries:
            if not entry.is_symlink():
                parts += without(entry.path, inside)
    return parts
