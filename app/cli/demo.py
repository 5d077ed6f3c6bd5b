"""`kisima serve --demo`: a class to look around with."""

from sqlalchemy import select

from app.cli.demo_progress import make_progress
from app.database import db, transaction
from app.people import classes, enrolment
from app.people.accounts import add_account
from app.people.models import Account, SchoolClass
from app.people.setup import is_set_up

CLASS = "Demo class"
INSTRUCTOR = ("demo-teacher", "Wanjiru Kamau", "well-water-2026")
# Amina has done nothing yet: sign in as her to begin as a student does.
STUDENTS = (
    ("amina", "Amina Odhiambo", "4826"),
    ("yusuf", "يوسف الحكيمي", "7391"),
    ("fatou", "Fatou Diop", "6158"),
    ("juma", "Juma Mwinyi", "9274"),
    ("neema", "Neema Mushi", "3517"),
    ("kofi", "Kofi Mensah", "8062"),
    ("zainab", "Zainab Bello", "2749"),
)


def make_demo() -> list[str]:
    """Make the demo class unless it is there; returns the lines that say how to sign in."""
    from app.web.services import services

    if db.session.scalars(select(SchoolClass.id).where(SchoolClass.name == CLASS)).first() is None:
        teacher = _instructor()
        catalog = services().catalog
        demo = classes.create_class(teacher, CLASS, [course.id for course in catalog.courses])
        ids = {}
        for username, full_name, pin in STUDENTS:
            account = _account(username) or enrolment.add_student(
                demo.id, username=username, full_name=full_name, secret=pin
            )
            ids[username] = account.id
        make_progress(catalog, ids)
    fresh, *others = STUDENTS
    lines = ["  Demo class, to look around with. Sign in as:", ""]
    lines.append(f"    instructor  {INSTRUCTOR[0]:<13} password  {INSTRUCTOR[2]}")
    lines.append(f"    student     {fresh[0]:<13} PIN       {fresh[2]}   (begins today)")
    lines += [f"    student     {name:<13} PIN       {pin}" for name, _, pin in others]
    lines += ["", "  Everybody can read these words: do not keep real work in a demo."]
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
