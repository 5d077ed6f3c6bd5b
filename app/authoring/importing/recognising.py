"""What a file that somebody gives is, by what is in it."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Literal

from app.authoring.importing.decoding import LARGEST_TEXT, TextTooLarge, decode
from app.authoring.intake.file_tree import FileTree, FolderTree, OneFile
from app.authoring.intake.safe_zip import SafeZip
from app.authoring.packs.manifest import NAME as PACK
from app.errors import N_, KisimaError

Kind = Literal["pack", "markdown", "nbgrader", "gift", "aiken", "star"]

_AIKEN = re.compile(r"^\s*[A-Za-z][.):]\s+\S.*\n(?:\s*\n)?\s*ANSWERS?\s*:", re.MULTILINE | re.I)
_STAR = re.compile(r"^\s*\*\s*\S.*\n(?:\s*[+-]\s*\S.*\n)*\s*\+\s*\S", re.MULTILINE)
_GIFT = re.compile(r"^\s*(?:::|\$CATEGORY:)|(?<!\\)\{", re.MULTILINE)


class NotRecognised(KisimaError):
    sentence = N_(
        "“%(name)s” is nothing that can be taken in. These can: questions as GIFT, Aiken or "
        "`* + -` text, a zip of Markdown with pictures, notebooks of nbgrader, a course pack."
    )


def kind_of(path: Path, name: str) -> Kind:
    """What a file or a folder is; `name` is what its sender called it.

    Raises NotRecognised, and what a damaged zip or text raises.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if path.is_dir() or suffix in (".kisima", ".zip") or zipfile.is_zipfile(path):
        with tree_of(path) as tree:
            return _kind_of_tree(tree, name)
    if suffix == ".ipynb":
        return "nbgrader"
    text = read_text(path)
    if suffix in (".md", ".markdown") and not text.lstrip().startswith("::"):
        return "markdown"
    if suffix == ".gift":
        return "gift"
    if _AIKEN.search(text):
        return "aiken"
    if _STAR.search(text):
        return "star"
    if _GIFT.search(text):
        return "gift"
    raise NotRecognised(name=name[:100])


@contextmanager
def tree_of(path: Path, name: str = "") -> Iterator[FileTree]:
    """The files of a zip or a folder; a single file is a tree of one, under `name`."""
    if path.is_dir():
        yield FolderTree(path)
    elif name and not zipfile.is_zipfile(path):
        yield OneFile(path, PurePosixPath(name.replace("\\", "/")).name)
    else:
        with SafeZip(path) as tree:
            yield tree


def read_text(path: Path) -> str:
    """The text of a file of questions; raises what `decode` raises."""
    size = path.stat().st_size
    if size > LARGEST_TEXT:
        raise TextTooLarge(megabytes=-(-size // 1_000_000), limit=LARGEST_TEXT // 1_000_000)
    return decode(path.read_bytes())


def _kind_of_tree(tree: FileTree, name: str) -> Kind:
    names = tree.names
    if PACK in names:
        return "pack"
    has_notebooks = any(one.lower().endswith(".ipynb") for one in names)
    if has_notebooks and any("source" in one.split("/")[:-1] for one in names):
        return "nbgrader"
    if any(one.lower().endswith((".md", ".markdown")) for one in names):
        return "markdown"
    if has_notebooks:
        return "nbgrader"
    raise NotRecognised(name=name[:100])
