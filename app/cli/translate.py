"""`kisima translate`: the lessons' sentences for translators, and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.check import shown
from app.settings import load_settings

if TYPE_CHECKING:
    import polib

    from app.catalog import Catalog
    from app.catalog.model import Course


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
    import polib

    from app.catalog.merging import merge as merged
    from app.catalog.merging import status as counted

    settings = load_settings()
    for course, template in templates(course_slug):
        path = settings.translations / lang / f"{course.slug}.po"
        old = polib.pofile(str(path)) if path.exists() else new_file(lang)
        result = merged(old, template)
        path.parent.mkdir(parents=True, exist_ok=True)
        result.save(str(path))
        done = counted(result)
        click.echo(
            f"{shown(path)}: {done.translated} translated, {done.fuzzy} fuzzy, "
            f"{done.untranslated} to do"
        )


@translate.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("course_slug", required=False)
def extract(folder: Path, course_slug: str | None) -> None:
    """Write each course's sentences to FOLDER/COURSE.pot."""
    folder.mkdir(parents=True, exist_ok=True)
    for course, template in templates(course_slug):
        path = folder / f"{course.slug}.pot"
        template.save(str(path))
        click.echo(f"{path}: {len(template)} sentences")


@translate.command()
def status() -> None:
    """Print how much of each course is translated, and who reviewed it."""
    import polib

    from app.catalog.merging import status as counted

    settings = load_settings()
    for path in sorted(settings.translations.glob("*/*.po")):
        done = counted(polib.pofile(str(path)))
        reviewed = f"reviewed by {done.reviewed_by}" if done.reviewed_by else "not yet reviewed"
        click.echo(
            f"{path.parent.name}  {path.stem:<24} {done.share:>5.0%}  {done.fuzzy} fuzzy, "
            f"{done.untranslated} to do, {reviewed}"
        )


def templates(course_slug: str | None) -> "list[tuple[Course, polib.POFile]]":
    """The courses, or the one of this name, with their sentences."""
    from app.catalog import load_catalog
    from app.catalog.extraction import extract as extracted

    settings = load_settings()
    catalog: Catalog = load_catalog(
        settings.courseware, settings.exercises, settings.translations, None
    )
    wanted = [one for one in catalog.courses if course_slug in (None, one.slug)]
    if not wanted:
        raise click.UsageError(f"there is no course called {course_slug}")
    base = settings.courseware.parent
    return [(course, extracted(catalog, course, base=base)) for course in wanted]


def new_file(lang: str) -> "polib.POFile":
    """The file of a language that has none yet; nobody has reviewed it."""
    import polib

    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Reviewed-By": "",
    }
    return file
