"""Accounts, sign-in, guessing, set-up and classes."""

import pytest

from app.database import transaction
from app.people import accounts, classes, enrolment, guessing, rules, setup
from app.people.models import Account


def add(username="amina", role="student", secret="48261", name="Amina Odhiambo") -> Account:
    with transaction() as session:
        return accounts.add_account(
            session, username=username, full_name=name, secret=secret, role=role
        )


@pytest.fixture
def teacher(store) -> Account:
    return add("wanjiru", "instructor", "well-water-26")


def test_a_student_signs_in_with_a_pin(store):
    student = add()
    assert accounts.sign_in(" Amina ", "48261").id == student.id


def test_a_pin_typed_in_arabic_digits_is_the_same_pin(store):
    add()
    assert accounts.sign_in("amina", "٤٨٢٦١").username == "amina"


def test_so_are_a_user_name_and_a_code_typed_in_arabic_digits(store):
    add("ليلى.7")
    assert accounts.sign_in("ليلى.٧", "48261").username == "ليلى.7"
    assert rules.folded_code("j٩j-mnq") == "J9JMNQ"


def test_a_wrong_pin_and_an_unknown_name_are_told_alike(store):
    add()
    for username in ("amina", "nobody"):
        with pytest.raises(accounts.WrongSignIn):
            accounts.sign_in(username, "99887")


def test_guessing_one_account_waits_and_others_still_get_in(store):
    add()
    add("yusuf", name="Yusuf")
    for _ in range(guessing.FREE_FAILURES):
        with pytest.raises(accounts.WrongSignIn):
            accounts.sign_in("amina", "00000")
    with pytest.raises(guessing.TooManyGuesses):
        accounts.sign_in("amina", "48261")
    assert accounts.sign_in("yusuf", "48261").username == "yusuf"


def test_waiting_grows_and_ends():
    assert guessing.waiting_seconds(4, 0) == 0
    assert guessing.waiting_seconds(5, 0) == 5
    assert guessing.waiting_seconds(8, 10_000) == 30
    assert guessing.waiting_seconds(99, 0) == guessing.LONGEST_WAIT
    assert guessing.waiting_seconds(99, guessing.FORGOTTEN_AFTER + 1) == 0


def test_a_clock_that_was_put_back_shuts_nobody_out():
    a_year = 365 * 86_400_000
    assert guessing.waiting_seconds(8, -a_year) == 0
    assert guessing.waiting_seconds(8, -2_000) == 40


def test_a_reset_gives_a_new_pin_and_ends_sessions_and_waiting(store):
    student = add()
    session_id = student.get_id()
    for _ in range(guessing.FREE_FAILURES):
        with pytest.raises(accounts.WrongSignIn):
            accounts.sign_in("amina", "00000")
    pin = accounts.reset_secret(student.id)
    assert accounts.account_of_session(session_id) is None
    assert accounts.sign_in("amina", pin).must_change


def test_changing_a_password_needs_the_present_one(store):
    student = add()
    with pytest.raises(accounts.WrongPassword):
        accounts.change_secret(student.id, "11223", "59371")
    accounts.change_secret(student.id, "48261", "59371")
    assert accounts.sign_in("amina", "59371").id == student.id


@pytest.mark.parametrize("secret", ["123", "1111", "1234", "9876", "short", "amina"])
def test_weak_secrets_are_refused(secret):
    with pytest.raises((rules.SecretTooShort, rules.SecretTooEasy)):
        rules.checked_secret(secret, role="student", username="amina")


def test_staff_may_not_have_a_pin():
    with pytest.raises(rules.PasswordNeeded):
        rules.checked_secret("4826159371", role="instructor")


@pytest.mark.parametrize("name", ["يوسف", "amina.o", "अमीना", "x2"])
def test_user_names_may_be_in_any_script(name):
    assert rules.checked_username(name) == name


@pytest.mark.parametrize("name", ["", "a", "a b", "a/b", "<b>", "x" * 33])
def test_odd_user_names_are_refused(name):
    with pytest.raises(rules.BadUsername):
        rules.checked_username(name)


def test_a_user_name_is_taken_however_it_is_written(store):
    add()
    with pytest.raises(accounts.UsernameTaken):
        add("AMINA")


def test_the_setup_code_makes_one_administrator_and_is_gone(store, tmp_path):
    path = tmp_path / "code.txt"
    code = setup.setup_code(path)
    typed = f"{code[:4].lower()}-{code[4:].lower()}"
    made = setup.set_up(
        path, code=typed, username="head", full_name="Head", secret="a-long-password"
    )
    assert made.is_administrator and not path.exists()
    with pytest.raises(setup.AlreadySetUp):
        setup.set_up(path, code=typed, username="h2", full_name="H", secret="a-long-password")


def test_a_wrong_setup_code_makes_nobody(store, tmp_path):
    with pytest.raises(setup.WrongSetupCode):
        setup.set_up(
            tmp_path / "c", code="AAAA-AAAA", username="x1", full_name="X", secret="a-long-pass-1"
        )
    assert not setup.is_set_up()


def test_a_class_code_enrols_only_while_the_instructor_allows_it(teacher):
    made = classes.create_class(teacher, "Form 2", ["foundations"])
    new = {"username": "juma", "full_name": "Juma", "secret": "73915"}
    with pytest.raises(enrolment.WrongClassCode):
        enrolment.join_as_new(made.code, **new)
    classes.set_open_enrolment(made.id, True)
    student = enrolment.join_as_new(made.code.lower(), **new)
    assert classes.courses_of(student.id) == ["foundations"]


def test_an_instructor_sees_her_own_classes_only(teacher):
    other = add("baraka", "instructor", "other-water-26")
    made = classes.create_class(teacher, "Form 2")
    assert classes.class_taught_by(teacher, made.id).id == made.id
    with pytest.raises(classes.NoSuchClass):
        classes.class_taught_by(other, made.id)
    assert classes.classes_taught_by(other) == []


def test_an_instructor_teaches_the_students_of_her_classes_only(teacher):
    other = add("baraka", "instructor", "other-water-26")
    made = classes.create_class(teacher, "Form 2")
    student = enrolment.add_student(made.id, username="juma", full_name="J", secret="73915")
    assert classes.teaches_student(teacher, student.id)
    assert not classes.teaches_student(other, student.id)
    assert not classes.teaches_student(student, student.id)


def test_leaving_a_class_takes_its_courses_along(teacher):
    made = classes.create_class(teacher, "Form 2", ["foundations"])
    student = enrolment.add_student(made.id, username="juma", full_name="J", secret="73915")
    enrolment.remove_member(made.id, student.id)
    assert classes.courses_of(student.id) == []


def test_a_student_without_a_user_name_gets_a_free_one(teacher):
    form = classes.create_class(teacher, "Form 2B")
    made = [
        enrolment.add_student(form.id, username=" ", full_name=name, secret="48261").username
        for name in ("Amina Odhiambo", "Amina  Odhiambo", "!")
    ]
    assert made == ["amina.odhiambo", "amina.odhiambo2", "student"]


def test_signs_that_cannot_be_seen_are_left_out_of_names():
    assert rules.checked_full_name("Amina\u202e\x00 Odhiambo") == "Amina Odhiambo"
    assert rules.checked_full_name("علی\u200cرضا") == "علی\u200cرضا"
