"""Chosen students of a class in the pages: new PINs, another class, suspended, renamed, merged."""

import re

from app.people import accounts, classes

AT = "/teach/classes/1/students/"


def ids(school) -> dict[str, int]:
    with school.app_context():
        return {one.username: one.id for one in classes.students_of(1)}


def test_new_pins_come_on_cards_and_end_the_old_ones(school, teacher, new_visitor):
    page = teacher.post(AT, {"student": list(ids(school).values()), "do": "cards"})
    assert page.headers["Cache-Control"] == "no-store"
    pins = re.findall(r'class="code pin">(\d{5})<', page.text)
    assert len(pins) == 2
    student = new_visitor(school)
    assert student.sign_in("amina", "4821").status_code == 400
    assert student.sign_in("amina", pins[0]).status_code == 302


def test_chosen_students_move_and_keep_what_they_did(school, teacher):
    with school.app_context():
        other = classes.create_class(accounts.by_username("teacher"), "Form 3").id
    teacher.post(AT, {"student": ids(school)["amina"], "do": "move", "to": other})
    with school.app_context():
        assert [one.username for one in classes.students_of(other)] == ["amina"]
    assert list(ids(school)) == ["layla"]


def test_who_is_suspended_is_out_at_once_until_restored(school, teacher, amina):
    number = ids(school)["amina"]
    teacher.post(AT, {"student": number, "do": "suspend"})
    assert amina.get("/").status_code == 302
    assert "suspended" in teacher.get(AT).text
    teacher.post(AT, {"student": number, "do": "restore"})
    assert amina.sign_in("amina").status_code == 302


def test_nobody_chosen_and_nobody_of_another_class(school, teacher):
    assert teacher.post(AT, {"do": "suspend"}).status_code == 422
    assert teacher.post(AT, {"student": 999, "do": "suspend"}).status_code == 422
    wrong = teacher.post(AT, {"student": ids(school)["amina"], "do": "move", "to": 999})
    assert wrong.status_code == 422 and "amina" in ids(school)


def test_a_student_is_renamed_and_a_taken_user_name_is_refused(school, teacher):
    at = f"{AT}{ids(school)['amina']}/"
    assert teacher.post(at, {"full_name": "Amina", "username": "layla"}).status_code == 422
    teacher.post(at, {"full_name": "Amina Otieno", "username": "amina.o"})
    assert "amina.o" in ids(school)


def test_two_accounts_are_merged_only_by_a_tick(school, teacher):
    at = f"{AT}{ids(school)['amina']}/merge"
    assert "cannot be undone" in teacher.get(f"{at}?username=layla").text
    assert teacher.post(at, {"username": "layla"}).status_code == 422
    teacher.post(at, {"username": "layla", "sure": "yes"})
    assert list(ids(school)) == ["amina"]
    assert teacher.post(at, {"username": "teacher", "sure": "yes"}).status_code == 422
