"""Names of files that a browser saves: a header of HTTP holds Latin letters only."""

import pytest
from flask import Response
from werkzeug.http import parse_options_header

from app.web.downloads import as_download


@pytest.mark.parametrize(
    "name", ["marks-J9J.csv", "الدرجات-J9J.csv", "أمينة.حسن.html", 'a "b".zip']
)
def test_a_name_arrives_as_it_is(name: str) -> None:
    said = as_download(Response(), name).headers["Content-Disposition"]
    said.encode("latin-1")  # as waitress sends it
    assert parse_options_header(said) == ("attachment", {"filename": name})


def test_old_programs_get_what_is_latin_in_it() -> None:
    said = as_download(Response(), "الدرجات.csv").headers["Content-Disposition"]
    assert "filename=file.csv;" in said
