"""Writing a course's PO files: begun from its texts, or brought up to date with them."""

from pathlib import Path

import polib

from app.catalog.cache import write_whole
from app.catalog.catalog import Catalog
from app.catalog.model import Course
from app.catalog.translation.extraction import extract
from app.catalog.translation.merging import TranslationStatus, merge, status
from app.catalog.translation.po_words import read_po
from app.errors import N_, KisimaError


class TranslationUnreadable(KisimaError):
    """A PO file that cannot be read must not be written over."""

    sentence = N_(
        "The translation %(path)s cannot be read (line %(line)s), so it was left as it is. Mend "
        "that line and try again."
    )


def po_path(translations: Path, course: Course, lang: str) -> Path:
    """Where the translation of a course into a language is kept."""
    return translations / lang / f"{course.slug}.po"


def update_translation(
    catalog: Catalog, course: Course, lang: str, translations: Path
) -> TranslationStatus:
    """Write the PO file of a course for a language, keeping every translation that is in it.

    Says how far the translation is now. Raises TranslationUnreadable and OSError.
    """
    path = po_path(translations, course, lang)
    file = extract(catalog, course)
    file.metadata["Language"] = lang
    if path.exists():
        _, problem = read_po(path)
        if problem is not None:
            raise TranslationUnreadable(path=path.as_posix(), line=problem.line)
        file = merge(polib.pofile(path.read_bytes().decode("utf-8-sig")), file)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, f"{file}".encode())
    return status(file)
