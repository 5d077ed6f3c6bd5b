"""A pack taken into the school's own folder, as its reader chose, whole or not at all."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.authoring.importing.problems import Problem
from app.authoring.intake.placing import place, staging
from app.authoring.intake.safe_zip import SafeZip
from app.authoring.packs.comparing import Comparison, compare
from app.authoring.packs.copy_titles import number_titles, titles_of
from app.authoring.packs.manifest import Manifest
from app.authoring.packs.reading import read_manifest, unpack
from app.authoring.packs.renaming import free_name, rename_course
from app.authoring.workshop import Workshop
from app.authoring.yaml_lines import with_settings
from app.catalog.catalog import Catalog
from app.catalog.findings import Finding
from app.catalog.loading import load_catalog
from app.errors import N_, KisimaError

Choice = Literal["new", "copy", "replace"]


class ChoiceNeeded(KisimaError):
    sentence = N_(
        "A course or an exercise of this pack's name is here already. Please choose whether to "
        "take the pack as a new copy or to replace what is here."
    )


class CannotReplace(KisimaError):
    sentence = N_(
        "The course that has this pack's name here is another one, so it cannot be replaced. "
        "Please take the pack as a new copy."
    )


class ChangedSinceShown(KisimaError):
    sentence = N_(
        "The courses here have changed since this page was shown. Please look at what the pack "
        "would change now, and choose again."
    )


@dataclass(frozen=True)
class Shown:
    """A pack as its reader sees it before it is taken in. `problems` are what would not be taken in
    as it is; `copy_title` is what a copy would be called; `seen` stands for all of it."""

    manifest: Manifest
    comparison: Comparison
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    base: Path
    copy_title: str
    seen: str

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be done with it, besides leaving it."""
        by_standing: dict[str, tuple[Choice, ...]] = {
            "absent": ("new",),
            "same": ("copy",),
            "differs": ("copy", "replace"),
            "other": ("copy",),
        }
        return by_standing[self.comparison.standing]


@dataclass(frozen=True)
class Taken:
    """Where a pack's course is now."""

    slug: str
    keys: tuple[str, ...]


def show_pack(path: Path, workshop: Workshop) -> Shown:
    """Look through a pack: every checksum, and what `kisima check` says, short of running code.

    Raises what is wrong with the file (see safe_zip, manifest and reading).
    """
    with staging(workshop.own) as folder, SafeZip(path) as tree:
        unpacked = unpack(tree, read_manifest(tree), folder)
        manifest, problems = unpacked.manifest, unpacked.problems
        catalog = workshop.catalog()
        findings = _findings(folder, catalog)
        comparison = compare(manifest, catalog)
        _, called = titles_of(folder, manifest.slug, manifest.title, catalog)
        seen = _seen(manifest, comparison)
        return Shown(manifest, comparison, problems, findings, folder, called, seen)


def take_in(
    path: Path,
    workshop: Workshop,
    choice: Choice,
    *,
    by: int | None,
    draft: bool = True,
    seen: str | None = None,
) -> Taken:
    """Take a pack in. A new course and a copy are drafts if `draft`; what is replaced keeps its
    state. `seen` is that of `show_pack`, so that nobody replaces what she has not seen.

    Raises ChoiceNeeded, CannotReplace, ChangedSinceShown, what `show_pack` raises and what
    `place` raises; then nothing has changed.
    """
    with staging(workshop.own) as folder, SafeZip(path) as tree:
        manifest = unpack(tree, read_manifest(tree), folder).manifest
        catalog = workshop.catalog().reloaded()
        comparison = compare(manifest, catalog)
        if seen is not None and seen != _seen(manifest, comparison):
            raise ChangedSinceShown()
        slug = _prepare(folder, manifest, comparison, choice, catalog)
        if choice != "replace":
            _set_state(folder, slug, "draft" if draft else "published")
        elif comparison.here is not None:
            _set_state(folder, slug, comparison.here.state)
        keys = place(workshop.folder, folder, by=by)
    workshop.look()
    return Taken(slug, keys)


