"""`kisima translate`: the lessons' sentences for translators, and back."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.check import shown
from app.settings import load_settings

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.catalog.model import Course
    from app.catalog.translation.translation_files import Places
    from app.settings import Settings


@click.group()
def translate() -> None:
    """Add languages; extract, merge and count the translations of lessons and exercises.

    There is one PO file for each course and language, to be opened in Poedit or any editor. What
    this school translates lies in its data folder, own/translations/LANG/COURSE.po, over the
    translations that came with Kisima.
    """


@translate.command()
@click.argument("lang")
def add(lang: str) -> None:
    """Add a language: LANG is its code, such as so, am or pt-BR.

    Makes its PO files, one a course. The pages offer the language as soon as one text is
    translated; nothing needs to be started anew.
    """
    from app.catalog.languages import language, name_of
    from app.catalog.translation.translation_files import update_own

    if not name_of(lang):
        raise click.UsageError(
            f"nobody knows a language with the code {lang}; codes have two or three small letters, "
            "such as so for Somali"
        )
    settings = load_settings()
    places = places_of(settings)
    catalog, courses = loaded(settings, None)
    for course in courses:
        if course.source_lang != lang:
            done = update_own(catalog, course, lang, places)
            click.echo(f"{shown(places.own_path(course.slug, lang))}: {done.untranslated} to do")
    click.echo(f"{language(lang).name} is there. Translate at /translate/, or in these files.")


@translate.command()
@click.argument("lang")
@click.argument("course_slug", required=False)
@click.option("--whole", is_flag=True, help="Write texts into it that the shipped one has too.")
@click.option("--shipped", is_flag=True, help="Write into the shipped translations instead.")
def merge(lang: str, course_slug: str | None, whole: bool, shipped: bool) -> None:
    """Write new sentences into the PO files of LANG; what is translated stays.

    A sentence that changed keeps its old translation, marked fuzzy, until somebody looks at it.
    The school's own file holds what the shipped one has not; with --whole it holds everything,
    until it is merged again without. Those who maintain the shipped courses say --shipped.
    """
    from app.catalog.translation.translation_files import po_path, update_own, update_translation

    settings = load_settings()
    places = places_of(settings)
    catalog, courses = loaded(settings, course_slug)
    for course in courses:
        if shipped:
            path = po_path(settings.translations, course, lang)
            done = update_translation(catalog, course, lang, settings.translations)
        else:
            path = places.own_path(course.slug, lang)
            done = update_own(catalog, course, lang, places, whole=whole)
        click.echo(
            f"{shown(path)}: {done.translated} translated, {done.fuzzy} changed since, "
            f"{done.untranslated} to do"
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
@click.argument("lang")
@click.argument("course_slug")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def write(lang: str, course_slug: str, folder: Path) -> None:
    """Write a course's lessons in LANG as Markdown files, FOLDER/LESSON/lesson.LANG.md.

    What is not translated stays as it is in the source, byte for byte.
    """
    from app.catalog.translation.lesson_file import translate_file

    _, courses = loaded(load_settings(), course_slug)
    for lesson in courses[0].all_lessons:
        texts = lesson.words.read(lang).texts
        text = translate_file(lesson.path.read_bytes().decode("utf-8"), texts.get)
        path = folder / lesson.slug / f"lesson.{lang}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        click.echo(shown(path))


@translate.command()
@click.option("--json", "as_data", is_flag=True, help="Print JSON for a program to read.")
def status(as_data: bool) -> None:
    """Print how much of each course is translated into each language, and who reviewed it."""
    settings = load_settings()
    catalog, courses = loaded(settings, None)
    rows = shares(catalog, courses, places_of(settings))
    if as_data:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    click.echo(f"{'course':<24} {'lang':<6} {'share':>6} {'done':>6} {'changed':>8} {'to do':>6}")
    for row in rows:
        reviewed = f"  reviewed by {row['reviewed_by']}" if row["reviewed_by"] else ""
        click.echo(
            f"{row['course']:<24} {row['language']:<6} {row['share']:>6.0%} {row['done']:>6} "
            f"{row['changed']:>8} {row['to_do']:>6}{reviewed}"
        )


def shares(
    catalog: "Catalog", courses: "list[Course]", places: "Places"
) -> list[dict[str, str | int | float]]:
    """How far each course is in each language that has a folder, as plain values."""
    from app.catalog.languages import in_order
    from app.catalog.translation.extraction import extract as extracted
    from app.catalog.translation.merging import status as counted
    from app.catalog.translation.translation_files import TranslationUnreadable, current

    rows: list[dict[str, str | int | float]] = []
    languages = in_order(places.languages())
    for course in courses:
        template = extracted(catalog, course)
        for language in languages:
            if language.code == course.source_lang:
                continue
            try:
                done = counted(current(places, course.slug, language.code, template)[0])
            except TranslationUnreadable as problem:
                click.echo(str(problem), err=True)
                continue
            rows.append(
                {
                    "course": course.slug,
                    "language": language.code,
                    "share": round(done.share, 4),
                    "done": done.translated,
                    "changed": done.fuzzy,
                    "to_do": done.untranslated,
                    "reviewed_by": done.reviewed_by,
                }
            )
    return rows


def places_of(settings: "Settings") -> "Places":
    """Where the settings say that PO files are."""
    from app.catalog.translation.translation_files import Places

    return Places(settings.own / "translations", settings.translations)


def loaded(settings: "Settings", course_slug: str | None) -> "tuple[Catalog, list[Course]]":
    """The catalogue, and its courses or the one of this name."""
    from app import open_catalog

    catalog = open_catalog(settings)
    wanted = [one for one in catalog.all_courses if course_slug in (None, one.slug)]
    if not wanted:
        raise click.UsageError(f"there is no course called {course_slug}")
    return catalog, wanted
