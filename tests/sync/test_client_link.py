"""The link itself: what it costs, what breaks, and what is said about it."""

import socket
import ssl
import subprocess
from contextlib import contextmanager
from shutil import which

import pytest
from sync_servers import answering, garbled, proxied, relay

from app.database import db
from app.sync import http
from app.sync.counted import tls_context
from app.sync.enrolling import enrol
from app.sync.http import HttpLink
from app.sync.link import link
from app.sync.link_errors import (
    AskedToWait,
    BadAddress,
    ClockWrong,
    NotTrusted,
    OtherAnswer,
    Refused,
    Unreached,
)
from app.sync.models import SyncRun
from app.sync.running import run
from app.sync.terms import Terms


def asked(url):
    return HttpLink(url).post("/sync/hello", b"hello")


@pytest.mark.parametrize(
    "url", ["", "centre", "ftp://centre", "https://", "http://a b", "http://x:y"]
)
def test_what_is_no_address_is_said_to_be_none(url):
    with pytest.raises(BadAddress):
        http.check_address(url)


def test_a_page_of_the_network_s_own_is_no_centre():
    with answering("200 OK", b"<html>Please sign in") as url:
        assert asked(url) == b"<html>Please sign in"
    elsewhere = answering("302 Found", b"", ("Location", "http://login.example/"))
    with elsewhere as url, pytest.raises(OtherAnswer, match="it points to"):
        asked(url)


def test_an_answer_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(http, "LONGEST", -1.0)
    with answering("200 OK", b"x") as url, pytest.raises(Unreached):
        asked(url)


def test_retry_after_is_honoured():
    body = b'{"error": "CentreBusy"}'
    busy = answering("503 Service Unavailable", body, ("Retry-After", "77"))
    with busy as url, pytest.raises(AskedToWait) as caught:
        asked(url)
    assert caught.value.seconds == 77


def test_a_refusal_brings_the_centre_s_own_sentence():
    body = b'{"error": "CodeUsed", "sentence": "This code has been used already."}'
    used = answering("409 Conflict", body)
    with used as url, pytest.raises(Refused, match="used already") as caught:
        asked(url)
    assert caught.value.name == "CodeUsed"


def test_nobody_at_the_address_is_worth_another_try():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(Unreached):
            asked(f"http://127.0.0.1:{nobody.getsockname()[1]}")


def test_what_answers_in_no_language_of_ours_is_worth_another_try():
    with garbled(b"SSH-2.0-OpenSSH\r\n") as url, pytest.raises(Unreached):
        asked(url)


def test_bytes_are_counted_as_they_go_over_the_socket(centre, terms, student, read):
    with relay(centre.url) as between:
        enrol(terms, between.url, centre.code())
        before = between.bytes
        read("rain")
        outcome = run(terms)
    assert outcome.delivered
    assert outcome.up + outcome.down == between.bytes - before
    assert between.connections == 2


def test_a_link_that_breaks_three_times_is_tried_again_after_1_2_and_4_seconds(
    centre, terms, student, read
):
    with relay(centre.url) as between:
        enrol(terms, between.url, centre.code())
        read("rain")
        between.cuts = [100, 300, 50]
        waits = []
        assert run(terms, pause=waits.append).delivered
    assert waits == [1.0, 2.0, 4.0]


def test_a_link_that_stays_broken_ends_the_run_and_is_written_down(centre, terms, student, read):
    with relay(centre.url) as between:
        enrol(terms, between.url, centre.code())
        between.cuts = [60] * 9
        outcome = run(terms, pause=lambda seconds: None)
    assert outcome.name == "unreached" and len(between.cuts) == 5
    row = db.session().query(SyncRun).one()
    assert (row.outcome, row.error) == ("unreached", "Unreached")
    assert link(db.session()).next_try_ms is not None


def test_a_receipt_that_was_lost_is_asked_for_and_nothing_is_sent_twice(
    centre, terms, student, read
):
    with relay(centre.url) as between:
        enrol(terms, between.url, centre.code())
        run(terms)
        read(*(f"a-lesson-about-{number * 7919}" for number in range(1500)))
        between.lose_answers_longer_than = 2_000
        assert run(terms, pause=lambda seconds: None).delivered
    assert centre.rows("SELECT count(*), count(DISTINCT id) FROM centre_event")[0][0] > 1500
    assert centre.seen.count("/sync/batch") <= 4


def test_the_proxy_of_the_environment_is_used(centre, terms, student, monkeypatch):
    with proxied() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        enrol(terms, centre.url, centre.code())
    assert proxy.asked == [f"{centre.url}/sync/enrol"]


def test_a_month_s_bytes_used_up_wait_unless_a_person_says_now(centre, terms, student, read):
    enrol(terms, centre.url, centre.code())
    read("rain")
    small = Terms(terms.data, "0.1.0", budget_mb=0.0001)
    assert run(small).name in ("over-budget", "broken-off")
    centre.seen.clear()
    assert run(small).name == "over-budget" and centre.seen == []
    assert run(Terms(terms.data, "0.1.0", budget_mb=0.0001, now=True)).delivered


@contextmanager
def secure(centre_url, folder):
    """The centre behind TLS, under a certificate of our own for this machine."""
    if which("openssl") is None:
        pytest.skip("only on computers with the command openssl")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost -days 30 -keyout key.pem -out certificate.pem",
        cwd=folder,
        shell=True,
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with relay(centre_url, context) as between:
        yield between, certificate


def test_tls_is_verified_counted_and_resumed(centre, terms, student, read, tmp_path):
    with secure(centre.url, tmp_path) as (between, certificate):
        url = between.url.replace("http://127.0.0.1", "https://localhost")
        context = tls_context(str(certificate))
        enrol(terms, url, centre.code(), connect=lambda url: HttpLink(url, context))
        read("rain")
        first = run(terms, connect=lambda url: HttpLink(url, context))
        assert first.delivered and between.resumed >= 1
        assert run(terms).error.id == "NotTrusted"


def test_a_certificate_for_another_name_is_not_trusted_even_after_the_right_one(centre, tmp_path):
    with secure(centre.url, tmp_path) as (between, certificate):
        url = between.url.replace("http://127.0.0.1", "https://localhost")
        context = tls_context(str(certificate))
        for _ in range(2):
            with pytest.raises(Refused):
                HttpLink(url, context).post("/sync/hello", b"x")
        with pytest.raises(NotTrusted):
            HttpLink(url.replace("localhost", "127.0.0.1"), context).post("/sync/hello", b"x")


@pytest.mark.parametrize("code", [9, 10])
def test_a_certificate_out_of_its_time_says_to_look_at_the_clock(code):
    error = ssl.SSLCertVerificationError("certificate is not yet valid")
    error.verify_code = code
    told = HttpLink("https://centre.example")._named(error, all_sent=False)
    assert isinstance(told, ClockWrong) and "set the clock" in str(told)


def test_one_connection_serves_a_whole_run(centre, terms, student, read):
    with relay(centre.url) as between:
        enrol(terms, between.url, centre.code())
        read(*(f"lesson-{number * 7919}" for number in range(2000)))
        before = between.connections
        assert run(terms).delivered
    assert between.connections == before + 1
