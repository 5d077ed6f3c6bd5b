"""Who may call what at a centre: every address as nobody, a student, officers, an administrator."""

import secrets
from typing import Any

import pytest
from flask import Flask

from app.centre import areas, officers
from app.centre.nodes import add_node, node_id
from app.centre.transactions import writing
from app.database import transaction
from app.people import accounts

PASSWORD = "a long pass word"
SECRET_NAME = "Mtwapa Vocational School"

# For each endpoint: its address, and who gets in. "mine" is the officer of Kilifi, where the school
# of the addresses lies, "theirs" the officer of Mombasa. Whoever is not in the list is refused, and
# reads nothing of that school. A new address needs a row here.
NOBODY, STUDENT, MINE, THEIRS, HEAD = "nobody", "student", "mine", "theirs", "head"
ALL = (NOBODY, STUDENT, MINE, THEIRS, HEAD)
PEOPLE = (MINE, THEIRS, HEAD)
OF_SCHOOL = (MINE, HEAD)
ONLY_HEAD = (HEAD,)
TABLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "static_file": ("/static/kisima.css", ALL),
    "account.set_up": ("/set-up", ALL),
    "account.sign_in": ("/sign-in", ALL),
    "account.join": ("/join", ()),
    "account.consent": ("/account/consent", ()),
    "account.language": ("/language", ALL),
    "account.mine": ("/account", ALL[1:]),
    "centre.home": ("/", PEOPLE),
    "centre.schools": ("/schools/", PEOPLE),
    "centre.schools_file": ("/schools.csv", PEOPLE),
    "centre.school": ("/schools/{school}/", OF_SCHOOL),
    "centre.change": ("/schools/{school}/", ONLY_HEAD),
    "centre.new_school": ("/schools/new", ONLY_HEAD),
    "centre.new_code": ("/schools/{school}/code", ONLY_HEAD),
    "centre.withdraw_codes": ("/schools/{school}/codes/withdraw", ONLY_HEAD),
    "centre.revoke": ("/schools/{school}/laptops/{node}/revoke", ONLY_HEAD),
    "centre.allow": ("/schools/{school}/laptops/{node}/allow", ONLY_HEAD),
    "centre.move": ("/schools/{school}/laptops/{node}/move", ONLY_HEAD),
    "centre.table": ("/schools/table", ONLY_HEAD),
    "centre.read_table": ("/schools/table", ONLY_HEAD),
    "centre.make_table": ("/schools/table/make", ONLY_HEAD),
    "centre.example": ("/schools/example.csv", ONLY_HEAD),
    "centre.areas": ("/areas/", ONLY_HEAD),
    "centre.new_area": ("/areas/{kilifi}/inside", ONLY_HEAD),
    "centre.name_area": ("/areas/{kilifi}/name", ONLY_HEAD),
    "centre.people": ("/people/", ONLY_HEAD),
    "centre.add_person": ("/people/", ONLY_HEAD),
    "centre.new_password": ("/people/{third}/new-password", ONLY_HEAD),
    "centre.set_area": ("/people/{third}/area", ONLY_HEAD),
    "centre.suspend": ("/people/{third}/suspend", ONLY_HEAD),
    "centre.open_again": ("/people/{third}/open", ONLY_HEAD),
    "centre.about": ("/centre/", ONLY_HEAD),
    "centre.log": ("/log/", ONLY_HEAD),
    "centre.figures_start": ("/figures/", PEOPLE),
    "centre.figures_of_area": ("/figures/area/{kilifi}/", OF_SCHOOL),
    "centre.figures_of_school": ("/figures/school/{school}/", OF_SCHOOL),
    "centre.hardest_of_area": ("/figures/area/{kilifi}/hardest/", OF_SCHOOL),
    "centre.hardest_of_school": ("/figures/school/{school}/hardest/", OF_SCHOOL),
    "centre.heard_of_area": ("/figures/area/{kilifi}/heard/", OF_SCHOOL),
    "centre.hubs": ("/hubs/", ONLY_HEAD),
    "centre.connect_above": ("/hubs/above", ONLY_HEAD),
    "centre.forward_now": ("/hubs/now", ONLY_HEAD),
    "centre.hub_code": ("/hubs/code", ONLY_HEAD),
    "centre.stick": ("/stick/", PEOPLE),
    "centre.take_stick": ("/stick/", PEOPLE),
}
REFUSED = (302, 401, 403, 404)
# Signing out would end what the other addresses need; what a school's people open is not theirs.
LEFT_OUT = {"account.sign_out"}


