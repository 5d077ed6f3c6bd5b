"""Uploads of every wrong kind: a clear sentence, and the draft and its versions as they were."""

import io
import json
import socket
from typing import Any

import psutil
import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from app.notebooks import errors
from app.web.practice.uploads import NoFileChosen

PAGE = "/exercises/temperature/"
MINE = "# what she typed before"
TOO_LARGE = "What you sent is too large for this computer. Please send a smaller file."


def typed(visitor: Any) -> str:
    """What stands in the first code cell that she types in."""
    notebook = json.loads(visitor.get(PAGE + "notebook.ipynb").data)
    return "".join(notebook["cells"][2]["source"])


def save(visitor: Any, text: str = MINE) -> None:
    page = visitor.get(PAGE).text
    account = page.split('name="account" value="')[1].split('"')[0]
    values = {"account": account, "base": "0", "cell-celsius": text}
    assert visitor.post(PAGE + "save", values).status_code == 303


def upload(visitor: Any, data: bytes, name: str = "work.ipynb") -> Any:
    visitor.get(PAGE)
    return visitor.post(PAGE + "upload", {"file": (io.BytesIO(data), name)})


def words_of(kind: type[Any], lang: str, app: Flask) -> list[str]:
    """A failure's sentence in a language, without the places for values."""
    with app.test_request_context(), force_locale(lang):
        sentence = gettext(kind.sentence)
    for place in ("megabytes", "limit", "line", "number", "version", "newest"):
        sentence = sentence.replace(f"%({place})s", "\0")
    return sentence.split("\0")


def other_exercise(app: Flask) -> bytes:
    catalog = app.extensions["kisima"].catalog
    return json.dumps(catalog.release(catalog.exercise("is-learning"), "en")).encode()


def without_cells(app: Flask) -> bytes:
    catalog = app.extensions["kisima"].catalog
    release = catalog.release(catalog.exercise("temperature"), "en")
    return json.dumps(release | {"cells": []}).encode()


def notebook(cells: Any = (), **more: Any) -> bytes:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | more
    ).encode()


BAD: dict[str, tuple[Any, type[Any]]] = {
    "no file": (None, NoFileChosen),
    "empty": (b"", errors.NotJson),
    "half a file": (b'{"cells": [', errors.NotJson),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff", errors.BadEncoding),
    "latin 1": ('{"a": "é"}'.encode("latin-1"), errors.BadEncoding),
    "utf 16": ('{"nbformat": 4}'.encode("utf-16"), errors.BadEncoding),
    "a list": (b"[]", errors.NotANotebook),
    "a number": (b"4", errors.NotANotebook),
    "no cells": (b'{"nbformat": 4}', errors.NotANotebook),
    "cells that are no list": (notebook({"a": 1}), errors.NotANotebook),
    "a cell that is none": (notebook([None]), errors.BadCell),
    "a source that is none": (notebook([{"cell_type": "code", "source": 7}]), errors.BadCell),
    "too new": (notebook(nbformat=9), errors.NotebookTooNew),
    "a million brackets": (b"[" * 1_000_000, errors.TooDeep),
    "a number of many digits": (b'{"nbformat": ' + b"9" * 10_000 + b"}", errors.NotANotebook),
    "25 MB": (b" " * 25_000_000, errors.NotebookTooLarge),
    "another exercise": (other_exercise, errors.OtherExercise),
    "none of the cells": (without_cells, errors.CellsMissing),
    "somebody's own notebook": (notebook(), errors.CellsMissing),
}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("what", BAD)
def test_a_bad_upload_is_told_in_her_language_and_changes_nothing(
    school: Flask, student: Any, what: str, lang: str
) -> None:
    made, kind = BAD[what]
    data = made(school) if callable(made) else made
    save(student)
    student.post("/language", {"lang": lang})
    versions_before = student.get(PAGE + "versions/").text.count("/versions/")
    answer = upload(student, data) if data is not None else student.post(PAGE + "upload")
    assert 400 <= answer.status_code < 500
    for words in words_of(kind, lang, school):
        assert words.strip() in answer.text.replace("&#39;", "'").replace("&#34;", '"')
    assert f'lang="{lang}"' in answer.text
    assert typed(student) == MINE
    assert student.get(PAGE + "versions/").text.count("/versions/") == versions_before


def release_of(visitor: Any) -> dict[str, Any]:
    return dict(json.loads(visitor.get(PAGE + "notebook.ipynb").data))


def test_cells_that_are_there_twice_are_told_and_both_texts_are_kept(student: Any) -> None:
    sent = release_of(student)
    twin = json.loads(json.dumps(sent["cells"][2])) | {"id": "twin"}
    sent["cells"][2]["source"], twin["source"] = "one = 1", "two = 2"
    sent["cells"].insert(3, twin)
    assert upload(student, json.dumps(sent).encode()).status_code == 303
    page = student.get(PAGE).text
    assert "one = 1" in page and "two = 2" in page


def test_fifty_megabytes_of_output_are_said_to_be_too_large(school: Flask, student: Any) -> None:
    save(student)
    sent = release_of(student)
    line = {"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}
    sent["cells"][2] |= {"outputs": [line] * 50}
    answer = upload(student, json.dumps(sent).encode())
    assert answer.status_code == 413
    assert TOO_LARGE in answer.text
    assert typed(student) == MINE


def test_many_megabytes_of_output_below_the_limit_are_left_out(student: Any) -> None:
    sent = release_of(student)
    line = {"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}
    sent["cells"][2] |= {"outputs": [line] * 18, "source": "kept = 1"}
    assert upload(student, json.dumps(sent).encode()).status_code == 303
    assert typed(student) == "kept = 1"
    assert len(student.get(PAGE).data) < 300_000


def test_what_was_changed_in_the_tests_comes_back_as_it_was(student: Any) -> None:
    sent = release_of(student)
    sent["cells"][3]["source"] = "assert True"
    sent["cells"][2]["source"] = "mine = 1"
    upload(student, json.dumps(sent).encode())
    now = release_of(student)
    assert "celsius(212)" in "".join(now["cells"][3]["source"])
    assert "".join(now["cells"][2]["source"]) == "mine = 1"


def test_impossible_characters_do_no_harm(student: Any) -> None:
    sent = release_of(student)
    sent["cells"][2]["source"] = "s = 'A\x00B \ud800 C\u202e'"
    answer = upload(student, json.dumps(sent).encode())
    assert answer.status_code == 303
    assert "s = " in typed(student)


def test_an_upload_of_200_mb_is_refused_clearly_and_costs_no_memory(real_school: Any) -> None:
    real_school.start()
    browser = real_school.browser("amina")
    browser.get(PAGE)
    server = psutil.Process(real_school.process.pid)
    before = server.memory_info().rss
    answer, most = send_big(browser, real_school.port, 200_000_000, server)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert TOO_LARGE.encode() in answer
    assert most - before < 40e6
    assert browser.get(PAGE).status == 200


def send_big(browser: Any, port: int, size: int, server: psutil.Process) -> tuple[bytes, int]:
    """Send a file of `size` bytes; the whole answer, and the most memory that the server had."""
    start = (
        f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.ipynb"\r\n'
        "Content-Type: application/json\r\n\r\n"
    ).encode()
    end = b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    block, most, answer = b" " * 1_000_000, 0, b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(browser.head_of(PAGE + "upload", len(start) + size + len(end), kind) + start)
        for _ in range(size // len(block)):
            line.sendall(block)
            most = max(most, server.memory_info().rss)
        line.sendall(end)
        while data := line.recv(65536):
            answer += data
            most = max(most, server.memory_info().rss)
    return answer, most
