"""Hubs and roots that are restored, keys that were forgotten, copies behind a hub."""

from hub_world import World

from app.centre.transactions import writing
from app.sync.wire import peek_header


def test_a_restored_hub_is_filled_again(district: World) -> None:
    kept = district.centres["hub"].backup()
    district.sync("mlimani")
    district.forward("hub")
    district.restore("hub", kept)
    assert district.events("hub") == []
    district.schools["mlimani"].work(1, 1)
    assert district.sync("mlimani").delivered
    assert district.forward("hub").delivered
    assert district.events("root") == district.events("hub") != []
    district.sync("mlimani")
    assert district.delivered("mlimani")


def test_a_restored_root_is_filled_again_by_the_hub(district: World) -> None:
    kept = district.centres["root"].backup()
    district.sync("mlimani")
    district.forward("hub")
    district.sync("mlimani")
    assert district.delivered("mlimani")
    district.restore("root", kept)
    # The school is gone for good: the hub alone has what it sent.
    district.forget_school("mlimani")
    assert district.forward("hub").delivered
    assert district.events("root") == district.events("hub") != []


def test_a_school_hears_of_a_restored_root_through_the_hub(district: World) -> None:
    kept = district.centres["root"].backup()
    district.sync("mlimani")
    district.forward("hub")
    district.sync("mlimani")
    assert district.delivered("mlimani")
    district.restore("root", kept)
    district.new_generation("hub")  # so that the hub itself asks about everything
    district.forward("hub")
    district.sync("mlimani")
    assert district.delivered("mlimani")
    statement = district.centres["root"].rows("SELECT count FROM centre_state")
    assert statement[0][0] == 2


def test_a_root_that_forgot_everybody_believes_its_own_certificates(world: World) -> None:
    kept = world.centres["root"].backup()
    world.add_hub("hub")
    world.add_school("mlimani", "hub")
    world.sync("mlimani")
    world.forward("hub")
    world.restore("root", kept)
    world.schools["mlimani"].work(1, 1)
    world.sync("mlimani")
    assert world.forward("hub").delivered
    assert world.events("root") == world.events("hub") != []
    rows = world.centres["root"].rows("SELECT is_hub, hub_name FROM centre_node ORDER BY is_hub")
    assert [tuple(row) for row in rows] == [(False, ""), (True, "District hub")]


def test_a_twin_of_the_root_is_outgrown_though_a_hub_stands_between(district: World) -> None:
    kept = district.centres["root"].backup()
    district.restore("root", kept)
    district.sync("mlimani")
    district.forward("hub")
    district.sync("mlimani")  # the school knows the first twin
    district.restore("root", kept)
    district.forward("hub")
    district.forward("hub")
    district.sync("mlimani")
    assert district.forward("hub").delivered
    district.sync("mlimani")
    assert district.delivered("mlimani")
    assert district.events("root") == district.events("hub")


def test_a_school_tells_another_hub_of_a_twin_of_the_root(district: World) -> None:
    district.add_hub("other")
    kept = district.centres["root"].backup()
    district.restore("root", kept)
    for _ in range(2):
        district.sync("mlimani")
        district.forward("hub")
    district.sync("mlimani")
    assert district.delivered("mlimani")
    district.restore("root", kept)
    district.forward("other")
    district.move("mlimani", "other")
    district.sync("mlimani")
    district.forward("other")
    assert district.centres["root"].rows("SELECT count FROM centre_state")[0][0] == 3
    district.sync("mlimani")
    assert district.delivered("mlimani")
    assert district.events("root") == district.events("other")


def test_a_twin_of_the_hub_is_outgrown(district: World) -> None:
    kept = district.centres["hub"].backup()
    district.restore("hub", kept)
    district.sync("mlimani")
    district.restore("hub", kept)
    assert district.sync("mlimani").delivered
    assert district.forward("hub").delivered
    assert district.events("root") == district.events("hub") != []


def test_copies_behind_a_hub_part_ways(district: World) -> None:
    district.sync("mlimani")
    district.forward("hub")
    copy = district.copy_school("mlimani", "copy")
    district.schools["mlimani"].work(1, 1)
    copy.work(2, 4)
    for _ in range(4):
        for name in ("mlimani", "copy"):
            district.sync(name)
        assert district.forward("hub").error is None
    assert district.events("root") == district.events("hub")
    nodes = district.centres["root"].rows("SELECT id FROM centre_node WHERE NOT is_hub")
    assert len(nodes) == 2
    assert district.delivered("mlimani") and district.delivered("copy")


def test_a_laptop_that_the_root_revoked_stops_no_other(district: World) -> None:
    district.add_school("bondeni", "hub")
    with district.store("root").app_context(), writing() as connection:
        connection.exec_driver_sql(
            "UPDATE centre_node SET revoked_ms = 1 WHERE school_id ="
            " (SELECT id FROM centre_school WHERE name = 'mlimani')"
        )
    for name in ("mlimani", "bondeni"):
        district.sync(name)
    outcome = district.forward("hub")
    assert outcome.name == "refused" and outcome.error is not None
    assert outcome.error.values["name"] == "NodeRevoked"
    district.sync("bondeni")
    assert district.delivered("bondeni")


def test_batches_are_cut_at_the_heads_that_schools_signed(district: World) -> None:
    for _ in range(4):
        district.schools["mlimani"].work(1, 1)
        district.sync("mlimani")
    assert district.forward("hub").delivered
    (packed,) = district.posted("root", "/sync/batch")
    last = peek_header(district.posted("hub", "/sync/batch")[-1])
    assert peek_header(packed).head == last.head
    assert peek_header(packed).from_seq == 1
