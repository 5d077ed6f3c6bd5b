"""`kisima render`, `release` and `grade`: single files, without a server or a store."""

import csv
import json
import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from app.cli.notebook_sources import data_files, notebooks_in, read_source
from app.errors import KisimaError

# So many notebooks cost less processor time when each imports what it needs than when all the
# usual libraries are made ready first.
FEW = 3


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", default="en", help="Language of the text (default: en).")
def render(file: Path, lang: str) -> None:
    """Print the HTML body of a Markdown FILE; warnings go to standard error."""
    from app.catalog.checks.lesson_checks import markdown_findings
    from app.catalog.findings import as_text
    from app.catalog.pages.plain_rendering import render_file

    click.echo(render_file(file, lang))
    for found in markdown_findings(file):
        click.echo(as_text(found, base=Path.cwd()), err=True)


_header = click.option(
    "--header",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Notebook whose cells come first (default: header.ipynb beside SOURCE, if there is one).",
)
_footer = click.option(
    "--footer",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Notebook whose cells come last (default: footer.ipynb beside SOURCE).",
)


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@_header
@_footer
@click.option(
    "--instructor",
    is_flag=True,
    help="Write the instructor's version: solutions kept, header, footer and AUTOTEST tests in it.",
)
def release(
    source: Path, out: Path, header: Path | None, footer: Path | None, instructor: bool
) -> None:
    """Write the student's version of SOURCE, a notebook or a folder, to OUT.

    Solutions become stubs, hidden tests are taken out, AUTOTEST lines become tests, cells are
    locked and given checksums, as nbgrader does it. Of a folder, all notebooks are released and
    the files beside them are copied, except wrong/, exercise.yaml and autotests.yml. One notebook
    that cannot be released is reported and the others go on; the exit code is then 1.
    """
    from app.notebooks import release as released
    from app.notebooks import write_notebook

    failed = False
    folder = source if source.is_dir() else None
    for path in notebooks_in(source):
        into = out / path.relative_to(folder) if folder else out / path.name
        into = into if folder or out.is_dir() else out
        try:
            if into.resolve() == path.resolve():
                raise click.ClickException(f"{into} is the source itself; choose another OUT.")
            notebook = read_source(path, header=header, footer=footer)
            made = notebook if instructor else released(notebook)
            into.parent.mkdir(parents=True, exist_ok=True)
            into.write_bytes(write_notebook(made))
            click.echo(f"wrote {into}")
        except (KisimaError, OSError) as error:
            failed = True
            click.echo(f"{path}: {error}", err=True)
    for path in data_files(folder, besides=out) if folder else ():
        into = out / path.relative_to(source)
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, into)
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "form", flag_value="json", help="Print JSON: a row for each cell.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV: a line for each submission.")
@click.option("--seconds", default=20.0, help="Seconds that one cell may run (default: 20).")
@click.option("--by-value", is_flag=True, help="Run the tests apart from the students' code.")
@_header
@_footer
def grade(
    source: Path,
    submissions: tuple[Path, ...],
    form: str | None,
    seconds: float,
    by_value: bool,
    header: Path | None,
    footer: Path | None,
) -> None:
    """Grade notebooks with the tests of the instructor's notebook SOURCE.

    SUBMISSIONS are notebooks or folders of them. One that cannot be graded is reported and the
    others go on; the exit code is then 1. Files in a folder data/ beside SOURCE are there when the
    code runs.
    """
    from app.grading import grade as graded
    from app.kernels import Limits
    from app.kernels.engines import best_engine
    from app.kernels.interface import PRELOAD
    from app.notebooks import read_notebook
    from app.notebooks.source_review import review_source

    try:
        exercise = read_source(source, header=header, footer=footer)
    except (KisimaError, OSError) as error:
        raise click.ClickException(f"{source}: {error}") from None
    files = {
        path.relative_to(source.parent).as_posix(): path
        for path in (source.parent / "data").rglob("*")
        if path.is_file()
    }
    for review in review_source(exercise, files):
        click.echo(f"{source}: {review}", err=True)
    paths = [path for given in submissions for path in notebooks_in(given)]
    rows: list[dict[str, Any]] = []
    with (
        closing(best_engine(preload=PRELOAD if len(paths) > FEW else ())) as engine,
        click.progressbar(paths, label="Grading", file=sys.stderr, hidden=len(paths) < 2) as bar,
    ):
        for path in bar:
            try:
                result = graded(
                    exercise,
                    read_notebook(path.read_bytes()),
                    engine=engine,
                    limits=Limits(cell_seconds=seconds),
                    files=files,
                    by_value=by_value or None,
                )
                rows.append({"file": str(path)} | in_words(result.to_json(), result))
            except (KisimaError, OSError) as error:
                rows.append({"file": str(path), "error": str(error)})
    show(rows, form)
    sys.exit(1 if any("error" in row for row in rows) else 0)


def in_words(data: dict[str, Any], result: Any) -> dict[str, Any]:
    """The result's JSON with remarks, notes and flags as English sentences."""
    for row, cell in zip(data["cells"], result.cells, strict=True):
        row["message"] = str(cell.remark) if cell.remark else cell.message
        del row["remark"]
    return data | {
        "notes": [str(note) for note in result.notes],
        "flags": [str(flag) for flag in result.flags],
    }


def show(rows: list[dict[str, Any]], form: str | None) -> None:
    """Print the results in a form."""
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "csv":
        names = ("file", "score", "max_score", "needs_manual", "flags", "error")
        writer = csv.DictWriter(sys.stdout, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "flags": " ".join(row.get("flags", ()))} for row in rows)
    else:
        for row in rows:
            show_one(row)


def show_one(row: dict[str, Any]) -> None:
    """Print one submission's result for a person to read."""
    if "error" in row:
        click.echo(f"{row['file']}: {row['error']}")
        return
    waits = ", and a part waits for you" if row["needs_manual"] else ""
    click.echo(f"{row['file']}: {row['score']:g} of {row['max_score']:g}{waits}")
    for cell in row["cells"]:
        told = cell["message"] or cell["hint"]
        click.echo(
            f"    {cell['grade_id']}: {cell['score']:g} of {cell['max_score']:g}, "
            f"{cell['status']}{': ' + told if told and cell['status'] != 'passed' else ''}"
        )
    if not row["cells"]:
        click.echo("    No cell of this exercise has points. Give points to its test cells.")
    for remark in (*row["notes"], *row["flags"]):
        click.echo(f"    note: {remark}")
