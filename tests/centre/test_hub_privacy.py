"""Erasure, consent and withdrawal through a hub: both ways, whoever is first."""

from hub_world import World

from app.centre.transactions import writing
from app.sync.wire import Batch, WireEvent


def _student(district: World, name: str) -> int:
    return district.schools[name].students()[0]


def test_an_erasure_goes_up_and_the_hub_passes_on_blank(district: World) -> None:
    district.sync("mlimani")
    who = district.schools["mlimani"].pseudonym(_student(district, "mlimani"))
    district.schools["mlimani"].erase(_student(district, "mlimani"))
    district.sync("mlimani")
    assert district.forward("hub").delivered
    rows = [row for batch in district.batches("root") for row in batch.events]
    assert sum(row.digest is not None for row in rows) >= 2
    assert district.events("root") == district.events("hub")
    for name in ("hub", "root"):
        assert district.events(name, f"subject = '\\x{who.hex()}'") == []


def test_an_erasure_that_came_after_reaches_the_root(district: World) -> None:
    district.sync("mlimani")
    district.forward("hub")
    who = district.schools["mlimani"].pseudonym(_student(district, "mlimani"))
    assert district.events("root", f"subject = '\\x{who.hex()}'") != []
    district.schools["mlimani"].erase(_student(district, "mlimani"))
    district.sync("mlimani")
    assert district.forward("hub").delivered
    assert district.events("root", f"subject = '\\x{who.hex()}'") == []
    assert district.chain("root") == district.chain("hub")


def test_an_erasure_comes_down_to_the_hub_and_to_copies(district: World) -> None:
    district.sync("mlimani")
    district.forward("hub")
    copy = district.copy_school("mlimani", "copy")
    who = copy.pseudonym(copy.students()[0])
    # The copy speaks to another hub, which its certificate is good for.
    district.add_hub("other")
    district.schools["mlimani"].work(1, 1)
    copy.erase(copy.students()[0])
    district.move("copy", "other")
    district.sync("copy")
    assert district.forward("other").delivered
    assert district.events("root", f"subject = '\\x{who.hex()}'") == []
    assert district.events("hub", f"subject = '\\x{who.hex()}'") != []
    assert district.forward("hub").error is None
    assert district.events("hub", f"subject = '\\x{who.hex()}'") == []
    district.sync("mlimani")
    assert who not in district.schools["mlimani"].salts()
    district.forward("hub")
    assert district.events("root", f"subject = '\\x{who.hex()}'") == []


def test_what_was_withheld_is_blank_and_its_disclosure_goes_on(world: World) -> None:
    kept = world.centres["root"].backup()
    world.add_hub("hub")
    school = world.add_school("mlimani", "hub", students=1)
    school.admit(agrees=False)
    world.sync("mlimani")
    world.forward("hub")
    assert all(row[4] != "" or row[7] == "" for row in world.events("root"))
    before = len(world.events("root", "kind = ''"))
    assert before
    school.agree(school.students(consented=False)[0])
    world.sync("mlimani")
    assert world.forward("hub").delivered
    assert world.events("root") == world.events("hub")
    assert len(world.events("root", "kind = ''")) < before
    # A restored root gets the row as it came, blank, and the disclosure fills it again.
    world.restore("root", kept)
    before = len(world.posted("root", "/sync/batch"))
    assert world.forward("hub").delivered
    assert world.events("root") == world.events("hub")
    assert _rows(world.batches("root")[before:]) == _rows(world.batches("hub"))


def test_a_root_that_does_not_know_a_student_asks_for_the_salt(district: World) -> None:
    district.sync("mlimani")
    district.forward("hub")
    with district.store("root").app_context(), writing() as connection:
        connection.exec_driver_sql("DELETE FROM centre_subject")
    district.schools["mlimani"].work(1, 1)
    district.sync("mlimani")
    assert district.forward("hub").delivered
    assert district.batches("root")[-1].salts
    assert district.events("root") == district.events("hub")


def test_damage_and_what_is_appended_again_goes_through(district: World) -> None:
    school = district.schools["mlimani"]
    for number in range(6):
        school.work(1, number)
    school.damage(3, 0)
    for _ in range(2):
        district.sync("mlimani")
        assert district.forward("hub").error is None
    assert district.events("root") == district.events("hub")
    assert district.chain("root") == district.chain("hub")
    places = "SELECT encode(hash, 'hex') FROM centre_place ORDER BY 1"
    rows = [district.centres[name].rows(places) for name in ("hub", "root")]
    assert rows[0] == rows[1] != []
    district.sync("mlimani")
    assert district.delivered("mlimani")


def _rows(batches: list[Batch]) -> dict[tuple[bytes, int], WireEvent]:
    """Rows as they travelled, by epoch and place."""
    return {
        (batch.header.head.opening.epoch, batch.header.from_seq + number): row
        for batch in batches
        for number, row in enumerate(batch.events)
    }
