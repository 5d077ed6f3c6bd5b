"""`kisima translate`: the lessons' sentences for translators, and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.check import shown
from app.settings import load_settings

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.catalog.model import Course
    from app.settings import Settings


@click.group()
def translate() -> None:
    """Extract, merge and count the translations of lessons and exercises.

    There is one PO file for each course and language, translations/LANG/COURSE.po, to be opened
    in Poedit or any editor.
    """


@translate.command()
@click.argument("lang")
@click.argument("course_slug", required=False)
def merge(lang: str, course_slug: str | None) -> None:
    """Write new sentences into the PO files of LANG; what is translated stays.

    A sentence that changed keeps its old translation, marked fuzzy, until somebody looks at it.
    A language's first merge makes its files.
    """
    from app.catalog.translation.translation_files import po_path, update_translation

    settings = load_settings()
    catalog, courses = loaded(settings, course_slug)
    for course in courses:
        done = update_translation(catalog, course, lang, settings.translations)
        click.echo(
            f"{shown(po_path(settings.translations, course, lang))}: {done.translated} translated, "
            f"{done.fuzzy} fuzzy, {done.untranslated} to do"
        )


@translate.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("course_slug", required=False)
def extract(folder: Path, course_slug: str | None) -> None:
    """Write each course's sentences to FOLDER/COURSE.pot."""
    from app.catalog.translation.extraction import extract as extracted

    settings = load_settings()
    catalog, courses = loaded(settings, course_slug)
    folder.mkdir(parents=True, exist_ok=True)
    for course in courses:
        template = extracted(catalog, course, base=settings.courseware.parent)
        path = folder / f"{course.slug}.pot"
        template.save(str(path))
        click.echo(f"{path}: {len(template)} sentences")


@translate.command()
def status() -> None:
    """Print how much of each course is translated, and who reviewed it."""
    import polib

    from app.catalog.translation.merging import status as counted

    settings = load_settings()
    for path in sorted(settings.translations.glob("*/*.po")):
        done = counted(polib.pofile(str(path)))
        reviewed = f"reviewed by {done.reviewed_by}" if done.reviewed_by else "not yet reviewed"
        click.echo(
            f"{path.parent.name}  {path.stem:<24} {done.share:>5.0%}  {done.fuzzy} fuzzy, "
            f"{done.untranslated} to do, {reviewed}"
        )


def loaded(settings: "Settings", course_slug: str | None) -> "tuple[Catalog, list[Course]]":
    """The catalogue, and its courses or the one of this name."""
    from app.catalog import load_catalog

    catalog = load_catalog(
        settings.courseware_folders, settings.exercise_folders, settings.translation_folders, None
    )
    wanted = [one for one in catalog.all_courses if course_slug in (None, one.slug)]
    if not wanted:
        raise click.UsageError(f"there is no course called {course_slug}")
    return catalog, wanted
