"""Consent and erasure, as a class's instructor and a student see them."""

import dataclasses
import html
import re
from typing import Any

import pytest
from flask import Flask

from app.database import db
from app.people import accounts, classes, consent, enrolment

PAGE = "/teach/classes/1/consent"


def text_of(page: Any) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())


def of(school: Flask, username: str) -> consent.Consent:
    with school.app_context():
        return consent.of(accounts.by_username(username).id)


def id_of(school: Flask, username: str) -> int:
    return of(school, username).account_id


def form(**more: Any) -> dict[str, Any]:
    return {"proof": "paper", "day": "2026-11-02"} | more


def test_an_instructor_records_who_signed_and_when(teacher, school: Flask) -> None:
    page = teacher.get(PAGE)
    assert "0 of 2 agreed." in text_of(page) and "Has not been asked yet." in page.text
    answer = teacher.post(PAGE, form(student=[id_of(school, "amina")]))
    assert answer.status_code == 303
    page = text_of(teacher.get(PAGE))
    assert "Recorded that 1 student agreed." in page and "1 of 2 agreed." in page
    assert "Signed on paper on Nov 2, 2026, recorded by Mwalimu Juma." in page
    assert of(school, "amina").given and not of(school, "layla").given


def test_the_whole_class_at_once(teacher, school: Flask) -> None:
    teacher.get(PAGE)
    teacher.post(PAGE, form(all="1", proof="guardian"))
    assert "2 of 2 agreed." in text_of(teacher.get(PAGE))
    said = of(school, "layla")
    assert said.given and said.proof is not None and said.proof.kind == "guardian"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"proof": ""}, "Please say how you know that they agree."),
        ({"day": "soon"}, "Please write the day on which they agreed"),
        ({"day": "0026-11-02"}, "Please write the day on which they agreed"),
        ({}, "Please choose at least one student."),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(teacher, wrong, words) -> None:
    teacher.get(PAGE)
    page = teacher.post(PAGE, form(**wrong))
    assert page.status_code == 400 and words in text_of(page)
    assert wrong or 'value="2026-11-02"' in page.text


def test_where_the_school_says_so_each_student_agrees_herself(teacher, school: Flask) -> None:
    parts = school.extensions["kisima"]
    school.extensions["kisima"] = dataclasses.replace(parts, consent_by_instructor=False)
    page = teacher.get(PAGE)
    assert "each student agrees for herself" in text_of(page) and "Record for" not in page.text
    assert "An administrator can change" in text_of(teacher.post(PAGE, form(all="1")))
    assert not of(school, "amina").given


def test_a_student_agrees_and_takes_it_back_for_good(teacher, amina, school: Flask) -> None:
    page = amina.get("/account")
    assert "You have not said yes. Nothing of yours leaves." in text_of(page)
    assert amina.post("/account/consent", {"answer": "yes"}).status_code == 303
    assert "You said yes." in text_of(amina.get("/account")) and of(school, "amina").given
    assert "Agreed here on" in text_of(teacher.get(PAGE))
    amina.post("/account/consent", {"answer": "no"})
    assert "only you can change that" in text_of(amina.get("/account"))
    page = teacher.get(PAGE)
    assert "Only the student can change that" in text_of(page)
    teacher.post(PAGE, form(student=[id_of(school, "amina")]))
    assert not of(school, "amina").given


def test_an_instructor_records_that_it_was_taken_back(teacher, amina, school: Flask) -> None:
    teacher.get(PAGE)
    teacher.post(PAGE, form(all="1"))
    assert "Mwalimu Juma noted that you said yes." in text_of(amina.get("/account"))
    teacher.get(PAGE)
    teacher.post(f"{PAGE}/{id_of(school, 'amina')}/withdraw")
    assert "Taken back on" in text_of(teacher.get(PAGE))
    assert "Your consent was taken back." in text_of(amina.get("/account"))


def test_staff_are_not_asked(teacher) -> None:
    assert "May your progress leave" not in teacher.get("/account").text


def test_another_instructor_records_nothing(school: Flask, teacher, new_visitor) -> None:
    with school.app_context():
        made, password = accounts.add_instructor(username="otieno", full_name="Otieno")
        classes.create_class(made, "Other")
        accounts.change_secret(made.id, password, "another long word")
    otieno = new_visitor(school)
    otieno.sign_in("otieno", "another long word")
    otieno.get("/teach/")
    assert otieno.post(PAGE, form(all="1")).status_code == 404
    assert otieno.get(f"/teach/erase/{id_of(school, 'amina')}/").status_code == 404
    assert not of(school, "amina").given


def test_erasing_needs_the_user_name_and_says_what_goes(teacher, school: Flask) -> None:
    amina = id_of(school, "amina")
    page = text_of(teacher.get(f"/teach/erase/{amina}/"))
    assert "This cannot be undone" in page and "all that was handed in" in page
    page = teacher.post(f"/teach/erase/{amina}/", {"username": "layla"})
    assert page.status_code == 400 and "Nothing was erased" in page.text
    answer = teacher.post(f"/teach/erase/{amina}/", {"username": " AMINA "})
    assert answer.status_code == 303
    assert "The records of Amina Odhiambo have been erased." in teacher.get("/teach/").text
    assert "Amina" not in teacher.get("/teach/classes/1/people").text
    assert teacher.get(f"/teach/erase/{amina}/").status_code == 404
    with school.app_context():
        assert accounts.account(amina).full_name == "erased"


def test_who_was_erased_is_signed_out(teacher, amina, school: Flask) -> None:
    number = id_of(school, "amina")
    teacher.get(f"/teach/erase/{number}/")
    teacher.post(f"/teach/erase/{number}/", {"username": "amina"})
    assert amina.get("/account").status_code == 302


def test_the_administrator_finds_who_is_in_no_class(teacher, school: Flask) -> None:
    amina = id_of(school, "amina")
    with school.app_context():
        enrolment.remove_member(1, amina)
        db.session.remove()
    assert teacher.get("/teach/erase/?username=nobody").status_code == 404
    answer = teacher.get("/teach/erase/?username=Amina")
    assert answer.location == f"/teach/erase/{amina}/"


def test_the_last_administrator_cannot_be_erased(teacher, school: Flask) -> None:
    number = id_of(school, "teacher")
    teacher.get(f"/teach/erase/{number}/")
    page = teacher.post(f"/teach/erase/{number}/", {"username": "teacher"})
    assert page.status_code == 400 and "This is the only administrator." in page.text
