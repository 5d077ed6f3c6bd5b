"""A class, who teaches it, and a student of it."""

import pytest
from flask import Flask

from app.database import transaction
from app.people import classes, enrolment
from app.people.accounts import add_account
from app.people.models import Account


@pytest.fixture
def teacher(store: Flask) -> Account:
    with transaction() as session:
        return add_account(
            session, username="juma", full_name="Juma", secret="a long word", role="instructor"
        )


@pytest.fixture
def group(teacher: Account) -> int:
    return classes.create_class(teacher, "Form 2", ["c"]).id


@pytest.fixture
def amina(group: int) -> int:
    return enrolment.add_student(group, username="amina", full_name="Amina", secret="48261").id
