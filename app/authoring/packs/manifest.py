"""pack.json: what a pack holds, with the SHA-256 of each file. docs/imports.md describes it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from app.catalog.course_folder import is_slug
from app.catalog.settings_file import ID_PATTERN
from app.errors import N_, KisimaError

NAME = "pack.json"
FORMAT = "kisima-course-pack"
VERSION = 1
MOST_BYTES = 4_000_000  # of pack.json itself: 5,000 files take a fifth
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


class NotAPack(KisimaError):
    sentence = N_(
        "This is not a course pack: it has no pack.json. A pack is made on a course's page, or "
        "with `kisima pack`."
    )


class BadManifest(KisimaError):
    sentence = N_(
        "The list of contents in this pack cannot be used (%(reason)s). Please ask for the pack "
        "again. Nothing was taken in."
    )


class PackTooNew(KisimaError):
    sentence = N_(
        "This pack was made by a newer Kisima (its form is %(version)s, and this one reads "
        "%(newest)s). Please update Kisima, or ask for a pack in the older form."
    )


@dataclass(frozen=True)
class PackedFile:
    """One file of a pack: its name, its SHA-256 in hex, and its bytes counted."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What pack.json says. `files` are in the order of their names, pack.json not among them."""

    slug: str
    id: str
    title: str
    language: str
    licence: str
    authors: tuple[str, ...]
    exercises: tuple[str, ...]
    languages: tuple[str, ...]
    made_with: str
    files: tuple[PackedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files, unpacked."""
        return sum(file.size for file in self.files)


def to_json(manifest: Manifest) -> bytes:
    """The bytes of pack.json: the same for the same contents."""
    about = {
        "format": FORMAT,
        "version": VERSION,
        "made_with": manifest.made_with,
        "course": {
            "slug": manifest.slug,
            "id": manifest.id,
            "title": manifest.title,
            "language": manifest.language,
            "licence": manifest.licence,
            "authors": list(manifest.authors),
        },
        "exercises": list(manifest.exercises),
        "languages": list(manifest.languages),
        "files": {one.name: {"sha256": one.sha256, "size": one.size} for one in manifest.files},
    }
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(data: bytes) -> Manifest:
    """Read pack.json; raises BadManifest or PackTooNew."""
    try:
        about = json.loads(data)
    except (ValueError, RecursionError):
        raise BadManifest(reason="no JSON") from None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise BadManifest(reason="format")
    version = about.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadManifest(reason="version")
    if version > VERSION:
        raise PackTooNew(version=version, newest=VERSION)
    course = _mapping(about, "course")
    manifest = Manifest(
        slug=_text(course, "slug"),
        id=_text(course, "id"),
        title=_text(course, "title") or _text(course, "slug"),
        language=_text(course, "language"),
        licence=_text(course, "licence"),
        authors=_texts(course, "authors"),
        exercises=_texts(about, "exercises"),
        languages=_texts(about, "languages"),
        made_with=_text(about, "made_with"),
        files=tuple(_file(name, one) for name, one in sorted(_mapping(about, "files").items())),
    )
    _check(manifest)
    return manifest


def _check(manifest: Manifest) -> None:
    if not is_slug(manifest.slug) or not ID_PATTERN.fullmatch(manifest.id):
        raise BadManifest(reason="course")
    if not all(is_slug(slug) for slug in manifest.exercises):
        raise BadManifest(reason="exercises")
    if not all(_LANG.fullmatch(lang) for lang in manifest.languages):
        raise BadManifest(reason="languages")
    places = [f"courseware/{manifest.slug}/"]
    places += [f"exercises/{slug}/" for slug in manifest.exercises]
    translations = {f"translations/{lang}/{manifest.slug}.po" for lang in manifest.languages}
    for file in manifest.files:
        if not file.name.startswith(tuple(places)) and file.name not in translations:
            raise BadManifest(reason=file.name[:80])
    names = {file.name for file in manifest.files}
    wanted = {f"courseware/{manifest.slug}/course.yaml"}
    wanted |= {f"exercises/{slug}/exercise.yaml" for slug in manifest.exercises}
    if not wanted <= names:
        raise BadManifest(reason=sorted(wanted - names)[0])


def _file(name: str, about: Any) -> PackedFile:
    digest = about.get("sha256") if isinstance(about, dict) else None
    size = about.get("size") if isinstance(about, dict) else None
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise BadManifest(reason=name[:80])
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise BadManifest(reason=name[:80])
    return PackedFile(name, digest, size)


def _mapping(about: dict[str, Any], key: str) -> dict[str, Any]:
    value = about.get(key)
    if not isinstance(value, dict):
        raise BadManifest(reason=key)
    return value


def _text(about: dict[str, Any], key: str) -> str:
    value = about.get(key, "")
    if not isinstance(value, str) or len(value) > 500:
        raise BadManifest(reason=key)
    return " ".join(value.split())


def _texts(about: dict[str, Any], key: str) -> tuple[str, ...]:
    value = about.get(key, [])
    if not isinstance(value, list) or len(value) > 500:
        raise BadManifest(reason=key)
    return tuple(_text({key: one}, key) for one in value)
