"""The centre's command, its settings, and the application for WSGI servers."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import wsgi
from app.cli.centre import centre_settings, driver_named
from app.cli.own_postgres import NoPostgres
from app.settings import load_settings
from scripts.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("url", ["postgresql://a@b/c", "postgres://a@b/c"])
def test_a_url_as_people_write_it_names_our_driver(url: str) -> None:
    assert driver_named(url) == "postgresql+psycopg://a@b/c"
    assert driver_named("postgresql+psycopg://a@b/c") == "postgresql+psycopg://a@b/c"


def test_a_centre_has_defaults_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("KISIMA_")]:
        monkeypatch.delenv(name)
    settings = centre_settings()
    assert (settings.role, settings.port, settings.data.name) == ("centre", 8090, "centre-data")
    monkeypatch.setenv("KISIMA_PORT", "9000")
    assert centre_settings().port == 9000


def test_defaults_give_way_to_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("port = 7000\n")
    found = load_settings({"data": tmp_path}, {}, {"port": 8090, "threads": 9})
    assert (found.port, found.threads) == (7000, 9)


def test_processes_of_a_server_need_a_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KISIMA_DATA", str(tmp_path))
    with pytest.raises(NoPostgres):
        wsgi.centre()


def test_a_server_gets_the_application_and_every_process_the_same_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, centre_url: str
) -> None:
    monkeypatch.setenv("KISIMA_DATA", str(tmp_path))
    monkeypatch.setenv("KISIMA_DATABASE_URL", centre_url)
    one, two = wsgi.centre(), wsgi.centre()
    assert one.config["SECRET_KEY"] == two.config["SECRET_KEY"]
    assert "/set-up" in one.test_client().get("/").location


def test_a_proxy_is_believed_only_where_one_was_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, centre_url: str
) -> None:
    from flask import request

    monkeypatch.setenv("KISIMA_DATA", str(tmp_path))
    monkeypatch.setenv("KISIMA_DATABASE_URL", centre_url)
    seen = []
    for proxies in ("0", "1"):
        monkeypatch.setenv("KISIMA_PROXIES", proxies)
        app = wsgi.centre()
        app.before_request(lambda: seen.append(request.remote_addr))
        app.test_client().get("/sign-in", headers={"X-Forwarded-For": "192.0.2.9"})
    assert seen == ["127.0.0.1", "192.0.2.9"]


@pytest.mark.slow
def test_a_trial_brings_its_own_postgresql(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    command = [sys.executable, "-m", "app.cli", "centre", "--data", str(tmp_path / "c")]
    command += ["--host", "127.0.0.1", "--port", "0"]
    command[-1] = str(free_port())
    centre = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert centre.stdout is not None
        said = ""
        for line in centre.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        assert re.search(r"Set-up code: +\w{4}-\w{4}", said)
        assert "docs/centre.md" in said
    finally:
        centre.terminate()
        centre.wait(60)
    assert not (tmp_path / "c" / "postgres" / "postmaster.pid").exists()