@pytest.fixture
def places(centre_app: Flask) -> dict[str, Any]:
    """Two districts, a school with a laptop in the first, and people of every kind."""
    key = secrets.token_bytes(32)
    with centre_app.app_context():
        with writing() as connection:
            coast = areas.add_area(connection, "test", areas.country(connection).id, "Coast")
            kilifi = areas.add_area(connection, "test", coast, "Kilifi")
            mombasa = areas.add_area(connection, "test", coast, "Mombasa")
            school = areas.add_school(connection, "test", kilifi, SECRET_NAME, "KE-1")
            origin = secrets.token_bytes(16)
            add_node(connection, key=key, school_id=school, origins=[origin], certificates=[])
        with transaction() as session:
            for name, role in (("student", "student"), ("mine", "officer"), ("theirs", "officer")):
                accounts.add_account(
                    session, username=name, full_name=name, secret=PASSWORD, role=role
                )
        for name, area in (("mine", kilifi), ("theirs", mombasa)):
            officers.set_area("test", accounts.staff_by_username(name).id, area)
        third, _ = officers.add_person(
            "test", username="third", full_name="Third", role="officer", area_id=kilifi
        )
        found = {"school": school, "node": node_id(key).hex(), "third": third.id}
        return found | {"kilifi": kilifi, "mombasa": mombasa}


def visitor(app: Flask, new_visitor: Any, who: str) -> Any:
    person = new_visitor(app)
    if who != NOBODY:
        person.sign_in(who, PASSWORD)
        person.get("/account")
    else:
        person.get("/sign-in")
    return person


def test_every_address_has_a_row(centre_app: Flask) -> None:
    found = {rule.endpoint for rule in centre_app.url_map.iter_rules()} - LEFT_OUT
    assert found == set(TABLE)


@pytest.mark.parametrize("who", ALL)
def test_the_table_is_true(
    centre_app: Flask, places: dict[str, Any], new_visitor: Any, who: str
) -> None:
    person = visitor(centre_app, new_visitor, who)
    wrong = []
    for rule in centre_app.url_map.iter_rules():
        if rule.endpoint in LEFT_OUT:
            continue
        path, let_in = TABLE[rule.endpoint]
        path = path.format(**places)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = person.get(path) if method == "GET" else person.post(path, {"lang": "en"})
            status, place = answer.status_code, answer.location or ""
            outside = status != 302 or place.startswith(("/sign-in", "/set-up"))
            if who in let_in:
                fine = status < 400 or (method == "POST" and status in (400, 404, 422))
                fine = fine and (who == NOBODY or not place.startswith("/sign-in?"))
            else:
                fine = status in REFUSED and outside and SECRET_NAME not in answer.text
            if not fine:
                wrong.append((method, path, status, place))
    assert wrong == []


def test_an_officer_finds_only_the_schools_of_her_area(
    centre_app: Flask, places: dict[str, Any], new_visitor: Any
) -> None:
    mine, theirs = (visitor(centre_app, new_visitor, who) for who in (MINE, THEIRS))
    for path in ("/", "/schools/", "/schools.csv", "/schools/?q=Mtwapa", "/schools/?state=waiting"):
        assert SECRET_NAME not in theirs.get(path).text, path
    beyond = f"/schools/?area={places['kilifi']}"
    assert SECRET_NAME not in theirs.get(beyond).text
    assert SECRET_NAME in mine.get(beyond).text
    assert "Mombasa" not in mine.get("/schools/").text


def test_an_officer_without_an_area_sees_nothing(
    centre_app: Flask, places: dict[str, Any], new_visitor: Any
) -> None:
    from app.centre.transactions import writing

    with centre_app.app_context(), writing() as connection:
        connection.exec_driver_sql("DELETE FROM centre_scope")
    mine = visitor(centre_app, new_visitor, MINE)
    assert SECRET_NAME not in mine.get("/schools/").text
    assert mine.get(f"/schools/{places['school']}/").status_code == 404


def test_a_suspended_officer_is_out_at_once(
    centre_app: Flask, places: dict[str, Any], new_visitor: Any, head: Any
) -> None:
    mine = visitor(centre_app, new_visitor, MINE)
    with centre_app.app_context():
        number = accounts.staff_by_username("mine").id
    head.post(f"/people/{number}/suspend")
    assert (mine.get("/schools/").location or "").startswith("/sign-in")


def test_nobody_suspends_herself(centre_app: Flask, head: Any) -> None:
    with centre_app.app_context():
        number = accounts.staff_by_username("head").id
    assert head.post(f"/people/{number}/suspend").status_code == 400
    assert head.get("/people/").status_code == 200


def test_a_new_officer_gets_a_password_and_sees_her_district(
    centre_app: Flask, places: dict[str, Any], head: Any, new_visitor: Any
) -> None:
    form = {"full_name": "Amina Said", "username": "amina", "role": "officer"}
    refused = head.post("/people/", form | {"area": "0"})
    assert refused.status_code == 422
    page = head.post("/people/", form | {"area": str(places["mombasa"])}).text
    password = page.partition('Password: <strong class="code">')[2].partition("<")[0]
    amina = new_visitor(centre_app)
    amina.sign_in("amina", password)
    own = {"present": password, "secret": PASSWORD, "again": PASSWORD}
    amina.get("/account")
    assert amina.post("/account", own).location == "/"
    assert "<h1><bdi>Mombasa</bdi></h1>" in amina.get("/").text
