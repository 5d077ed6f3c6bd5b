"""`kisima print`: a course as one file for paper, a handbook or a guide."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from app.catalog import Catalog
from app.catalog.model import Course
from app.cli.options import data_option
from app.settings import load_settings


@click.command("print")
@click.argument("course")
@click.option("--lang", default="", help="Language of the file (default: the course's own).")
@click.option(
    "--for", "reader", type=click.Choice(["student", "instructor"]), default="student",
    help="Whom it is for; an instructor's file has the answers.",
)  # fmt: skip
@click.option("--with-bank", is_flag=True, help="Add the final test's questions (instructors).")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write (default: COURSE-handbook.html or COURSE-guide.html).",
)  # fmt: skip
@data_option
def print_course(
    course: str, lang: str, reader: str, with_bank: bool, out: Path | None, data: Path | None
) -> None:
    """Write the course of a folder, COURSE, as one HTML file that needs nothing else.

    Open the file in a browser and print it, or hand it on as it is.
    """
    from app import open_catalog
    from app.web.printing.documents import Printing, guide_html, handbook_html, in_language
    from app.web.printing.paper_app import paper_app

    settings = load_settings({"data": data})
    catalog = open_catalog(settings)
    wanted = course_named(catalog, course)
    code = lang or wanted.source_lang
    if code not in wanted.languages:
        raise click.UsageError(f"{course} is there in: {', '.join(sorted(wanted.languages))}.")
    if with_bank and reader == "student":
        raise click.UsageError("The questions of the final test are for instructors only.")
    printing = Printing(catalog, wanted, code, settings.pass_share)
    with TemporaryDirectory() as folder:
        app = paper_app(settings.translations, Path(folder))
        with in_language(app, code):
            if reader == "student":
                text = handbook_html(printing)
            else:
                text = guide_html(printing, with_bank=with_bank)
    kind = "handbook" if reader == "student" else "guide"
    path = out or Path(f"{course}-{kind}{'' if code == wanted.source_lang else f'.{code}'}.html")
    path.write_text(text, "utf-8", newline="\n")
    click.echo(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def course_named(catalog: Catalog, slug: str) -> Course:
    """The course of a folder, in whatever state. Raises UsageError."""
    found = catalog.any_course(slug)
    if found is None:
        known = ", ".join(sorted(one.slug for one in catalog.all_courses))
        raise click.UsageError(f"There is no course {slug}. There are: {known}.")
    return found


# The group looks for a command by its name, which is one of Python's own functions too.
print = print_course
