"""`kisima render`, `release` and `grade`: single files, without a server or a store."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click

from app.errors import KisimaError


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", default="en", help="Language of the text (default: en).")
def render(file: Path, lang: str) -> None:
    """Print the HTML body of a Markdown FILE; warnings go to standard error."""
    from app.catalog.findings import as_text
    from app.catalog.lesson_checks import markdown_findings
    from app.catalog.plain_rendering import render_file

    click.echo(render_file(file, lang))
    for found in markdown_findings(file):
        click.echo(as_text(found, base=Path.cwd()), err=True)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def release(source: Path, out: Path) -> None:
    """Write the student's version of the notebook SOURCE to OUT.

    Solutions become stubs, hidden tests are taken out, cells are locked and given checksums, as
    nbgrader does it.
    """
    from app.notebooks import read_notebook, write_notebook
    from app.notebooks import release as released

    out.write_bytes(write_notebook(released(read_notebook(source.read_bytes()))))
    click.echo(f"wrote {out}")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "form", flag_value="json", help="Print JSON: a row for each cell.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV: a line for each submission.")
@click.option("--seconds", default=20.0, help="Seconds that one cell may run (default: 20).")
def grade(source: Path, submissions: tuple[Path, ...], form: str | None, seconds: float) -> None:
    """Grade notebooks with the tests of the instructor's notebook SOURCE.

    A notebook that cannot be graded is reported and the others go on; the exit code is then 1.
    Files in a folder data/ beside SOURCE are there when the code runs.
    """
    from app.grading import grade as graded
    from app.kernels import Limits, NbclientEngine
    from app.notebooks import read_notebook

    exercise = read_notebook(source.read_bytes())
    data = source.parent / "data"
    files = {
        f"data/{path.relative_to(data).as_posix()}": path
        for path in data.rglob("*")
        if path.is_file()
    }
    rows: list[dict[str, Any]] = []
    with (
        NbclientEngine(spare=1) as engine,
        click.progressbar(submissions, label="Grading", file=sys.stderr) as bar,
    ):
        for path in bar:
            try:
                notebook = read_notebook(path.read_bytes())
                result = graded(
                    exercise,
                    notebook,
                    engine=engine,
                    limits=Limits(cell_seconds=seconds),
                    files=files,
                )
                rows.append({"file": str(path)} | result.to_json())
            except (KisimaError, OSError) as error:
                rows.append({"file": str(path), "error": str(error)})
    show(rows, form)
    sys.exit(1 if any("error" in row for row in rows) else 0)


def show(rows: list[dict[str, Any]], form: str | None) -> None:
    """Print the results in a form."""
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "csv":
        names = ("file", "score", "max_score", "needs_manual", "error")
        writer = csv.DictWriter(sys.stdout, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        for row in rows:
            said = row.get("error") or f"{row['score']:g} of {row['max_score']:g}"
            click.echo(f"{row['file']}: {said}")
            for cell in row.get("cells", ()):
                told = cell["message"] or cell["hint"]
                click.echo(
                    f"    {cell['grade_id']}: {cell['score']:g} of {cell['max_score']:g}, "
                    f"{cell['status']}{': ' + told if told and cell['status'] != 'passed' else ''}"
                )
