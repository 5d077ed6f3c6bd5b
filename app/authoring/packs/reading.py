"""A pack looked through, and unpacked into a folder of its own with every checksum compared."""

from pathlib import Path

from app.authoring.intake.bare_notebooks import without_outputs
from app.authoring.intake.file_tree import FileTree, shown
from app.authoring.packs.manifest import MOST_BYTES, NAME, Manifest, NotAPack, from_json
from app.errors import N_, KisimaError

_MOST_NOTEBOOK = 20_000_000


class WrongChecksum(KisimaError):
    sentence = N_(
        "The file “%(name)s” in this pack is not what the pack says: it was damaged or changed on "
        "its way. Please copy the pack again. Nothing was taken in."
    )


class FileNotListed(KisimaError):
    sentence = N_(
        "The pack holds the file “%(name)s”, which its list of contents does not name. Please ask "
        "for the pack again. Nothing was taken in."
    )


class FileAbsent(KisimaError):
    sentence = N_(
        "The file “%(name)s” is missing from this pack. Please copy the pack again. Nothing was "
        "taken in."
    )


class BadNotebook(KisimaError):
    sentence = N_("The notebook “%(name)s” in this pack cannot be read: %(reason)s")


def read_manifest(tree: FileTree) -> Manifest:
    """What a pack says that it holds, compared with what is there; raises NotAPack, FileNotListed,
    FileAbsent, BadManifest or PackTooNew."""
    if NAME not in tree.names:
        raise NotAPack()
    manifest = from_json(tree.read(NAME, MOST_BYTES))
    there, listed = set(tree.names) - {NAME}, {file.name for file in manifest.files}
    for name in sorted(there - listed):
        raise FileNotListed(name=shown(name))
    for name in sorted(listed - there):
        raise FileAbsent(name=shown(name))
    for file in manifest.files:
        if tree.size(file.name) != file.size:
            raise WrongChecksum(name=shown(file.name))
    return manifest


def unpack(tree: FileTree, manifest: Manifest, folder: Path) -> None:
    """Write the files of a pack below an empty folder; notebooks lose their outputs.

    Raises WrongChecksum, BadNotebook, DamagedZip and OSError, and leaves what it has written
    for the caller to remove.
    """
    for file in manifest.files:
        target = folder / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if tree.copy(file.name, target) != file.sha256:
            raise WrongChecksum(name=shown(file.name))
        if target.suffix.lower() == ".ipynb":
            _clean(file.name, target)


def _clean(name: str, path: Path) -> None:
    if path.stat().st_size > _MOST_NOTEBOOK:
        raise BadNotebook(name=shown(name), reason=f"> {_MOST_NOTEBOOK // 1_000_000} MB")
    try:
        path.write_bytes(without_outputs(path.read_bytes()))
    except KisimaError as error:
        raise BadNotebook(name=shown(name), reason=str(error)) from None
