"""Set-up, sign-in, joining a class, one's own account, the language."""

from typing import Any

from flask import Flask

from app.people import accounts
from app.people.models import Account

PIN = "4821"


def set_up_form(app: Flask, **changes: str) -> dict[str, str]:
    """The filled-in form of the first start; the code comes from where the server prints it."""
    from app.people.setup import setup_code

    with app.app_context():
        code = setup_code(app.extensions["kisima"].setup_file)
    secret = "a long pass word"
    filled = {"code": code, "full_name": "Juma", "username": "juma"}
    return filled | {"secret": secret, "again": secret} | changes


def test_first_visitor_is_led_to_the_set_up(empty_app: Flask, new_visitor: Any) -> None:
    visitor = new_visitor(empty_app)
    assert visitor.get("/").location == "/set-up"
    assert visitor.get("/sign-in").location == "/set-up"
    assert visitor.get("/set-up").status_code == 200


def test_set_up_makes_the_administrator_and_leads_to_classes(
    empty_app: Flask, new_visitor: Any
) -> None:
    visitor = new_visitor(empty_app)
    visitor.get("/set-up")
    done = visitor.post("/set-up", set_up_form(empty_app))
    assert (done.status_code, done.location) == (302, "/teach/")
    assert visitor.get("/set-up").location == "/sign-in"


def test_wrong_set_up_code_is_told_beside_its_field(empty_app: Flask, new_visitor: Any) -> None:
    visitor = new_visitor(empty_app)
    visitor.get("/set-up")
    answer = visitor.post("/set-up", set_up_form(empty_app, code="WRONG"))
    assert answer.status_code == 400
    assert 'id="code-error"' in answer.text


def test_sign_in_goes_on_to_where_the_reader_wanted(visitor: Any) -> None:
    sent = visitor.get("/courses/wells/01-rain/")
    assert sent.location == "/sign-in?next=/courses/wells/01-rain/"
    visitor.get(sent.location)
    form = {"username": "Amina ", "secret": PIN, "next": "/courses/wells/01-rain/"}
    assert visitor.post("/sign-in", form).location == "/courses/wells/01-rain/"


def test_next_leads_to_no_other_site(visitor: Any) -> None:
    for trick in ("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"):
        visitor.get("/sign-in")
        form = {"username": "amina", "secret": PIN, "next": trick}
        assert visitor.post("/sign-in", form).location == "/"
        visitor.client.delete_cookie("session")


def test_wrong_pin_is_told_and_the_name_stays(visitor: Any) -> None:
    answer = visitor.sign_in("amina", "0000")
    assert answer.status_code == 400
    assert "do not belong together" in answer.text
    assert 'value="amina"' in answer.text


def test_guessing_has_to_wait(visitor: Any) -> None:
    for _ in range(5):
        visitor.sign_in("amina", "0000")
    answer = visitor.sign_in("amina", PIN)
    assert answer.status_code == 429
    assert "Please wait" in answer.text


def test_sign_out_ends_the_session(amina: Any) -> None:
    assert amina.post("/sign-out").location == "/sign-in"
    assert amina.get("/").location.startswith("/sign-in")


def test_class_code_makes_a_student_with_a_name_made_for_her(school: Flask, visitor: Any) -> None:
    visitor.get("/join")
    form = {"code": school.config["TEST_CLASS_CODE"].lower(), "full_name": "Amina Odhiambo"}
    form |= {"username": "", "secret": "7391", "again": "7391"}
    assert visitor.post("/join", form).location == "/"
    assert "amina.odhiambo" in visitor.get("/").text


def test_two_namesakes_get_two_user_names(school: Flask, new_visitor: Any) -> None:
    names = []
    for _ in range(2):
        person = new_visitor(school)
        person.get("/join")
        form = {"code": school.config["TEST_CLASS_CODE"], "full_name": "Ali"}
        person.post("/join", form | {"secret": "7391", "again": "7391"})
        names.append("ali2" in person.get("/account").text)
    assert names == [False, True]


def test_pins_that_differ_are_told(school: Flask, visitor: Any) -> None:
    visitor.get("/join")
    form = {"code": school.config["TEST_CLASS_CODE"], "full_name": "Neema", "secret": "7391"}
    answer = visitor.post("/join", form | {"again": "7392"})
    assert answer.status_code == 400
    assert 'id="again-error"' in answer.text


def test_new_pin_signs_in_and_keeps_this_browser(amina: Any, visitor: Any) -> None:
    amina.get("/account")
    amina.post("/account", {"present": PIN, "secret": "90210", "again": "90210"})
    assert amina.get("/account").status_code == 200
    assert visitor.sign_in("amina", "90210").location == "/"


def test_given_pin_must_be_changed_first(school: Flask, visitor: Any) -> None:
    with school.app_context():
        amina = Account.__table__.c.username == "amina"
        from app.database import db

        pin = accounts.reset_secret(db.session.query(Account).filter(amina).one().id)
    visitor.sign_in("amina", pin)
    assert visitor.get("/").location == "/account"


def test_language_is_kept_for_visitor_and_account(amina: Any, visitor: Any) -> None:
    visitor.get("/sign-in")
    visitor.post("/language", {"lang": "ar", "next": "/sign-in"})
    page = visitor.get("/sign-in").text
    assert '<html lang="ar" dir="rtl">' in page and "تسجيل الدخول" in page
    amina.post("/language", {"lang": "ar"})
    assert 'lang="ar" dir="rtl"' in amina.get("/").text


def test_browser_language_is_the_default(visitor: Any) -> None:
    page = visitor.get("/sign-in", headers={"Accept-Language": "sw, ar-EG;q=0.8, en;q=0.5"}).text
    assert '<html lang="ar"' in page