def _prepare(
    folder: Path, manifest: Manifest, comparison: Comparison, choice: Choice, catalog: Catalog
) -> str:
    """Give what is staged the names that it will have; returns the course's."""
    if choice == "new":
        if comparison.standing != "absent":
            raise ChoiceNeeded()
        exercises = {slug: slug for slug in _without_those_here(folder, manifest, catalog)}
        rename_course(folder, manifest.slug, manifest.slug, exercises, _ids(catalog))
        return manifest.slug
    if choice == "replace":
        if comparison.standing not in ("differs", "same") or comparison.here is None:
            raise CannotReplace()
        # Its ids stay the same on purpose: whoever has learned from it goes on with it.
        kept = _exercises_of_others(manifest, comparison.here.slug, catalog)
        names = _free_exercises(manifest, catalog)
        exercises = {slug: names[slug] if slug in kept else slug for slug in manifest.exercises}
        ids = {one.id for one in map(catalog.any_exercise, kept) if one is not None}
        rename_course(folder, manifest.slug, comparison.here.slug, exercises, ids)
        return comparison.here.slug
    taken = {course.slug for course in catalog.all_courses}
    taken |= {path.name for root in catalog.roots.courseware for path in root.glob("*")}
    new = free_name(manifest.slug, taken)
    title, called = titles_of(folder, manifest.slug, manifest.title, catalog)
    rename_course(folder, manifest.slug, new, _free_exercises(manifest, catalog), _ids(catalog))
    number_titles(folder, new, title, called)
    return new


def _free_exercises(manifest: Manifest, catalog: Catalog) -> dict[str, str]:
    """A name for each exercise that no exercise here has."""
    taken = {path.name for root in catalog.roots.exercises for path in root.glob("*")}
    names: dict[str, str] = {}
    for slug in manifest.exercises:
        names[slug] = free_name(slug, taken | set(names.values()))
    return names


def _exercises_of_others(manifest: Manifest, course: str, catalog: Catalog) -> list[str]:
    """The exercises whose names are here, and belong to another course."""
    found = ((slug, catalog.any_exercise(slug)) for slug in manifest.exercises)
    return [
        slug for slug, one in found if one is not None and one.course_slug not in (None, course)
    ]


def _without_those_here(folder: Path, manifest: Manifest, catalog: Catalog) -> list[str]:
    """The exercises that are new; one that is here, file for file, is not taken in again."""
    new = []
    for slug in manifest.exercises:
        if catalog.any_exercise(slug) is None:
            new.append(slug)
        else:
            shutil.rmtree(folder / "exercises" / slug)
    return new


def _ids(catalog: Catalog) -> set[str]:
    ids = {course.id for course in catalog.all_courses}
    ids |= {lesson.id for course in catalog.all_courses for lesson in course.all_lessons}
    return ids | {exercise.id for exercise in catalog.all_exercises}


def _set_state(folder: Path, slug: str, state: str) -> None:
    path = folder / "courseware" / slug / "course.yaml"
    text = path.read_bytes().decode("utf-8-sig", "replace")
    # Without the setting a course is published.
    value = None if state == "published" else state
    path.write_bytes(with_settings(text, {"state": value}).encode())


def _findings(folder: Path, here: Catalog) -> tuple[Finding, ...]:
    """What `kisima check` says of staged files, without running a notebook."""
    from app.catalog.checks.checking import check_catalog

    exercises = [folder / "exercises", *here.roots.exercises]
    courses, translations = folder / "courseware", folder / "translations"
    return check_catalog(load_catalog(courses, exercises, translations, None), [folder])


def _seen(manifest: Manifest, comparison: Comparison) -> str:
    rows = [f"{one.name}\0{one.sha256}" for one in manifest.files]
    rows += [f"{one.name}\0{one.change}" for one in comparison.files]
    return hashlib.sha256("\n".join([comparison.standing, *rows]).encode()).hexdigest()[:32]
