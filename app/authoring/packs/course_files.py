"""The files of a course here, and of what belongs to it, by the names that they have in a pack."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.authoring.intake.bare_notebooks import without_outputs
from app.authoring.intake.file_tree import CHUNK, is_junk
from app.catalog.catalog import Catalog
from app.catalog.model import Course, Exercise
from app.catalog.translation.layers import laid_over
from app.catalog.translation.translation_files import TranslationUnreadable, read_file
from app.errors import KisimaError

# A file, or the bytes that stand for it in a pack.
Content = Path | bytes


def course_files(catalog: Catalog, course: Course) -> dict[str, Content]:
    """All files of a course, its exercises and its translations: name in a pack to file.

    Where the school has a copy of a shipped file, that is the one; of a translation it keeps only
    what differs from the shipped one, so there both are put together.
    """
    found: dict[str, Content] = {}
    found |= _below(
        f"courseware/{course.slug}", [r / course.slug for r in catalog.roots.courseware]
    )
    for exercise in exercises_of(catalog, course):
        found |= _below(f"exercises/{exercise.slug}", [exercise.folder])
    for lang, paths in translation_files(catalog, course.slug).items():
        found[f"translations/{lang}/{course.slug}.po"] = _translation(paths)
    return found


def exercises_of(catalog: Catalog, course: Course) -> tuple[Exercise, ...]:
    """The exercises that the course's lessons lead to, each once."""
    slugs = dict.fromkeys(lesson.exercise for lesson in course.all_lessons if lesson.exercise)
    found = (catalog.any_exercise(slug) for slug in slugs)
    return tuple(exercise for exercise in found if exercise is not None)


def translation_files(catalog: Catalog, slug: str) -> dict[str, list[Path]]:
    """The PO files of a course in each language; the school's own before the shipped one."""
    found: dict[str, list[Path]] = {}
    for root in catalog.roots.translations:
        for path in sorted(root.glob(f"*/{slug}.po")):
            found.setdefault(path.parent.name, []).append(path)
    return found


def _translation(paths: list[Path]) -> Content:
    if len(paths) == 1:
        return paths[0]
    try:
        whole = laid_over(read_file(paths[0]), read_file(paths[1]))
    except TranslationUnreadable:
        return paths[0]
    return f"{whole}".encode()


def packed_bytes(content: Content) -> bytes | None:
    """What a pack holds in a file's place where that is not the file itself: a notebook without
    its outputs. None for every other file, and for a notebook that cannot be read."""
    if isinstance(content, bytes):
        return content
    if content.suffix.lower() != ".ipynb":
        return None
    try:
        return without_outputs(content.read_bytes())
    except (KisimaError, OSError):
        return None


def digest_in_pack(content: Content) -> tuple[str, int]:
    """The SHA-256 and the size that a file has in a pack."""
    data = packed_bytes(content)
    if data is None and isinstance(content, Path):
        return _digest_of_file(content)
    return hashlib.sha256(data or b"").hexdigest(), len(data or b"")


def _digest_of_file(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _below(place: str, folders: Iterable[Path]) -> dict[str, Path]:
    """The files below some folders, of which the earlier count; no links, nothing hidden."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            name = path.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in name.split("/")) or is_junk(name)
            if hidden or path.is_symlink() or not path.is_file() or name.endswith("~"):
                continue
            if path.resolve().is_relative_to(folder.resolve()):
                found.setdefault(f"{place}/{name}", path)
    return found
