"""Where the links and images of a lesson or an exercise lead.

Authors write paths between files, so that their text also works in an editor; pages need addresses.
A path that leads out of the course's own folders, or to nothing, has no address.
"""

import posixpath
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.catalog.digests import digest_of
from app.catalog.languages import fallback_chain
from app.catalog.model import Exercise, Lesson
from app.catalog.pages.figures import made_name
from app.catalog.pages.image_sizes import image_size

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# An image in a notebook's text is sent with every visit to its page.
MAX_INLINE_BYTES = 200_000
_IMAGES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
_EXERCISE_FILE = re.compile(r"(?:.*/)?exercises/([^/]+)(?:/(?:exercise\.ipynb)?)?")
_LESSON_FILE = re.compile(r"lesson(?:\.[A-Za-z0-9-]+)?\.md")


@dataclass(frozen=True)
class LessonLinks:
    """The links of one lesson in one language; `texts` translate the labels of its drawings."""

    catalog: "Catalog"
    lesson: Lesson
    lang: str
    texts: Mapping[str, str] = field(default_factory=dict)

    def url_for_image(self, path: str) -> str | None:
        """The address of an image beside the lesson; None where there is no such image.

        It names the image's content, so that a browser may keep what it got for ever.
        """
        name = file_beside(self.lesson, path, self.lang)
        if name is None:
            return None
        if self.texts and name == posixpath.normpath(path):
            figure = self.catalog.figure(self.lesson, name, self.lang, self.texts)
            if figure is not None:
                address = file_url(self.lesson, made_name(name, self.lang))
                return f"{address}?v={digest_of(figure)[:12]}"
        version = file_version(self.lesson.files[name])
        return file_url(self.lesson, name) + (f"?v={version}" if version else "")

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        """Width and height of an image beside the lesson, where they are plain to see."""
        name = file_beside(self.lesson, path, self.lang)
        return None if name is None else image_size(self.lesson.files[name])

    def url_for_link(self, path: str) -> str | None:
        """The address of a link; None where it leads nowhere."""
        name = file_beside(self.lesson, path, self.lang)
        if name is not None:
            return file_url(self.lesson, name)
        return page_url(self.catalog, self.lesson.folder, path, drafts=not self.lesson.is_open)


@dataclass(frozen=True)
class ExerciseLinks:
    """The links in a Markdown cell of an exercise.

    Its images travel in the page: those attached to the cell (nbformat's `attachments`, file name
    to MIME type to base64), and small ones in the exercise's folder.
    """

    catalog: "Catalog"
    exercise: Exercise
    attachments: Mapping[str, Any] = field(default_factory=dict)

    def url_for_image(self, path: str) -> str | None:
        """A `data:` address with the image in it; None where there is no such image."""
        if path.startswith("attachment:"):
            return self._attached(path.removeprefix("attachment:"))
        file = (self.exercise.folder / path).resolve()
        kind = _IMAGES.get(file.suffix.lower())
        if kind is None or not file.is_relative_to(self.exercise.folder.resolve()):
            return None
        try:
            if file.stat().st_size > MAX_INLINE_BYTES:
                return None
            return f"data:{kind};base64,{b64encode(file.read_bytes()).decode('ascii')}"
        except (OSError, ValueError):
            return None

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        """None: the image comes with the page, which then knows its size at once."""
        return None

    def _attached(self, name: str) -> str | None:
        found = self.attachments.get(name)
        for kind, data in found.items() if isinstance(found, dict) else ():
            if kind in _IMAGES.values() and isinstance(data, str):
                return f"data:{kind};base64,{''.join(data.split())}"
        return None

    def url_for_link(self, path: str) -> str | None:
        """The address of a link; None where it leads nowhere."""
        hidden = self.catalog.exercise(self.exercise.slug) is None
        return page_url(self.catalog, self.exercise.folder, path, drafts=hidden)


def lesson_url(lesson: Lesson) -> str:
    """The address of a lesson's page."""
    return f"/courses/{lesson.course_slug}/{lesson.slug}/"


