"""A class gets another name; an administrator suspends and restores an instructor."""

import re

import pytest

from app.people import accounts


@pytest.fixture
def juma(school, new_visitor):
    """Another instructor, signed in."""
    with school.app_context():
        account, given = accounts.add_instructor(username="juma", full_name="Juma Mwangi")
        accounts.change_secret(account.id, given, "a new pass word")
    visitor = new_visitor(school)
    visitor.sign_in("juma", "a new pass word")
    return visitor


def test_a_class_is_renamed(teacher):
    at = re.search(r'href="(/teach/classes/\d+/)', teacher.get("/teach/").text)[1]
    teacher.get(f"{at}people")
    assert teacher.post(f"{at}name", {"name": "Form Two <East>"}).status_code == 303
    assert "Form Two &lt;East&gt;" in teacher.get("/teach/").text
    assert teacher.post(f"{at}name", {"name": " "}).status_code in (400, 422)


def test_a_suspended_instructor_is_out_until_restored(teacher, juma):
    page = teacher.get("/teach/staff/").text
    at = re.search(r'action="(/teach/staff/\d+/active)"', page)[1]
    assert page.count("/active") == 1
    assert juma.get("/teach/").status_code == 200
    assert teacher.post(at, {"do": "suspend"}).status_code == 303
    assert "suspended" in teacher.get("/teach/staff/").text
    assert juma.get("/teach/").status_code == 302
    teacher.post(at, {"do": "restore"})
    juma.sign_in("juma", "a new pass word")
    assert juma.get("/teach/").status_code == 200
