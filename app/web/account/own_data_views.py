"""All that is kept of a person as one file: for herself, and by an administrator for her."""

import tempfile
import zipfile
from collections.abc import Sequence

from flask import Blueprint, Response, send_file
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.notebooks import write_notebook
from app.people import accounts
from app.people.models import Account
from app.progress.own_data.everything import own_tables
from app.progress.own_data.her_work import own_notebooks
from app.progress.own_data.whose import OwnTable
from app.web.languages import language
from app.web.services import services
from app.web.tables import csv_bytes
from app.web.teach.area import for_administrators

blueprint = Blueprint("own_data", __name__)
IN_MEMORY = 2_000_000  # bytes; a longer file is built on the disk


@blueprint.get("/account/data.zip")
@login_required
def mine() -> Response:
    """All that is kept of the reader."""
    return _file(current_user)


@blueprint.get("/teach/people/<int:account_id>/data.zip")
@for_administrators
def of_person(account_id: int) -> Response:
    """All that is kept of a person, whom the administrator hands it to. Raises NoSuchAccount."""
    person = accounts.account(account_id)
    if person.erased_ms is not None:
        raise accounts.NoSuchAccount()
    return _file(person)


def _file(person: Account) -> Response:
    tables = own_tables(person, services().catalog, language())
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (sent, then closed)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("README.txt", _readme(person, tables))
        for table in tables:
            pack.writestr(f"{table.name}.csv", csv_bytes([tuple(table.columns), *table.rows]))
        for name, notebook in own_notebooks(person.id):
            pack.writestr(f"notebooks/{name}", write_notebook(notebook))
    file.seek(0)
    response = send_file(
        file,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"kisima-{person.username}.zip",
    )
    # On a shared computer nobody finds it by going back.
    response.headers["Cache-Control"] = "no-store"
    return response


def _readme(person: Account, tables: Sequence[OwnTable]) -> str:
    """What is in the file, in the reader's language."""
    lines = [
        _("All that Kisima keeps of %(name)s", name=person.full_name),
        "",
        _("The tables open in any spreadsheet, the notebooks in Jupyter."),
        _("What your instructors have not shown you yet is not in it."),
    ]
    for table in tables:
        lines += ["", f"{table.name}.csv: {_(table.about)}"]
        lines += [f"  {name}: {_(words)}" for name, words in table.columns.items()]
    return "\r\n".join([*lines, ""])
