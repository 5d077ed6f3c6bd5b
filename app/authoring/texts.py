"""The texts of the school's own folder: read, saved, typed and not saved, and brought back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.authoring import typed, versions
from app.authoring.lesson_ids import with_right_ids
from app.authoring.own_folder import KINDS, NoSuchFile, OwnFolder, Source, text_of
from app.authoring.saving import Saved, Saver
from app.authoring.typed import Typed
from app.authoring.versions import Reason, Version
from app.catalog.catalog import Catalog
from app.catalog.course_folder import is_slug
from app.errors import KisimaError


class Texts:
    """The texts of the own folder and the shipped ones behind it. Courses and lessons are named by
    their slugs, files by their keys (see own_folder), people by their account ids.

    Whatever writes raises OwnFolderBusy, OwnFolderUnwritable, DiskFull or StoreBusy when it cannot.
    """

    def __init__(
        self,
        own: Path,
        catalog: Callable[[], Catalog],
        look: Callable[[], Catalog] | None = None,
    ) -> None:
        """`catalog` gives the catalogue; `look` the same, after looking for changes just made."""
        self.own = own
        self.catalog = catalog
        self.look = look or (lambda: catalog().reloaded())

    @property
    def saver(self) -> Saver:
        """What writes files of the own folder."""
        return Saver(self.folder)

    # Files and their texts

    @property
    def folder(self) -> OwnFolder:
        """The own folder and the shipped ones behind it."""
        roots, own = self.catalog().roots, self.own.absolute()
        return OwnFolder(
            self.own,
            {
                kind: tuple(root for root in getattr(roots, kind) if root != own / kind)
                for kind in KINDS
            },
        )

    def course_key(self, course: str) -> str:
        """The key of a course's course.yaml; raises NoSuchFile for what is no slug."""
        if not is_slug(course):
            raise NoSuchFile(key=course)
        return f"courseware/{course}/course.yaml"

    def lesson_key(self, course: str, lesson: str, lang: str = "") -> str:
        """The key of a lesson's file, or of its file of its own in a language."""
        if not is_slug(course) or not is_slug(lesson):
            raise NoSuchFile(key=f"{course}/{lesson}")
        name = f"lesson.{lang}.md" if lang else "lesson.md"
        return f"courseware/{course}/{lesson}/{name}"

    def source(self, key: str) -> Source:
        """A file's text as it is on the disk now. Where another program has changed it since the
        last look, that is kept as a version. Raises NoSuchFile, FileUnreadable or NotText."""
        folder = self.folder
        Saver(folder).notice(key)
        return folder.source(key)

    def save(
        self, key: str, text: str, *, base_version: str, by: int, reason: Reason = "saved"
    ) -> Saved:
        """Save a file whole; `base_version` is the `Source.version` that the author has seen, ""
        for a new file. Raises ChangedMeanwhile with both texts; then nothing is written."""
        with _kept_as_typed(by, key, text, base_version):
            saved = self.saver.save_text(key, text, base_version=base_version, by=by, reason=reason)
        self.look()
        return saved

    def lesson_source(self, course: str, lesson: str, lang: str = "") -> Source:
        """A lesson's text: see `source`. It need not be readable as a lesson."""
        return self.source(self.lesson_key(course, lesson, lang))

    def save_lesson(
        self,
        course: str,
        lesson: str,
        text: str,
        *,
        base_version: str,
        by: int,
        lang: str = "",
    ) -> Saved:
        """Save a lesson: see `save`. A shipped one is copied into the own folder. Missing ids of
        the lesson and its quizzes are written into the text: go on with `Saved.text`. Raises
        FrontMatterBroken too."""
        key = self.lesson_key(course, lesson, lang)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if lang:
            return self.save(key, text, base_version=base_version, by=by)
        with _kept_as_typed(by, key, text, base_version):
            path = self.folder.path(key)
            written = with_right_ids(self.look(), course, lesson, path, text)
        return self.save(key, written, base_version=base_version, by=by)

    # What is typed and not saved

    def keep_typed(self, by: int, key: str, text: str, base_version: str) -> None:
        """Keep what somebody types, until it is saved or dropped; the same twice is once."""
        self.folder.path(key)
        typed.keep_typed(by, key, text, base_version)

    def typed(self, by: int, key: str) -> Typed | None:
        """What somebody has typed into a file's editor and not saved."""
        return typed.typed(by, key)

    def all_typed(self, by: int) -> tuple[Typed, ...]:
        """Everything that somebody has typed and not saved, the newest first."""
        return typed.all_typed(by)

    def drop_typed(self, by: int, key: str) -> None:
        """Forget what somebody typed, because it is given up."""
        typed.drop_typed(by, key)

    # Versions

    def versions(self, key: str) -> tuple[Version, ...]:
        """The versions of a file, newest first, that on the disk among them."""
        self.saver.notice(key)
        return versions.versions(key)

    def version(self, id: int) -> tuple[Version, str]:
        """A version and its text; raises NoSuchVersion or NotText."""
        found, data = versions.version(id)
        return found, text_of(found.key, data)

    def bring_back(self, id: int, *, by: int) -> Saved:
        """Make a version the file's text again; that is a new version, so it can be undone too.
        Raises NoSuchVersion."""
        found, data = versions.version(id)
        saver = self.saver
        with saver.alone():
            saver.replace(found.key, data, by=by, reason="brought_back")
        self.look()
        return Saved(text_of(found.key, data), found.digest, found.key)


@contextmanager
def _kept_as_typed(by: int, key: str, text: str, base_version: str) -> Iterator[None]:
    """What could not be saved stays kept as typed, so that its author finds it again."""
    try:
        yield
    except KisimaError:
        with suppress(KisimaError):
            typed.keep_typed(by, key, text, base_version)
        raise
