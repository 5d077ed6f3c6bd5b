"""The teach area: its blueprint, and who may open what."""

from collections.abc import Callable
from typing import ParamSpec

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.catalog.model import Course
from app.errors import N_, KisimaError
from app.people import accounts, classes
from app.people.models import Account, SchoolClass
from app.web.guards import guarded
from app.web.services import services

blueprint = Blueprint("teach", __name__, url_prefix="/teach")
P = ParamSpec("P")


class NotAllowed(KisimaError):
    sentence = N_("This page is for instructors. If it should be yours, ask your administrator.")


class OnlyAdministrators(NotAllowed):
    sentence = N_("This page is for the administrator.")


def for_instructors(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A view for those who teach."""
    return guarded(view, _check_teaches)


def for_administrators(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A view for administrators."""
    return guarded(view, _check_administrates)


def _check_teaches() -> None:
    if not current_user.teaches:
        raise NotAllowed()


def _check_administrates() -> None:
    if not current_user.is_administrator:
        raise OnlyAdministrators()


def my_class(class_id: int) -> SchoolClass:
    """The class, if the reader teaches it; raises NoSuchClass."""
    return classes.class_taught_by(current_user, class_id)


def my_student(class_id: int, account_id: int) -> Account:
    """A student of a class that the reader teaches; raises NoSuchClass or NoSuchAccount."""
    my_class(class_id)
    if not classes.is_student_of(class_id, account_id):
        raise accounts.NoSuchAccount()
    return accounts.account(account_id)


def courses_of_class(class_id: int) -> list[Course]:
    """The courses that a class follows, as far as they are on this laptop."""
    by_id = {course.id: course for course in services().catalog.courses}
    followed = classes.courses_of_class(class_id)
    return [by_id[course_id] for course_id in followed if course_id in by_id]
