"""Whatever file somebody sends, it ends as a notebook or in one clear sentence."""

import json

import nbformat
import pytest

from app.notebooks import read_notebook, write_notebook
from app.notebooks.errors import (
    BadCell,
    BadEncoding,
    NotANotebook,
    NotebookTooLarge,
    NotebookTooNew,
    NotJson,
    TooDeep,
)
from app.notebooks.output_cap import is_cut_mark


def as_bytes(notebook):
    return json.dumps(notebook).encode()


def one_cell(**cell):
    cells = [{"cell_type": "code", "metadata": {}, "source": "", "outputs": [], **cell}]
    return as_bytes({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotJson),
        (b"print('hello')", NotJson),
        (b'{"cells": [', NotJson),
        ('{"a": "é"}'.encode("latin-1"), BadEncoding),
        ('{"cells": []}'.encode("utf-16"), BadEncoding),
        (b"[]", NotANotebook),
        (b'"text"', NotANotebook),
        (b'{"nbformat": 4}', NotANotebook),
        (b'{"nbformat": "4", "cells": []}', NotANotebook),
        (b'{"nbformat": 4, "cells": {}}', NotANotebook),
        (b'{"nbformat": 3, "worksheets": 7}', NotANotebook),
        (b'{"nbformat": 5, "cells": []}', NotebookTooNew),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", NotANotebook),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}', BadCell),
        (b'{"nbformat": 4, "cells": ["x"]}', BadCell),
        (b'{"nbformat": 4, "cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", TooDeep),
        (b'{"nbformat": 4, "cells": [], "x": ' + b"[" * 300 + b"]" * 300 + b"}", TooDeep),
    ],
)
def test_what_is_no_notebook_is_refused_by_name(data, error):
    with pytest.raises(error) as caught:
        read_notebook(data)
    assert str(caught.value).endswith(".")


def test_a_file_over_the_limit_is_refused_with_its_size():
    with pytest.raises(NotebookTooLarge) as caught:
        read_notebook(b" " * 3_000_001, max_bytes=3_000_000)
    assert "4 MB" in str(caught.value) and "3 MB" in str(caught.value)


def test_a_notebook_of_format_3_is_upgraded():
    cell = {"cell_type": "code", "input": ["x = 1"], "outputs": [], "language": "python"}
    heading = {"cell_type": "heading", "level": 2, "source": ["Title"]}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "n"}}
    notebook = read_notebook(as_bytes({**old, "worksheets": [{"cells": [heading, cell]}]}))
    assert [cell["source"] for cell in notebook["cells"]] == ["## Title", "x = 1"]


def test_a_byte_order_mark_is_no_harm():
    assert read_notebook(b"\xef\xbb\xbf" + one_cell(source="x"))["cells"][0]["source"] == "x"


def test_fifty_megabytes_of_output_are_cut_with_a_mark():
    lines = [{"output_type": "stream", "name": "stdout", "text": "line\n" * 10_000_000}]
    data = one_cell(source="endless()", outputs=lines)
    notebook = read_notebook(data, max_bytes=200_000_000)
    outputs = notebook["cells"][0]["outputs"]
    assert is_cut_mark(outputs[-1]) and len(write_notebook(notebook)) < 10_000_000
    assert notebook["cells"][0]["source"] == "endless()"


def test_numbers_that_json_does_not_have_become_nothing():
    raw = one_cell(metadata={"a": 1}).replace(b'"a": 1', b'"a": NaN, "b": -Infinity, "c": 1e999')
    notebook = read_notebook(raw)
    assert notebook["cells"][0]["metadata"] == {"a": None, "b": None, "c": None}
    write_notebook(notebook)


def test_half_characters_and_nulls_are_replaced():
    notebook = read_notebook(one_cell(source="a\ud800b\0c"))
    assert notebook["cells"][0]["source"] == "a\ufffdb\ufffdc"
    write_notebook(notebook)


def test_whole_characters_outside_the_first_plane_stay():
    assert read_notebook(one_cell(source="😀"))["cells"][0]["source"] == "😀"


def test_cells_get_ids_that_are_their_own_and_stay_the_same():
    cells = [
        {"cell_type": "markdown", "source": "a", "id": "same"},
        {"cell_type": "markdown", "source": "b", "id": "same"},
        {"cell_type": "markdown", "source": "c"},
        {"cell_type": "code", "source": "d", "metadata": {"nbgrader": {"grade_id": "mean"}}},
        {"cell_type": "raw", "source": "e", "id": "not a good id"},
    ]
    data = as_bytes({"nbformat": 4, "cells": cells})
    ids = [cell["id"] for cell in read_notebook(data)["cells"]]
    assert ids == ["same", "cell-2", "cell-3", "mean", "cell-5"]
    assert ids == [cell["id"] for cell in read_notebook(data)["cells"]]


def test_damaged_outputs_are_left_out():
    good = {"output_type": "stream", "text": "ok"}
    bad = [3, {"output_type": "stream"}, {"output_type": "display_data"}, {"output_type": "pyout"}]
    notebook = read_notebook(one_cell(outputs=[*bad, good]))
    assert [output["text"] for output in notebook["cells"][0]["outputs"]] == ["ok"]


def test_what_is_written_is_valid_and_reads_back_the_same(notebook, code, text):
    made = notebook(code("a = 1\n\nb\f = 2\n", grade_id="a", solution=True), text("Größe\n😀"))
    made["cells"][0]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "1\n2"},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"text/html": "<b>\n</b>", "application/json": {"a": [1]}},
        },
    ]
    data = write_notebook(made)
    nbformat.validate(nbformat.reads(data.decode(), as_version=4))
    assert read_notebook(data) == made
    assert data == write_notebook(read_notebook(data)) and data.endswith(b"}\n")
