"""Schools send to a hub and the hub to the root: three real stores and real HTTP between them."""

import secrets
from unittest import mock

from hub_world import Laptop, World

from app import journal
from app.database import db


def test_what_a_school_sends_arrives_at_the_root_unchanged(district: World) -> None:
    assert district.sync("mlimani").delivered
    assert district.events("root") == []
    outcome = district.forward("hub")
    assert outcome.delivered and outcome.error is None
    assert district.events("root") == district.events("hub") != []
    assert district.chain("root") == district.chain("hub")


def test_a_school_that_takes_an_epochs_name_shadows_nothing(district: World) -> None:
    school, thief = district.schools["mlimani"], district.add_school("thief", "hub")
    keys = [journal_keys(one) for one in (school, thief)]
    name = school.marks()[-1][0].name
    with mock.patch.object(secrets, "token_hex", lambda size: name.hex()):
        thief.note_restore()
    thief.work(thief.students()[0], 1)
    school.work(school.students()[0], 1)
    for _ in range(3):
        for one in ("thief", "mlimani"):
            assert district.sync(one).delivered
        outcome = district.forward("hub")
        assert outcome.delivered and outcome.error is None
    thief.note_restore()  # and now it names another as open
    for one in ("thief", "mlimani", "thief", "mlimani"):
        district.sync(one)
        district.forward("hub")
    assert district.delivered("thief") and district.delivered("mlimani")
    assert district.chain("root") == district.chain("hub")
    rows = district.centres["root"].rows(
        f"SELECT 1 FROM centre_epoch WHERE epoch = '\\x{name.hex()}'"
    )
    assert len(rows) == 2
    assert [journal_keys(one) for one in (school, thief)] == keys


def journal_keys(laptop: Laptop) -> journal.NodeKeys:
    with laptop.at_work():
        return journal.keys(db.session())


def test_only_the_roots_word_means_delivered(district: World) -> None:
    assert district.sync("mlimani").delivered
    assert not district.delivered("mlimani")
    district.forward("hub")
    assert not district.delivered("mlimani")
    district.sync("mlimani")
    assert district.delivered("mlimani")
    assert not district.backed_up("mlimani")


def test_the_roots_backup_is_told_through_the_hub(district: World) -> None:
    district.sync("mlimani")
    district.forward("hub")
    district.centres["hub"].backup()
    district.sync("mlimani")
    assert not district.backed_up("mlimani")
    district.centres["root"].backup()
    district.forward("hub")
    district.sync("mlimani")
    assert district.backed_up("mlimani")


def test_with_nothing_new_one_greeting_is_said(district: World) -> None:
    district.sync("mlimani")
    district.forward("hub")
    before = len(district.seen)
    assert district.forward("hub").delivered
    assert [path for _, path, _ in district.seen[before:]] == ["/sync/hello"]


def test_a_code_is_the_roots_and_the_hub_asks_for_it(district: World) -> None:
    rows = district.centres["root"].rows("SELECT name FROM centre_school")
    assert [row.name for row in rows] == ["mlimani"]
    rows = district.centres["hub"].rows("SELECT name FROM centre_school")
    assert [row.name for row in rows] == ["mlimani"]
    (node,) = district.centres["root"].rows("SELECT id FROM centre_node WHERE NOT is_hub")
    (same,) = district.centres["hub"].rows("SELECT id, known_above FROM centre_node")
    assert (bytes(same.id), same.known_above) == (bytes(node.id), True)


def test_lost_questions_and_answers_lose_and_double_nothing(district: World) -> None:
    lost = ("answer", "asked", "")
    for turn in range(4):
        district.schools["mlimani"].work(1, 1)
        district.sync("mlimani", lambda _, count, turn=turn: ("", "answer")[(count + turn) % 2])
        district.forward("hub", lambda _, count, turn=turn: lost[(count + turn) % 3])
    assert district.sync("mlimani").delivered
    assert district.forward("hub").delivered
    assert district.events("root") == district.events("hub")
    assert district.chain("root") == district.chain("hub")


def test_two_hubs_in_a_row(world: World) -> None:
    world.add_hub("region")
    world.add_hub("district", "region")
    world.add_school("mlimani", "district")
    for name in ("district", "region", "district"):
        world.sync("mlimani")
        assert world.forward(name).delivered
        assert not world.delivered("mlimani")
    assert world.events("root") == world.events("district") != []
    world.sync("mlimani")
    assert world.delivered("mlimani")


def test_schools_of_two_hubs_meet_at_the_root(district: World) -> None:
    district.add_hub("other")
    district.add_school("bondeni", "other")
    for name in ("mlimani", "bondeni"):
        district.sync(name)
    for name in ("hub", "other"):
        assert district.forward(name).delivered
    both = sorted(district.events("hub") + district.events("other"))
    assert sorted(district.events("root")) == both


def test_a_shorter_copy_hears_delivered_too(district: World) -> None:
    district.sync("mlimani")
    copy = district.copy_school("mlimani", "copy")
    district.schools["mlimani"].work(1, 1)
    district.sync("mlimani")
    district.forward("hub")
    with copy.at_work():
        assert not district.delivered("copy")
    for _ in range(2):
        district.sync("copy")
        district.forward("hub")
    district.sync("copy")
    assert district.delivered("copy")
    assert district.events("root") == district.events("hub")
