"""What a pack would bring: what is new, what differs from what is here, what would go."""

from dataclasses import dataclass
from typing import Literal

from app.authoring.packs.course_files import course_files, digest_in_pack
from app.authoring.packs.manifest import Manifest
from app.catalog.catalog import Catalog
from app.catalog.model import Course

Change = Literal["new", "same", "differs", "gone"]
# absent: nothing of the name or the id is here; same: all of it is; differs: another state of the
# same course; other: another course has the name.
Standing = Literal["absent", "same", "differs", "other"]


@dataclass(frozen=True)
class FileChange:
    """A file's name, and what a pack would do to it."""

    name: str
    change: Change


@dataclass(frozen=True)
class Comparison:
    """A pack beside what is here. `here` is the course of the pack's id, or else of its name."""

    standing: Standing
    here: Course | None
    files: tuple[FileChange, ...]

    def of(self, change: Change) -> tuple[str, ...]:
        """The names of the files that change so."""
        return tuple(one.name for one in self.files if one.change == change)


def compare(manifest: Manifest, catalog: Catalog) -> Comparison:
    """Compare a pack with the courses here."""
    by_id = next((c for c in catalog.all_courses if c.id == manifest.id), None)
    by_name = catalog.any_course(manifest.slug)
    taken = [slug for slug in manifest.exercises if catalog.any_exercise(slug) is not None]
    here = by_id or by_name
    if here is None and not taken:
        return Comparison("absent", None, _all_new(manifest))
    if by_id is None and by_name is not None:
        return Comparison("other", by_name, _all_new(manifest))
    mine = _digests(manifest, catalog, here)
    changes = [FileChange(f.name, _change(f.sha256, mine.pop(f.name, ""))) for f in manifest.files]
    changes += [FileChange(name, "gone") for name in mine if not name.startswith("exercises/")]
    changes.sort(key=lambda one: one.name)
    if here is None:
        # Only exercises of these names are here.
        standing: Standing = "other" if any(c.change == "differs" for c in changes) else "absent"
    else:
        standing = "same" if all(c.change == "same" for c in changes) else "differs"
    return Comparison(standing, here, tuple(changes))


def _all_new(manifest: Manifest) -> tuple[FileChange, ...]:
    return tuple(FileChange(file.name, "new") for file in manifest.files)


def _digests(manifest: Manifest, catalog: Catalog, here: Course | None) -> dict[str, str]:
    """The checksums of the files here, under the names that they would have in the pack."""
    files = {} if here is None else course_files(catalog, here)
    if here is not None and here.slug != manifest.slug:
        files = {_renamed(name, here.slug, manifest.slug): path for name, path in files.items()}
    for slug in manifest.exercises:
        exercise = catalog.any_exercise(slug)
        if exercise is not None:
            found = sorted(path for path in exercise.folder.rglob("*") if path.is_file())
            place = f"exercises/{slug}"
            names = {f"{place}/{p.relative_to(exercise.folder).as_posix()}": p for p in found}
            files |= {name: path for name, path in names.items() if "/." not in name}
    return {name: digest_in_pack(path)[0] for name, path in files.items()}


def _renamed(name: str, old: str, new: str) -> str:
    if name.startswith(f"courseware/{old}/"):
        return f"courseware/{new}/" + name.removeprefix(f"courseware/{old}/")
    if name.startswith("translations/") and name.endswith(f"/{old}.po"):
        return name.removesuffix(f"/{old}.po") + f"/{new}.po"
    return name


def _change(theirs: str, mine: str) -> Change:
    if not mine:
        return "new"
    return "same" if mine == theirs else "differs"
