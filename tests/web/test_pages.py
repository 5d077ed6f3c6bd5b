"""What all pages share: failures in words, kept forms, headers, packing, static files."""

import gzip
import re
from typing import Any

import pytest
from flask import Flask

from app.database import DiskFull, StoreBusy
from app.people import accounts
from app.web.assets import FOLDER, Assets, smaller_css, smaller_js
from app.web.going_back import Kept, kept_from_text, local_path

LESSON = "/courses/wells/01-rain/"


def test_form_sent_after_the_session_ended_is_kept_and_sent_again(amina: Any) -> None:
    amina.get(LESSON)
    amina.client.delete_cookie("session")
    asked = amina.post(f"{LESSON}quiz/sum", {"answer": "5 <b>"})
    assert asked.status_code == 401 and "Nothing is lost" in asked.text
    kept = re.search(r'name="kept" type="hidden" value="([^"]+)"', asked.text)
    assert kept
    text = kept.group(1).replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    offered = amina.post("/sign-in", {"username": "amina", "secret": "4821", "kept": text})
    assert f'action="{LESSON}quiz/sum"' in offered.text
    assert "5 &lt;b&gt;</textarea>" in offered.text
    assert amina.post(f"{LESSON}quiz/sum", {"answer": "5 <b>"}).status_code == 303


def test_form_from_another_site_is_not_kept(visitor: Any) -> None:
    answer = visitor.post(
        f"{LESSON}quiz/sum", {"answer": "5"}, headers={"Referer": "http://evil.example/"}
    )
    assert answer.status_code == 401
    assert 'name="kept" type="hidden" value=""' in answer.text


def test_script_is_told_that_the_session_ended(amina: Any) -> None:
    amina.get(LESSON)
    amina.client.delete_cookie("session")
    for headers in ({"X-Fragment": "1"}, {"Accept": "application/json"}):
        answer = amina.post(f"{LESSON}quiz/sum", {"answer": "5"}, headers=headers)
        assert answer.status_code == 401 and answer.mimetype != "text/html"


def test_stale_form_can_be_sent_again(amina: Any) -> None:
    amina.get(LESSON)
    answer = amina.post(f"{LESSON}quiz/sum", {"answer": "5", "csrf_token": "stale"})
    assert answer.status_code == 400
    assert f'action="{LESSON}quiz/sum"' in answer.text and ">Send it again<" in answer.text


@pytest.mark.parametrize(
    ("failure", "status"), [(StoreBusy(), 503), (DiskFull(), 507), (ZeroDivisionError(), 500)]
)
def test_failures_become_pages_and_json(
    school: Flask, amina: Any, failure: Exception, status: int
) -> None:
    def fail() -> str:
        raise failure

    school.view_functions["account.mine"] = fail
    page = amina.get("/account")
    assert page.status_code == status
    assert "<h1>" in page.text and "Traceback" not in page.text
    said = amina.client.get("/account", headers={"Accept": "application/json"})
    assert said.status_code == status and said.json["sentence"].endswith(".")


def test_missing_page_and_wrong_method_are_told(amina: Any) -> None:
    assert "no such page" in amina.get("/nowhere").text
    answer = amina.get("/sign-out")
    assert answer.status_code == 405 and answer.headers["Allow"]


def test_too_large_is_told(school: Flask, amina: Any) -> None:
    school.config["MAX_CONTENT_LENGTH"] = 1000
    answer = amina.post("/language", {"lang": "e" * 2000})
    assert answer.status_code == 413 and "too large" in answer.text


def test_pages_are_packed_and_guarded(amina: Any) -> None:
    packed = amina.get(LESSON, headers={"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert b"Rain falls" in gzip.decompress(packed.data)
    assert "Content-Encoding" not in amina.get(LESSON).headers
    policy = packed.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("name", ["kisima.css", "kisima.js"])
def test_style_sheets_and_scripts_carry_no_headers_of_pages(amina: Any, name: str) -> None:
    headers = amina.get(f"/static/{name}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in headers and "Referrer-Policy" not in headers


def test_page_has_no_inline_style_or_script(amina: Any) -> None:
    page = amina.get(LESSON).text
    assert "style=" not in page and "<style" not in page
    assert re.findall(r"<script(?! defer src=)", page) == []


def test_first_visit_is_small(amina: Any) -> None:
    ask = {"Accept-Encoding": "gzip"}
    page = gzip.decompress(amina.get(LESSON, headers=ask).data).decode()
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    sizes = [len(amina.client.get(part, headers=ask).data) for part in parts]
    assert len(parts) == 2
    assert sizes[0] <= 3200 and sizes[1] <= 1500


def test_static_files_are_kept_for_ever(visitor: Any) -> None:
    address = re.findall(r'href="(/static/kisima.css[^"]+)"', visitor.get("/sign-in").text)[0]
    answer = visitor.client.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert visitor.client.get("/static/../__init__.py").status_code == 404
    assert visitor.client.get("/static/nothing.css").status_code == 404


def test_smaller_files_say_the_same() -> None:
    assert smaller_css("a { b: c; } /* d */\n@media (x) {\n e > f :is(g) { h: i j }\n}") == (
        "a{b:c}@media (x){e>f :is(g){h:i j}}\n"
    )
    assert smaller_js('// a\n  const b = "//c"; // d\n') == 'const b = "//c";\n'
    assert Assets(FOLDER, {"kisima.css": lambda: ".k{}"}).get("kisima.css").data.endswith(b".k{}\n")


@pytest.mark.parametrize("address", ["//x.example/", "http://x.example", "x", "", None, "/\\x"])
def test_addresses_elsewhere_are_not_local(address: str | None) -> None:
    assert local_path(address) is None
    assert local_path("/courses/a/?b=c#d") == "/courses/a/?b=c"


def test_kept_form_survives_its_text() -> None:
    kept = Kept("/x", (("answer", 'é "1"\n'), ("answer", "2")))
    assert kept_from_text(kept.to_text()) == kept
    assert kept_from_text('{"path": "//x", "fields": []}') is None
    assert kept_from_text("[") is None


def test_signing_out_twice_is_no_failure(amina: Any) -> None:
    amina.client.delete_cookie("session")
    assert amina.post("/sign-out").location == "/sign-in"


def test_kept_page_ends_with_the_session(school: Flask, amina: Any) -> None:
    for _ in range(3):
        amina.get(LESSON)
    with school.app_context():
        accounts.reset_secret(2)
    assert amina.get(LESSON).location.startswith("/sign-in")


def test_kept_page_is_answered_from_the_cache(school: Flask, amina: Any) -> None:
    for _ in range(2):
        amina.get(LESSON)
    school.view_functions["learn.lesson"] = lambda **_values: "rendered anew"
    assert "Rain falls" in amina.get(LESSON).text
    assert amina.get(LESSON, query_string="a=b").text == "rendered anew"
