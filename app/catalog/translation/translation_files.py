"""A course's PO files in a language: read as they are now, brought up to date, written whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.cache import write_whole
from app.catalog.catalog import Catalog
from app.catalog.model import Course
from app.catalog.translation.layers import laid_over, taken_off
from app.catalog.translation.merging import TranslationStatus, merge, status
from app.catalog.translation.po_header import completed, without_date
from app.catalog.translation.po_words import plain_breaks, read_po
from app.errors import N_, KisimaError

if TYPE_CHECKING:
    import polib

LOCK_SECONDS = 30


class TranslationUnreadable(KisimaError):
    """A PO file that cannot be read must not be written over."""

    sentence = N_(
        "The translation %(path)s cannot be read (line %(line)s), so it was left as it is. Mend "
        "that line and try again."
    )


class TranslationBusy(KisimaError):
    """Another process has held the file for half a minute."""

    sentence = N_(
        "Another program is writing the translation %(path)s. Nothing is lost; please try again in "
        "a minute."
    )


@dataclass(frozen=True)
class Places:
    """Where PO files are: the school's own folder, and the shipped one, which is only read."""

    own: Path
    shipped: Path

    def own_path(self, slug: str, lang: str) -> Path:
        """The school's own file for a course and language."""
        return self.own / lang / f"{slug}.po"

    def shipped_path(self, slug: str, lang: str) -> Path:
        """The file that came with Kisima, if there is one."""
        return self.shipped / lang / f"{slug}.po"

    def languages(self) -> set[str]:
        """The codes of all languages that have a folder."""
        found = set()
        for root in (self.own, self.shipped):
            if root.is_dir():
                found |= {one.name for one in root.iterdir() if is_language_folder(one)}
        return found


def is_language_folder(path: Path) -> bool:
    """Whether a folder of translations is named as a language is."""
    return path.is_dir() and not path.name.startswith((".", "_"))


def po_path(translations: Path, course: Course, lang: str) -> Path:
    """Where the translation of a course into a language is kept."""
    return translations / lang / f"{course.slug}.po"


def read_file(path: Path) -> "polib.POFile | None":
    """One PO file; None where there is none. Raises TranslationUnreadable."""
    import polib

    if not path.exists():
        return None
    _, problem = read_po(path)
    if problem is not None:
        raise TranslationUnreadable(path=path.as_posix(), line=problem.line)
    text = plain_breaks(path.read_bytes().decode("utf-8-sig"))
    return polib.pofile(text, check_for_duplicates=False)


def current(
    places: Places, slug: str, lang: str, template: "polib.POFile"
) -> "tuple[polib.POFile, polib.POFile | None]":
    """A course's translation up to date with its texts, and the shipped file under it."""
    shipped = read_file(places.shipped_path(slug, lang))
    file = merge(laid_over(read_file(places.own_path(slug, lang)), shipped), template)
    file.metadata["Language"] = lang
    return file, shipped


def store(
    places: Places,
    slug: str,
    lang: str,
    file: "polib.POFile",
    shipped: "polib.POFile | None",
) -> Path:
    """Write the school's own file: what `file` says and the shipped one does not."""
    path = places.own_path(slug, lang)
    write_file(path, taken_off(file, shipped), name=slug, lang=lang)
    return path


def write_file(path: Path, file: "polib.POFile", *, name: str, lang: str) -> None:
    """Replace a PO file whole, unless only its date would change. Raises OSError."""
    file.metadata = completed(file.metadata, name=name, lang=lang)
    text = f"{file}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and without_date(path.read_bytes().decode("utf-8-sig")) == without_date(text):
        return
    write_whole(path, text.encode())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a PO file for one writer at a time, in all processes. Raises TranslationBusy."""
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS):
            yield
    except Timeout:
        raise TranslationBusy(path=path.name) from None


def update_translation(
    catalog: Catalog, course: Course, lang: str, translations: Path
) -> TranslationStatus:
    """Write the whole PO file of a course for a language, keeping every translation in it.

    Says how far the translation is now. Raises TranslationUnreadable and OSError.
    """
    from app.catalog.translation.extraction import extract

    path = po_path(translations, course, lang)
    file = extract(catalog, course)
    with locked(path):
        old = read_file(path)
        if old is not None:
            file = merge(old, file)
        write_file(path, file, name=course.slug, lang=lang)
    return status(file)


def update_own(
    catalog: Catalog, course: Course, lang: str, places: Places, *, whole: bool = False
) -> TranslationStatus:
    """Bring the school's own PO file up to date; `whole` writes the shipped words into it too.

    Says how far both together are now. Raises TranslationUnreadable and OSError.
    """
    from app.catalog.translation.extraction import extract

    path = places.own_path(course.slug, lang)
    template = extract(catalog, course)
    with locked(path):
        file, shipped = current(places, course.slug, lang, template)
        store(places, course.slug, lang, file, None if whole else shipped)
    return status(file)