def exercise_url(exercise_slug: str) -> str:
    """The address of an exercise's page."""
    return f"/exercises/{exercise_slug}/"


def file_url(lesson: Lesson, name: str) -> str:
    """The address of a file beside a lesson."""
    return f"{lesson_url(lesson)}files/{quote(name)}"


def file_version(path: Path) -> str:
    """A digest of a file's content for its address; empty where it cannot be read."""
    try:
        return digest_of(path.read_bytes())[:12]
    except OSError:
        return ""


def files_with_versions(lesson: Lesson) -> Iterator[str]:
    """What a lesson's page depends on in the files beside it: names, and contents of images."""
    for name, path in lesson.files.items():
        is_image = posixpath.splitext(name)[1].lower() in _IMAGES
        yield f"{name}\t{file_version(path) if is_image else ''}"


def file_beside(lesson: Lesson, path: str, lang: str) -> str | None:
    """The name, from the lesson's folder, of a file that may be served with it; else None.

    A drawing may have a variant for a language: `figure.fr.svg` stands in for `figure.svg`.
    """
    name = posixpath.normpath(path)
    if name not in lesson.files:
        return None
    stem, suffix = posixpath.splitext(name)
    if suffix.lower() == ".svg":
        for code in fallback_chain(lang, lesson.source_lang):
            variant = f"{stem}.{code}{suffix}"
            if variant in lesson.files:
                return variant
            if code == lesson.source_lang:
                break
    return name


def page_url(catalog: "Catalog", folder: Path, path: str, *, drafts: bool = False) -> str | None:
    """The address of the course, lesson or exercise that a path from `folder` leads to.

    Only with `drafts` may it lead to what students do not see.
    """
    if not path:
        return None
    if path.startswith("/"):
        return path if _is_page(catalog, path, drafts) else None
    target = Path(posixpath.normpath(posixpath.join(folder.as_posix(), path)))
    named = target.name == "course.yaml" or _LESSON_FILE.fullmatch(target.name)
    place = target.parent if named else target
    # One course may lie in several folders, so that names are compared and not paths.
    for root in catalog.roots.courseware:
        if place.is_relative_to(root):
            url = "/".join(("/courses", *place.relative_to(root).parts, ""))
            if _is_page(catalog, url, drafts):
                return url
    # A school's own folder may lie elsewhere than the exercises that it names.
    found = _EXERCISE_FILE.fullmatch(target.as_posix())
    if found and _exercise(catalog, found[1], drafts) is not None:
        return exercise_url(found[1])
    sibling = target.parent if target.name == "exercise.ipynb" else target
    exercise = _exercise(catalog, sibling.name, drafts)
    if exercise is not None and exercise.folder == sibling:
        return exercise_url(sibling.name)
    return None


def _exercise(catalog: "Catalog", slug: str, drafts: bool) -> Exercise | None:
    return catalog.any_exercise(slug) if drafts else catalog.exercise(slug)


def _is_page(catalog: "Catalog", path: str, drafts: bool) -> bool:
    parts = path.strip("/").split("/")
    match parts:
        case ["courses", course]:
            find = catalog.any_course if drafts else catalog.course
            return find(course) is not None
        case ["courses", course, lesson]:
            look = catalog.any_lesson if drafts else catalog.lesson
            return look(course, lesson) is not None
        case ["exercises", exercise]:
            return _exercise(catalog, exercise, drafts) is not None
    return False


@dataclass(frozen=True)
class FolderLinks:
    """Links of a file on its own: what is there on the disk exists."""

    folder: Path

    def url_for_image(self, path: str) -> str | None:
        """The path itself, if there is such a file."""
        return path if self._is_there(path) else None

    def url_for_link(self, path: str) -> str | None:
        """The path itself, if there is such a file or folder."""
        return path if self._is_there(path) else None

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        """Width and height of an image, where they are plain to see."""
        return image_size(self.folder / path) if self._is_there(path) else None

    def _is_there(self, path: str) -> bool:
        try:
            return (self.folder / path).exists()
        except (OSError, ValueError):
            return False
