"""A stick that was brought to the centre, by its page."""

import base64
import io
import re
import secrets
from typing import Any

from flask import Flask

from app.centre.generation import centre
from app.centre.transactions import writing
from app.clock import now_ms
from app.sync import wire


def code_of_new_school(head: Any) -> str:
    """Make a school by its form; returns the code on its card."""
    page = head.get("/schools/new").text
    area = re.search(r'<option[^>]* value="(\d+)"', page)
    assert area
    card = head.post("/schools/new", {"name": "Mlimani", "area": area.group(1)}).text
    code = re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", card)
    assert code
    return code.group(0)


def test_a_school_without_any_link_is_connected_by_stick(centre_app: Flask, head: Any) -> None:
    seed = wire.new_seed()
    key = wire.public_sign_key(seed)
    request = wire.EnrolRequest(
        code_of_new_school(head), key, key, secrets.token_bytes(16), now_ms(), "0.1.0", "LAB-1"
    )
    packed = wire.pack_enrol_request(request, wire.signer(seed))
    with centre_app.app_context(), writing() as connection:
        seal_key = centre(connection).seal_key
    file = wire.pack_stick_file([packed], seal_key)
    page = head.post("/stick/", {"files": [(io.BytesIO(file), "mlimani.kisima")]}).text
    receipt = re.search(r'base64,([^"]+)" download="([^"]+)"', page)
    assert receipt
    parts = wire.unpack_stick_file(base64.b64decode(receipt.group(1)))
    assert wire.unpack_enrol_answer(parts[0]).school_name == "Mlimani"
    assert receipt.group(2).endswith("connected.kisima")


def test_what_is_no_file_of_ours_is_refused_with_its_reason(head: Any) -> None:
    page = head.post("/stick/", {"files": [(io.BytesIO(b"x" * 500), "../../bad.kisima")]})
    assert page.status_code == 200
    assert "<bdi>bad.kisima</bdi>" in page.text
    assert "Save its receipt" not in page.text


def test_nothing_chosen_is_told(head: Any) -> None:
    page = head.post("/stick/", {"files": [(io.BytesIO(b"x"), "photo.jpg")]})
    assert page.status_code == 422
    assert "kisima/to-centre" in page.text
