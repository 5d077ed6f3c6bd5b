"""Two schools and a centre as people run them, each a process on a port of its own, joined by roads
that are slow and drop a third of all connections; then a person looks at the centre's figures."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from real_processes import (
    BadRoad,
    CentreProcess,
    page_answers,
    started,
    sync_until_delivered,
    wait_for,
)
from sqlalchemy import make_url

from app import create_store, journal
from app.centre.areas import add_area, add_school, country
from app.centre.codes import code_key, make_code
from app.centre.generation import centre as centre_now
from app.centre.transactions import writing
from app.database import db, transaction
from app.people import accounts, setup
from app.settings import load_settings
from scripts.find_chromium import ADVICE, find_chromium
from scripts.free_port import free_port

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASSWORD = "a long pass word"
STUDENTS = 6  # in each school; groups of fewer than five are not shown
SCHOOLS = ("Mlimani", "Mtwapa")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@pytest.fixture
def centre(postgres_store_url: str, tmp_path: Path) -> Iterator[CentreProcess]:
    made = CentreProcess(tmp_path / "centre", postgres_store_url)
    made.start()
    yield made
    made.kill()


def set_up(centre: CentreProcess) -> tuple[int, list[str]]:
    """An administrator, a district with two schools; the country's number, and their codes."""
    given = {"data": centre.data, "database_url": centre.database_url}
    store = create_store(load_settings(given, environ={}), connections=2)
    with store.app_context():
        path = centre.data / "setup-code.txt"
        setup.set_up(
            path,
            code=setup.setup_code(path),
            username="head",
            full_name="Head Office",
            secret=PASSWORD,
        )
        with writing() as connection:
            top = country(connection).id
            district = add_area(connection, "test", add_area(connection, "test", top, "A"), "B")
            key = code_key(centre_now(connection).sign_seed)
            numbers = [add_school(connection, "test", district, name) for name in SCHOOLS]
            codes = [make_code(connection, key, "test", number) for number in numbers]
        db.engine.dispose()
    return top, codes


def school(data: Path) -> None:
    """Students who agree that their progress leaves; each reads two lessons, passes an exercise."""
    store = create_store(load_settings({"data": data}, environ={}), connections=2)
    with store.app_context():
        with transaction() as session:
            for number in range(STUDENTS):
                made = accounts.add_account(
                    session,
                    username=f"student{number}",
                    full_name=f"Student {number}",
                    secret="4821",
                    role="student",
                )
                journal.consent(session, made.id, "self")
                for kind, item in (
                    ("lesson-read", "rain"),
                    ("lesson-read", "maize"),
                    ("passed", "double"),
                ):
                    told = {"course": "foundations"}
                    journal.append(session, kind, account_id=made.id, item=item, payload=told)
        db.engine.dispose()


def enrol_and_sync(data: Path, url: str, code: str) -> None:
    """The code is typed again when the road dropped it too often."""
    while started(["sync", "--data", str(data), "enrol", url, code], **QUIET).wait():
        pass
    sync_until_delivered(data)


def test_what_two_schools_did_is_on_the_dashboard(centre: CentreProcess, tmp_path: Path):
    top, codes = set_up(centre)
    roads = [BadRoad(centre.url, rate=20_000, dropped=0.33, seed=seed) for seed in (1, 2)]
    places = [(tmp_path / name, free_port()) for name in SCHOOLS]
    servers: list[subprocess.Popen[bytes]] = []
    try:
        for data, port in places:
            school(data)
            words = ["serve", "--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
            servers.append(started(words, **QUIET))
        with ThreadPoolExecutor() as both:
            urls = [road.url for road in roads]
            list(both.map(enrol_and_sync, [data for data, _ in places], urls, codes))
        for _, port in places:
            wait_for(lambda port=port: page_answers(port, "/sign-in"))  # the school goes on
        assert sum(road.drops for road in roads) > 0
        everything_is_there_once(centre, [data for data, _ in places])
        look_at_figures(centre.url, top)
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(60)
        for road in roads:
            road.close()


def everything_is_there_once(centre: CentreProcess, schools: list[Path]) -> None:
    """As many events of each epoch as its school has."""
    import psycopg

    url = make_url(centre.database_url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(url) as store:
        sql = "SELECT epoch, count(*), max(seq) FROM centre_event GROUP BY epoch"
        there = {bytes(row[0]): row[1:] for row in store.execute(sql).fetchall()}
    wanted = {}
    for data in schools:
        settings = load_settings({"data": data}, environ={})
        with create_store(settings, connections=2).app_context():
            for epoch in journal.epochs(db.session()):
                wanted[epoch.name] = (epoch.length, epoch.length)
            db.engine.dispose()
    assert there == wanted


def look_at_figures(url: str, top: int) -> None:
    """In a real browser, as the administrator."""
    path = find_chromium()
    if path is None:
        pytest.skip(ADVICE)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        page: Any = browser.new_page(base_url=url)
        page.goto("/sign-in")
        page.fill("[name=username]", "head")
        page.fill("[name=secret]", PASSWORD)
        page.click("main button.go")
        page.wait_for_url(lambda address: "/sign-in" not in address)
        page.goto(f"/figures/area/{top}/")
        counts = page.locator("ul.counts").inner_text()
        assert "24\nlessons read" in counts.replace("\n\n", "\n")
        assert "12\nexercises passed" in counts.replace("\n\n", "\n")
        assert page.locator("figure svg").count() > 0
        page.goto("/schools/")
        for name in SCHOOLS:
            assert name in page.locator("main").inner_text()
        browser.close()
