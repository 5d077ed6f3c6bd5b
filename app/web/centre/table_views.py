"""Many schools at once: a table is read, shown with what is wrong in it, then made."""

from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.centre.codes import CODE_DAYS
from app.centre.school_lists import SchoolCodes, SchoolRow, enrol_schools, read_school_table
from app.centre.table_preview import preview
from app.centre.transactions import reading, writing
from app.errors import KisimaError
from app.web.centre.area import blueprint, for_administrators, who
from app.web.centre.forms import MOST_DAYS, TableForm
from app.web.centre.sheet import Card, cards_file, key_of_codes, sheet
from app.web.downloads import as_download
from app.web.errors import sentence_of
from app.web.once import counts_once
from app.web.tables import csv_bytes

ROWS_SHOWN = 200
EXAMPLE = [
    ("region", "district", "school", "reference", "codes"),
    ("Coast", "Kilifi", "Mtwapa Vocational School", "KE-0417", 1),
    ("Coast", "Kilifi", "Malindi Technical Institute", "KE-0418", 2),
    ("Nyanza", "", "Kisumu Polytechnic", "", 1),
]


@blueprint.get("/schools/table")
@for_administrators
def table() -> ResponseReturnValue:
    """What the table should look like, and the form to send it."""
    return _form(TableForm())


@blueprint.post("/schools/table")
@for_administrators
def read_table() -> ResponseReturnValue:
    """What the table would make, and what is wrong in it; nothing is made yet."""
    form = TableForm()
    if not form.validate_on_submit():
        return _form(form), 422
    data = form.file.data.read() if form.file.data else b""
    data = data or (form.pasted.data or "").encode()
    if not data.strip():
        form.form_errors.append(_("Please choose a file, or paste the cells."))
        return _form(form), 422
    try:
        rows, findings = read_school_table(data)
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _form(form), 422
    with reading() as connection:
        seen = preview(connection, rows)
    return render_template(
        "centre/table_preview.html",
        rows=rows[:ROWS_SHOWN],
        total=len(rows),
        findings=[(one.line, sentence_of(one.error)) for one in findings],
        seen=seen,
        csv=_as_csv(rows),
        days=form.days.data or CODE_DAYS,
    )


@blueprint.post("/schools/table/make")
@for_administrators
@counts_once
def make_table() -> ResponseReturnValue:
    """Make what the table says, and show its codes, as cards or as a file."""
    try:
        rows, _findings = read_school_table(request.form.get("table", "").encode())
    except KisimaError:
        return redirect(url_for("centre.table"), 303)
    days = request.form.get("days", CODE_DAYS, type=int)
    days = min(max(1, days), MOST_DAYS)
    with writing() as connection:
        key = key_of_codes(connection)
        made = enrol_schools(connection, key, who(), rows, days)
    cards = [card for one in made for card in _cards(one)]
    if request.form.get("as") == "file":
        return cards_file(cards, days)
    return sheet(cards, days, back=url_for("centre.schools"))


@blueprint.get("/schools/example.csv")
@for_administrators
def example() -> ResponseReturnValue:
    """A table to begin with."""
    response = Response(csv_bytes(EXAMPLE), mimetype="text/csv")
    as_download(response, "schools-example.csv")
    return response


def _form(form: TableForm) -> str:
    return render_template("centre/table.html", form=form, example=EXAMPLE)


def _cards(made: SchoolCodes) -> list[Card]:
    place = tuple(name for name in (made.row.region, made.row.district) if name)
    return [Card(made.row.school, made.row.reference, place, code) for code in made.codes]


def _as_csv(rows: Sequence[SchoolRow]) -> str:
    """The good rows as the next form sends them."""
    import csv
    import io

    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(EXAMPLE[0])
    for row in rows:
        writer.writerow([row.region, row.district, row.school, row.reference, row.codes])
    return written.getvalue()
