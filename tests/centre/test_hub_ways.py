"""Connecting a hub, its stick, ranges without a beginning, the command, and what a page shows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hub_world import World

from app.centre import hub, hub_enrolling, hub_running, hub_sticks
from app.centre.generation import centre
from app.centre.greeting import hello
from app.centre.ingest import ingest
from app.centre.sticks import read_stick
from app.centre.transactions import writing
from app.sync import wire
from app.sync.enrolling import enrol
from app.sync.link_errors import Refused
from app.sync.sticks.exporting import export
from app.sync.sticks.importing import read

ROOT = Path(__file__).resolve().parents[2]


def test_a_schools_code_makes_no_hub_and_a_hubs_code_no_school(world: World) -> None:
    world.add_centre("hub")
    code = world.new_code("Mlimani")
    with world.store("hub").app_context(), pytest.raises(Refused) as refused:
        hub_enrolling.connect_hub(world.terms("hub"), world.urls["root"], code)
    assert refused.value.name == "CodeForOther"
    rows = world.centres["root"].rows("SELECT used_ms FROM centre_code")
    assert [row.used_ms for row in rows] == [None]


def test_a_centre_with_schools_of_its_own_becomes_no_hub(world: World) -> None:
    world.add_school("mlimani", "root")
    world.add_centre("other")
    with world.store("root").app_context(), pytest.raises(hub_enrolling.HasSchools):
        hub_enrolling.connect_hub(world.terms("root"), world.urls["other"], "WHATEVERCO")


def test_a_wrong_code_at_a_hub_is_refused_in_the_roots_words(district: World) -> None:
    laptop = district.schools["mlimani"]
    with laptop.at_work(), pytest.raises(Refused) as refused:
        enrol(laptop.terms, district.urls["hub"], "AAAAAAAAAA")
    assert refused.value.name == "WrongCode"
    assert "does not know this code" in str(refused.value)


def test_by_stick_from_school_to_hub_to_root_and_back(district: World, tmp_path: Path) -> None:
    stick, laptop = tmp_path / "stick", district.schools["mlimani"]
    stick.mkdir()
    with laptop.at_work():
        export(laptop.terms, stick)
    with district.store("hub").app_context():
        assert [one.refused for one in read_stick(stick)] == [[]]
        assert len(hub_sticks.export(district.terms("hub"), stick)) == 1
    with district.store("root").app_context():
        told = {one.name.partition("-")[0]: one for one in read_stick(stick)}
    assert told["hub"].taken == 1 and told["hub"].refused == []
    assert district.events("root") == district.events("hub") != []
    with district.store("hub").app_context():
        assert hub_sticks.read(district.terms("hub"), stick).receipts == 1
        assert hub.state().waiting == hub.state().not_at_root == 0
        read_stick(stick)  # the school's file is still there: its receipt now has the root's word
    with laptop.at_work():
        assert read(laptop.terms, stick).receipts == 1
    assert district.delivered("mlimani")


def test_what_could_only_be_set_aside_goes_on(district: World) -> None:
    """A stick with a range whose beginning is at the root alone is read at a far hub."""
    district.sync("mlimani")
    district.forward("hub")
    district.sync("mlimani")
    laptop, stick = district.schools["mlimani"], district.folder / "stick"
    laptop.work(1, 1)
    stick.mkdir()
    with laptop.at_work():
        (path,) = export(laptop.terms, stick)
    district.add_hub("far")
    with district.store("hub").app_context(), writing() as connection:
        seed = centre(connection).seal_seed
    with district.store("far").app_context():
        for part in wire.unpack_stick_file(path.read_bytes(), seed):
            hello(part) if wire.thing_of(part) is wire.Thing.HELLO else ingest(part)
    assert district.events("far") == []
    assert district.forward("far").error is None
    assert len(district.events("root")) == len(district.events("hub")) + 1
    before = len(district.posted("root", "/sync/batch"))
    assert district.forward("far").error is None
    assert len(district.posted("root", "/sync/batch")) == before


def test_what_a_page_shows_of_a_hub(district: World) -> None:
    with district.store("root").app_context():
        assert hub.state() is None
    district.sync("mlimani")
    with district.store("hub").app_context():
        before = hub.state()
        assert before.forwarded_ms is None and before.waiting > 0
        assert hub_running.due(district.terms("hub"))
    district.forward("hub")
    with district.store("hub").app_context():
        after = hub.state()
        assert after.forwarded_ms and after.waiting == after.not_at_root == 0
        assert (after.url, after.error) == (district.urls["root"], "")
        assert not hub_running.due(district.terms("hub"))


def test_the_command_passes_on_and_says_how_it_went(district: World) -> None:
    district.sync("mlimani")
    url = district.databases.url(district.centres["hub"].name)
    command = [sys.executable, "-m", "app.cli", "centre-forward", "--json"]
    command += ["--data", str(district.folder / "hub"), "--database-url", url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "delivered"
    assert district.events("root") == district.events("hub") != []
