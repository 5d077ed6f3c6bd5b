"""A course to a pack: a zip whose bytes are the same for the same contents."""

import zipfile
from typing import BinaryIO

from app.authoring.intake.file_tree import check_doubles, check_name, check_total
from app.authoring.packs.course_files import (
    Content,
    course_files,
    digest_in_pack,
    exercises_of,
    packed_bytes,
)
from app.authoring.packs.manifest import NAME, Manifest, PackedFile, to_json
from app.authoring.zip_entries import write_entry
from app.catalog.catalog import Catalog
from app.catalog.model import Course
from app.errors import N_, KisimaError


class NoCourseToPack(KisimaError):
    sentence = N_("There is no course in a folder named “%(name)s” on this computer.")


def make_pack(catalog: Catalog, slug: str, target: BinaryIO, *, made_with: str) -> Manifest:
    """Write the pack of a course, in whatever state, into a file opened for writing.

    Raises NoCourseToPack, BadName, DoubledName, TooLarge and OSError.
    """
    course = catalog.any_course(slug)
    if course is None:
        raise NoCourseToPack(name=slug)
    files = course_files(catalog, course)
    for name in files:
        check_name(name)
    check_doubles(tuple(files))
    manifest = _manifest(catalog, course, files, made_with)
    check_total(manifest.size)
    with zipfile.ZipFile(target, "w") as archive:
        write_entry(archive, NAME, to_json(manifest))
        for name in sorted(files):
            data = packed_bytes(files[name])
            write_entry(archive, name, files[name] if data is None else data)
    return manifest


def _manifest(
    catalog: Catalog, course: Course, files: dict[str, Content], made_with: str
) -> Manifest:
    packed = [PackedFile(name, *digest_in_pack(files[name])) for name in sorted(files)]
    langs = {name.split("/")[1] for name in files if name.startswith("translations/")}
    return Manifest(
        slug=course.slug,
        id=course.id,
        title=course.source_title,
        language=course.source_lang,
        licence=course.licence,
        authors=course.authors,
        exercises=tuple(sorted(one.slug for one in exercises_of(catalog, course))),
        languages=tuple(sorted(langs)),
        made_with=made_with,
        files=tuple(packed),
    )
