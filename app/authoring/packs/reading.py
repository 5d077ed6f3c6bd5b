"""A pack looked through, and unpacked into a folder of its own with every checksum compared."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from app.authoring.images import DrawingTooLarge, NotAPicture
from app.authoring.importing.problems import Problem, problem_of, taken_out
from app.authoring.intake.bare_drawings import clean_drawing_file
from app.authoring.intake.bare_notebooks import without_outputs
from app.authoring.intake.file_tree import FileTree, shown
from app.authoring.packs.manifest import (
    MOST_BYTES,
    NAME,
    Manifest,
    NotAPack,
    PackedFile,
    from_json,
)
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


@dataclass(frozen=True)
class Unpacked:
    """The files of a pack as they are taken in, and what there is to say of those that changed."""

    manifest: Manifest
    problems: tuple[Problem, ...] = ()


def unpack(tree: FileTree, manifest: Manifest, folder: Path) -> Unpacked:
    """Write the files of a pack below an empty folder, harmless: notebooks lose their outputs, and
    drawings what could act. A drawing that nobody can read is left out.

    Raises WrongChecksum, BadNotebook, DamagedZip and OSError, and leaves what it has written
    for the caller to remove.
    """
    files: list[PackedFile] = []
    problems: list[Problem] = []
    for file in manifest.files:
        target = folder / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if tree.copy(file.name, target) != file.sha256:
            raise WrongChecksum(name=shown(file.name))
        suffix = target.suffix.lower()
        if suffix == ".ipynb":
            files.append(_clean_notebook(file, target))
        elif suffix == ".svg":
            try:
                files.append(_clean_drawing(file, target, problems))
            except (DrawingTooLarge, NotAPicture) as error:
                target.unlink()
                problems.append(problem_of(error, file.name))
        else:
            files.append(file)
    return Unpacked(replace(manifest, files=tuple(files)), tuple(problems))


def _clean_notebook(file: PackedFile, path: Path) -> PackedFile:
    if file.size > _MOST_NOTEBOOK:
        raise BadNotebook(name=shown(file.name), reason=f"> {_MOST_NOTEBOOK // 1_000_000} MB")
    try:
        return _written(file, path, without_outputs(path.read_bytes()))
    except KisimaError as error:
        raise BadNotebook(name=shown(file.name), reason=str(error)) from None


def _clean_drawing(file: PackedFile, path: Path, problems: list[Problem]) -> PackedFile:
    left_out = clean_drawing_file(path)
    if left_out:
        problems.append(taken_out(left_out, file.name))
    return _written(file, path, path.read_bytes())


def _written(file: PackedFile, path: Path, data: bytes) -> PackedFile:
    path.write_bytes(data)
    return PackedFile(file.name, hashlib.sha256(data).hexdigest(), len(data))
