"""The three addresses over real HTTP: few bytes, and nothing that is too much is read."""

import io
import json
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from centre_laptop import Laptop, new_code, scalar
from flask import Flask
from waitress.server import create_server

from app import create_app
from app.centre.generation import NotACentre
from app.centre.transactions import LOCK_WAIT, writing
from app.clock import now_ms
from app.settings import load_settings
from app.sync import wire
from app.web.centre import sync_api


@pytest.fixture
def address(centre_url: str, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Where a centre listens, with its pages and with an app context for the test."""
    given = {"data": tmp_path / "c", "database_url": centre_url, "role": "centre"}
    app = create_app(load_settings(given, environ={}))
    server = create_server(app, host="127.0.0.1", port=0, threads=4, ident="kisima")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with app.app_context():
        yield "127.0.0.1", server.effective_port
        server.close()
        thread.join(60)
        from app.database import db

        db.engine.dispose()


def post(address: tuple[str, int], what: str, body: bytes) -> tuple[int, dict, bytes]:
    connection = HTTPConnection(*address, timeout=60)
    connection.request("POST", f"/sync/{what}", body, {"Content-Type": sync_api.OCTETS})
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), read


def test_a_laptop_enrols_greets_and_sends(address: tuple[str, int]) -> None:
    laptop = Laptop()
    request = wire.EnrolRequest(new_code(), laptop.key, laptop.key, laptop.origin, now_ms())
    data = wire.pack_enrol_request(request, wire.signer(laptop.seed))
    status, headers, body = post(address, "enrol", data)
    assert status == 200
    assert set(headers) == {"Content-Length", "Content-Type", "Date", "Server"}
    root_key = wire.unpack_enrol_answer(body).root_key
    laptop.write_many(3)
    status, _, body = post(address, "batch", laptop.batch())
    assert wire.unpack_statement(body, root_key).held[0].tips == (laptop.tip(),)
    assert scalar("SELECT count(*) FROM centre_event") == 6


def test_a_refusal_says_what_to_do(address: tuple[str, int]) -> None:
    laptop = Laptop()
    laptop.write_many(3)
    status, _, body = post(address, "batch", laptop.batch())
    told = json.loads(body)
    assert (status, told["error"]) == (401, "SendCertificates")
    assert "certificate" in told["sentence"]
    assert post(address, "hello", b"garbage")[0] == 400


def test_too_many_wrong_codes_are_told_when_to_come_back(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.centre import tries

    monkeypatch.setattr(tries, "PER_SENDER", 0)
    laptop = Laptop()
    request = wire.EnrolRequest("A" * 10, laptop.key, laptop.key, laptop.origin, 0)
    data = wire.pack_enrol_request(request, wire.signer(laptop.seed))
    status, headers, _ = post(address, "enrol", data)
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= 3601


def test_a_body_of_a_gigabyte_is_refused_before_it_is_sent(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=60) as link:
        link.sendall(b"POST /sync/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 1100000000\r\n\r\n")
        link.sendall(b"x" * 1000)
        assert b" 413 " in link.recv(1000)


def test_a_body_that_is_too_long_or_of_no_length(centre: Flask) -> None:
    door = sync_api.SyncDoor(centre, lambda environ, start: [b"page"], at_once=1)

    def status(environ: dict) -> str:
        told: list[str] = []
        start = lambda words, headers: told.append(words)  # noqa: E731
        assert door({"REQUEST_METHOD": "POST", "PATH_INFO": "/sync/batch"} | environ, start)
        return told[0]

    assert status({"CONTENT_LENGTH": str(10**9)}).startswith("413")
    assert status({}).startswith("411")
    assert status({"REQUEST_METHOD": "GET"}).startswith("405")
    assert door({"PATH_INFO": "/sync/other"}, lambda *_: None) == [b"page"]


def test_more_at_once_than_there_is_room_for_are_asked_to_wait(
    centre: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = sync_api.SyncDoor(centre, lambda environ, start: [], at_once=1)
    told: list[tuple[str, dict]] = []

    def ask() -> None:
        body = io.BytesIO(b"x")
        environ: dict = {"PATH_INFO": "/sync/hello", "CONTENT_LENGTH": "1", "wsgi.input": body}
        door(
            environ | {"REQUEST_METHOD": "POST"},
            lambda words, more: told.append((words, dict(more))),
        )

    def work(what: str, body: bytes, sender: str) -> bytes:
        ask()  # while this one is being worked on
        return b"done"

    monkeypatch.setattr(sync_api, "_work", work)
    ask()
    assert [words[:3] for words, _ in told] == ["503", "200"]
    assert 10 <= int(told[0][1]["Retry-After"]) <= 40


def test_a_row_that_another_holds_for_long_is_a_busy_centre(laptop: Laptop) -> None:
    from app.centre import transactions

    laptop.write_many(3)
    laptop.send()
    laptop.write_many(3)
    before, transactions.LOCK_WAIT = LOCK_WAIT, 50
    try:
        with writing() as connection:
            connection.exec_driver_sql("SELECT 1 FROM centre_epoch FOR UPDATE")
            with pytest.raises(transactions.CentreBusy):
                laptop.send()
    finally:
        transactions.LOCK_WAIT = before
    assert laptop.send().tips == (laptop.tip(),)


def test_a_centre_needs_postgresql(tmp_path: Path) -> None:
    with pytest.raises(NotACentre):
        create_app(load_settings({"data": tmp_path, "role": "centre"}, environ={}))


def test_a_laptop_has_no_such_addresses(tmp_path: Path) -> None:
    app = create_app(load_settings({"data": tmp_path}, environ={}))
    assert app.test_client().post("/sync/hello", data=b"x").status_code in (400, 404)
