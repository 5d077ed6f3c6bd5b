"""`kisima serve --demo`: a class to look around with."""

from sqlalchemy import select

from app.database import db, transaction
from app.people import classes
from app.people.accounts import add_account
from app.people.models import Account, SchoolClass
from app.people.setup import is_set_up

CLASS = "Demo class"
INSTRUCTOR = ("demo-teacher", "Wanjiru Kamau", "well-water-2026")
STUDENTS = (
    ("amina", "Amina Odhiambo", "4826"),
    ("yusuf", "يوسف الحكيمي", "7391"),
    ("fatou", "Fatou Diop", "6158"),
    ("juma", "Juma Mwinyi", "9274"),
)


def make_demo() -> list[str]:
    """Make the demo class unless it is there; returns the lines that say how to sign in."""
    from app.web.services import services

    if db.session.scalars(select(SchoolClass.id).where(SchoolClass.name == CLASS)).first() is None:
        teacher = _instructor()
        courses = [course.id for course in services().catalog.courses]
        demo = classes.create_class(teacher, CLASS, courses)
        for username, full_name, pin in STUDENTS:
            if not _account(username):
                classes.add_student(demo.id, username=username, full_name=full_name, secret=pin)
    lines = ["", "Demo class (anyone can read these; do not keep it for real work):"]
    lines.append(f"  instructor  {INSTRUCTOR[0]:<14} password  {INSTRUCTOR[2]}")
    lines += [f"  student     {name:<14} PIN       {pin}" for name, _, pin in STUDENTS]
    return lines


def _instructor() -> Account:
    username, full_name, password = INSTRUCTOR
    with transaction() as session:
        return _account(username) or add_account(
            session,
            username=username,
            full_name=full_name,
            secret=password,
            # Without an administrator the set-up page would ask visitors of a demo for its code.
            role="instructor" if is_set_up() else "administrator",
        )


def _account(username: str) -> Account | None:
    return db.session.scalars(select(Account).where(Account.username == username)).first()
