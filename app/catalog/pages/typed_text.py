"""A lesson's text that is being typed, rendered as its page will be, with what is wrong in it."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.catalog.competencies import read_competencies
from app.catalog.findings import Finding, in_reading_order
from app.catalog.front_matter import FrontMatter, line_of_key, split_front_matter
from app.catalog.lesson_folder import KINDS, LESSON_KEYS, SERVED
from app.catalog.markdown.rendered import Part
from app.catalog.pages.image_sizes import image_size
from app.catalog.pages.links import file_version, page_url
from app.catalog.settings_file import YamlSettings

# What the front matter of a lesson's file in another language may say.
VARIANT_KEYS = LESSON_KEYS | {"adapted"}

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog


@dataclass(frozen=True)
class TypedPage:
    """What a text would look like. `minutes` and `exercise` (a slug) are None where the text
    names none that can be used; the findings stand in reading order."""

    title: str
    minutes: int | None
    exercise: str | None
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]


def typed_page(
    catalog: "Catalog",
    course: str,
    lesson: str,
    text: str,
    *,
    lang: str,
    files_at: str,
    words: Mapping[str, str],
) -> TypedPage:
    """Render the text as if it were saved as the lesson of these slugs, which need not exist.

    In another language than the lesson's it is the lesson's own file there. `files_at` is the
    address below which the files beside the lesson are served. `words` are translations of the few
    words that rendering adds. Never raises for what is in the text.
    """
    # Markdown's machinery takes memory, and most schools' days pass without writing.
    from app.catalog.checks.lesson_checks import as_findings, variant_findings
    from app.catalog.markdown.rendering import render

    links = FilesAtHand(catalog, course, lesson, files_at)
    found = catalog.any_lesson(course, lesson)
    source = found if found is not None and found.source_lang != lang else None
    path = links.folders[0] / (f"lesson.{lang}.md" if source else "lesson.md")
    front = split_front_matter(text)
    rendered = render(
        front.body,
        links=links,
        lang=lang,
        words=lambda word: words.get(word, word),
    )
    settings = YamlSettings(path, front.values, text)
    exercise = settings.text("exercise").removeprefix("exercises/").strip("/")
    title = settings.text("title") or rendered.title
    findings = [
        *_front_findings(
            catalog, front, settings, exercise, title, VARIANT_KEYS if source else LESSON_KEYS
        ),
        *as_findings(path, rendered.warnings),
        *(variant_findings(source, path, text) if source else ()),
    ]
    return TypedPage(
        title=title or path.parent.name,
        minutes=settings.whole("minutes", None),
        exercise=exercise if exercise and catalog.any_exercise(exercise) else None,
        parts=rendered.parts,
        findings=in_reading_order([*findings, *settings.findings]),
    )


def _front_findings(
    catalog: "Catalog",
    front: FrontMatter,
    settings: YamlSettings,
    exercise: str,
    title: str,
    keys: frozenset[str],
) -> Iterator[Finding]:
    path, text = settings.path, settings.source
    if front.problem is not None:
        yield Finding(path, front.problem.line, "bad-yaml", {"reason": front.problem.reason})
        return
    settings.unknown_keys(keys)
    read_competencies(settings)
    settings.choice("kind", KINDS, "lesson")
    settings.state()
    if not title:
        settings.report("title", "missing-title")
    if exercise and catalog.any_exercise(exercise) is None:
        line = line_of_key(text, "exercise")
        yield Finding(path, line, "unknown-exercise", {"name": exercise})


@dataclass(frozen=True)
class FilesAtHand:
    """Links of a text that is being typed: files are looked for where they lie now, so that a
    picture added a moment ago shows."""

    catalog: "Catalog"
    course: str
    lesson: str
    files_at: str

    @property
    def folders(self) -> list[Path]:
        """Where the lesson's files may lie, in the order in which they count."""
        return [root / self.course / self.lesson for root in self.catalog.roots.courseware]

    def file(self, path: str) -> Path | None:
        """The file at a path from the lesson that may be served with it; None for what is hidden,
        of another kind, absent, or leads out of the lesson's folder."""
        name = posixpath.normpath(path)
        hidden = any(part.startswith(".") for part in name.split("/"))
        if hidden or posixpath.splitext(name)[1].lower() not in SERVED:
            return None
        found = (_inside(folder, name) for folder in self.folders)
        return next((file for file in found if file is not None), None)

    def url_for_image(self, path: str) -> str | None:
        """The address of a picture beside the lesson, naming its content; None without one."""
        file = self.file(path)
        return None if file is None else f"{self._address(path)}?v={file_version(file)}"

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        """Width and height of a picture, where they are plain to see."""
        file = self.file(path)
        return None if file is None else image_size(file)

    def url_for_link(self, path: str) -> str | None:
        """The address of a file beside the lesson, or of a page; None where there is none."""
        if self.file(path) is not None:
            return self._address(path)
        lesson = self.catalog.any_lesson(self.course, self.lesson)
        drafts = lesson is None or not lesson.is_open
        return page_url(self.catalog, self.folders[0], path, drafts=drafts)

    def _address(self, path: str) -> str:
        return self.files_at + quote(posixpath.normpath(path))


def _inside(folder: Path, name: str) -> Path | None:
    file = folder / name
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
        return file if inside and file.is_file() else None
    except (OSError, ValueError):
        return None
