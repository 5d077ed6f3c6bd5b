"""Lists of people in the pages: sent, looked at, taken in, their cards printed."""

import io
import re

import pytest

from app.database import transaction
from app.people import accounts, classes
from app.people.rosters import imports
from app.web.teach.roster_running import Runs

PASSWORD = "a long pass word"
HEADER = "identifier,username,full_name,role,class\n"


def send(visitor, text, path="/teach/roster/", **form):
    data = text if isinstance(text, bytes) else text.encode()
    return visitor.post(path, {"file": (io.BytesIO(data), "list.csv")} | form)


def finished(app, visitor, path: str) -> str:
    """The page of an import once nothing works on it any more."""
    runs: Runs = app.extensions["kisima-roster-runs"]
    run = runs.get(int(path.rstrip("/").rpartition("/")[2]))
    assert run is not None and run.thread is not None
    run.thread.join(60)
    return visitor.get(path).text


def test_a_list_is_looked_at_taken_in_and_printed(school, teacher, new_visitor):
    looked = send(teacher, HEADER + "9,,Zawadi Ouma,student,Form 3\n,x y,Bad,student,Form 3\n")
    page = teacher.get(looked.location).text
    assert "Zawadi Ouma" in page and "Line 3:" in page and "Nothing is changed yet" in page
    with school.app_context(), pytest.raises(accounts.NoSuchAccount):
        accounts.by_username("zawadi.ouma")
    done = teacher.post(looked.location, {"courses": "wells"})
    page = finished(school, teacher, done.location)
    cards = teacher.get(re.search(r'href="(/teach/cards/[^"]+)"', page)[1])
    assert cards.headers["Cache-Control"] == "no-store"
    pin = re.search(r'class="code pin">(\d{5})<', cards.text)[1]
    assert "<svg" in cards.text and "Form 3" in cards.text
    student = new_visitor(school)
    assert student.sign_in("zawadi.ouma", pin).status_code == 302


def test_the_pins_are_gone_once_they_were_noted(school, teacher):
    looked = send(teacher, HEADER + ",,Zawadi,student,\n")
    page = finished(school, teacher, teacher.post(looked.location).location)
    cards = re.search(r'href="(/teach/cards/[^"]+)"', page)[1]
    teacher.get(cards)
    teacher.post(cards)
    assert teacher.get(cards).status_code == 404


def stopped(school) -> None:
    """The server was stopped and started again: what it knew by heart is gone."""
    for name in ("kisima-roster-runs", "kisima-cards"):
        school.extensions.pop(name, None)


def test_a_list_broken_off_goes_on_and_everybody_has_a_card(school, teacher):
    at = send(teacher, HEADER + "".join(f",,Nuru {n},student,A\n" for n in range(40))).location
    number = int(at.rstrip("/").rpartition("/")[2])
    with school.app_context():
        head = accounts.by_username("teacher")
        imports.begin(head, number, [])
        assert len(next(imports.carry_out(head, number)).made) == 25
    stopped(school)
    assert "list.csv" in teacher.get("/teach/").text
    assert "25 of 40 people" in teacher.get(at).text
    page = finished(school, teacher, teacher.post(at).location)
    assert "list.csv" not in teacher.get("/teach/").text
    cards = teacher.get(re.search(r'href="(/teach/cards/[^"]+)"', page)[1]).text
    assert len(re.findall(r'class="code pin">\d{5}<', cards)) == 40
    assert len(set(re.findall(r">(nuru\.\d+)<", cards))) == 40


def test_cards_lost_before_they_were_noted_are_made_again(school, teacher):
    at = send(teacher, HEADER + ",,Zawadi,student,A\n,,Nuru,student,A\n").location
    finished(school, teacher, teacher.post(at).location)
    stopped(school)
    assert "cards of 2 people were not noted" in teacher.get(at).text
    page = finished(school, teacher, teacher.post(at).location)
    assert "were not noted" not in page
    teacher.post(re.search(r'href="(/teach/cards/[^"]+)"', page)[1])
    assert "not noted" not in teacher.get(at).text


def test_a_file_that_cannot_be_read_is_refused_in_words(teacher):
    answer = send(teacher, b"town,age\nKilifi,7\n")
    assert answer.status_code == 422 and "full_name" in answer.text


def test_a_guess_at_the_letters_is_shown(teacher):
    page = teacher.get(send(teacher, "full_name;class\nZoë;A\n".encode("cp1252")).location).text
    assert "Windows-1252" in page and "Zoë" in page


def test_cells_can_be_pasted_and_a_list_put_away(teacher):
    looked = teacher.post("/teach/roster/", {"pasted": "full_name\tclass\nAmina\tForm 9\n"})
    assert "Form 9" in teacher.get(looked.location).text
    teacher.post(f"{looked.location}forget")
    assert teacher.get(looked.location).status_code == 404


def test_many_people_are_shown_page_by_page(teacher):
    rows = "".join(f",,Name {n},student,Form {n % 9}\n" for n in range(250))
    at = send(teacher, HEADER + rows).location
    first, last = teacher.get(at).text, teacher.get(f"{at}?page=3&kind=new").text
    assert "Page 1 of 3" in first and "Name 0<" in first and "Name 249<" not in first
    assert "Name 249<" in last


def test_an_instructor_takes_students_into_her_own_class_only(school, teacher, new_visitor):
    with school.app_context():
        with transaction() as session:
            juma = accounts.add_account(
                session, username="juma", full_name="J", secret=PASSWORD, role="instructor"
            )
        form = classes.create_class(juma, "Form 7")
    visitor = new_visitor(school)
    visitor.sign_in("juma", PASSWORD)
    visitor.get("/teach/")
    at = send(
        visitor, HEADER + ",,Nuru,student,\n,amina,A,student,\n", f"/teach/classes/{form.id}/roster"
    )
    page = visitor.get(at.location).text
    assert "Nuru" in page and "none of your classes" in page
    assert visitor.get("/teach/roster/").status_code == 403
    assert visitor.get("/teach/classes/1/roster").status_code == 404
    assert teacher.get(at.location).status_code == 404


def test_a_cards_code_fills_in_the_user_name_and_nothing_else(visitor):
    page = visitor.get("/sign-in?username=amina%22%3E%3Cb").text
    assert 'value="amina&#34;&gt;&lt;b"' in page
