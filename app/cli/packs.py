"""`kisima pack`, `unpack`, `import` and `export`: courses from one school or system to another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import data_option
from app.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.authoring.importing.problems import Problem
    from app.authoring.workshop import Workshop


@click.command()
@click.argument("course")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
def pack(course: str, file: Path, data: Path | None) -> None:
    """Write the course of a folder, COURSE, into a course pack, FILE, for another school."""
    from app import __version__, open_catalog
    from app.authoring.packs.making import make_pack

    catalog = open_catalog(load_settings({"data": data}))
    with _written(file) as target, target.open("wb") as packed:
        manifest = make_pack(catalog, course, packed, made_with=f"Kisima {__version__}")
    click.echo(f"{file}: {len(manifest.files)} files, {file.stat().st_size / 1e6:.1f} MB")
    if not manifest.licence:
        click.echo("The course names no licence, so others may not change it or pass it on.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Take it in; without, only show what is in it.")
@click.option("--copy", "choice", flag_value="copy", help="Take it as a new copy beside mine.")
@click.option("--replace", "choice", flag_value="replace", help="Replace mine; it is kept.")
@click.option("--publish", is_flag=True, help="Students see a new course at once.")
@data_option
def unpack(file: Path, yes: bool, choice: str | None, publish: bool, data: Path | None) -> None:
    """Show a course pack, and with --yes take it into this school's own courses."""
    from app.authoring.packs.taking_in import Choice, show_pack, take_in

    with _workshop(load_settings({"data": data})) as workshop:
        shown = show_pack(file, workshop)
        manifest, comparison = shown.manifest, shown.comparison
        authors = ", ".join(manifest.authors) or "not named"
        click.echo(f"{manifest.title} ({manifest.slug}), by {authors}")
        size = f"{len(manifest.files)} files, {manifest.size / 1e6:.1f} MB"
        click.echo(f"licence: {manifest.licence or 'none'}; {size}; here: {comparison.standing}")
        for one in comparison.files:
            if comparison.standing == "differs" and one.change != "same":
                click.echo(f"  {one.change:8} {one.name}")
        _tell(shown.problems)
        for finding in shown.findings:
            place = f"{finding.path.relative_to(shown.base).as_posix()}:{finding.line}"
            click.echo(f"  {place}: {finding.sentence}")
        if not yes:
            wanted = " or ".join({"new": "--yes"}.get(c, f"--yes --{c}") for c in shown.choices)
            click.echo(f"Nothing was taken in. To take it in: kisima unpack {file} {wanted}")
            return
        chosen: Choice = "new" if choice is None else "copy" if choice == "copy" else "replace"
        taken = take_in(file, workshop, chosen, by=None, draft=not publish, seen=shown.seen)
        click.echo(f"Taken in: {workshop.own / 'courseware' / taken.slug}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--yes", is_flag=True, help="Take it in; without, only show what would be made.")
@data_option
def import_(file: Path, yes: bool, data: Path | None) -> None:
    """Take in FILE: questions as GIFT, Aiken or `* + -` text, a folder or zip of Markdown, or
    sources of nbgrader. What is made is a draft."""
    from app.authoring.importing.recognising import kind_of
    from app.authoring.importing.taking_in import plan_of, take_in

    kind = kind_of(file, file.name)
    if kind == "pack":
        raise click.UsageError("this is a course pack: use kisima unpack")
    with _workshop(load_settings({"data": data})) as workshop:
        if yes:
            plan = take_in(file, kind, file.name, workshop, by=None)
        else:
            plan = plan_of(file, kind, file.name, workshop)
        for lesson in plan.lessons:
            click.echo(f"lesson {lesson.slug}: {lesson.title}, {lesson.questions} questions")
        for exercise in plan.exercises:
            click.echo(f"exercise {exercise.slug}: {exercise.title}, {exercise.points:g} points")
        _tell(plan.problems)
        if not yes:
            click.echo(f"Nothing was taken in. To take it in: kisima import {file} --yes")
        elif plan.course:
            click.echo(f"Taken in: {workshop.own / 'courseware' / plan.course}")


@click.command()
@click.argument("course")
@click.option("--gift", type=click.Path(path_type=Path, dir_okay=False), help="GIFT for Moodle.")
@click.option(
    "--nbgrader", type=click.Path(path_type=Path, dir_okay=False), help="A zip of sources."
)
@data_option
def export(course: str, gift: Path | None, nbgrader: Path | None, data: Path | None) -> None:
    """Write the questions of COURSE as GIFT, or its exercises as a source folder of nbgrader."""
    from app import open_catalog
    from app.authoring.exporting.gift import write_gift
    from app.authoring.exporting.lesson_texts import gift_lessons
    from app.authoring.exporting.nbgrader_source import write_nbgrader
    from app.authoring.packs.course_files import exercises_of
    from app.authoring.packs.making import NoCourseToPack

    if gift is None and nbgrader is None:
        raise click.UsageError("say --gift FILE or --nbgrader FILE")
    catalog = open_catalog(load_settings({"data": data}))
    found = catalog.any_course(course)
    if found is None:
        raise NoCourseToPack(name=course)
    if gift is not None:
        text, problems = write_gift(gift_lessons(found), found.source_title)
        with _written(gift) as target:
            target.write_text(text, "utf-8", newline="\n")
        _tell(problems)
        click.echo(f"{gift}: {text.count('::[markdown]')} questions")
    if nbgrader is not None:
        with _written(nbgrader) as target, target.open("wb") as packed:
            count = write_nbgrader(found.slug, exercises_of(catalog, found), packed)
        click.echo(f"{nbgrader}: {count} exercises")


def _tell(problems: "tuple[Problem, ...]") -> None:
    for problem in problems:
        click.echo(f"  {problem.place or '-'}: {problem.text}")


@contextmanager
def _workshop(settings: Settings) -> "Iterator[Workshop]":
    """The workshop with the store behind it, since versions are kept there."""
    from app import create_store, open_catalog
    from app.authoring.workshop import Workshop
    from app.catalog.shelf import Shelf

    app = create_store(settings, connections=2)
    shelf = Shelf(open_catalog(settings))
    with app.app_context():
        yield Workshop(settings.own, shelf.current, shelf.look_now)


@contextmanager
def _written(file: Path) -> Iterator[Path]:
    """A file beside the wanted one, which takes its place when it is whole."""
    part = file.with_name(f".{file.name}.part")
    try:
        yield part
        part.replace(file)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
