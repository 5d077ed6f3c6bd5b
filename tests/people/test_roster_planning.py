"""What a roster would change, worked out without a store."""

import pytest

from app.people.rosters.changes import Scope
from app.people.rosters.csv_roster import read_csv
from app.people.rosters.planning import plan
from app.people.rosters.present import KnownClass, KnownPerson, Present
from app.people.rosters.roster import Person, Place, Roster

CLASSES = (KnownClass(1, "Form 1"), KnownClass(2, "Form 2", "c2"), KnownClass(3, "Club"))


def known(id: int, username: str, name: str, *student_of: int, **more) -> KnownPerson:
    given = {"role": "student", "identifier": "", "active": True} | more
    return KnownPerson(id, username, name, student_of=frozenset(student_of), **given)


HERE = (
    known(1, "head", "Head", role="administrator"),
    known(2, "juma", "Juma Ali", role="instructor", teaches=frozenset({1})),
    known(3, "amina", "Amina O", 1, 3, identifier="7"),
    known(4, "layla", "Layla H", 1),
    known(5, "yusuf", "Yusuf", 2, active=False),
)
PRESENT = Present(HERE, CLASSES, frozenset(one.username for one in HERE))
WHOLE = Scope()
MINE = Scope(frozenset({1}), 1)


def planned(rows: str, scope=WHOLE, **options):
    text = "identifier,username,full_name,role,class\n" + rows
    return plan(read_csv(text.encode()), PRESENT, scope, **options)


def kinds(found) -> list[tuple[str, ...]]:
    return [change.kinds for change in found.changes]


def refused(found) -> list[tuple[int, str]]:
    return [(one.line, one.error.id) for one in found.refused]


def test_somebody_new_gets_a_user_name_that_is_free():
    found = planned(",,Amina,student,Form 1\n,,Amina,student,Form 2\n,amina2,Another,,\n")
    assert [change.username for change in found.changes] == ["amina3", "amina4", "amina2"]
    assert found.counts == {"new": 3}


def test_who_is_here_as_the_list_says_is_left_alone():
    found = planned(",layla,Layla H,student,Form 1\n")
    assert kinds(found) == [("same",)] and found.to_do == ()


def test_a_student_moves_between_the_classes_that_the_list_fills():
    found = planned("7,,Amina O,student,Form 2\n,layla,Layla H,student,Form 1\n")
    amina = found.changes[0]
    assert amina.kinds == ("moved",)
    assert (amina.leave, amina.join[0].key) == ((1,), 2)  # and stays in the club


def test_a_new_name_is_taken_over_where_the_identifier_is_the_same():
    (amina,) = planned("7,amina.o,Amina Odhiambo,student,\n").changes
    assert amina.kinds == ("renamed",) and (amina.was, amina.username) == ("Amina O", "amina.o")


def test_who_stands_in_a_complete_list_is_restored_and_who_does_not_is_suspended():
    found = planned(",yusuf,Yusuf,student,Form 2\n", complete=True)
    assert found.counts == {"suspended": 2, "restored": 1}


def test_classes_that_are_not_here_are_made_once():
    found = planned(",,A,student,Form 9\n,,B,student,FORM  9\n,,C,instructor,Form 9\n")
    assert [one.name for one in found.new_classes] == ["Form 9"]
    assert [change.join[0].role for change in found.changes] == [
        "student",
        "student",
        "instructor",
    ]


def test_without_a_user_name_a_name_in_the_same_class_is_the_same_person():
    found = planned(",,layla  H,student,Form 1\n,,Layla H,student,Form 2\n")
    assert [change.account_id for change in found.changes] == [4, None]


@pytest.mark.parametrize(
    "row, error",
    [
        (",amina,Amina,instructor,", "RoleDiffers"),
        ("8,amina,Amina,student,", "IdentifierDiffers"),
        ("7,layla,Amina,student,", "TakenUsername"),
    ],
)
def test_what_cannot_be_done_is_said(row, error):
    assert refused(planned(row)) == [(2, error)]


def test_two_lines_about_one_account_are_one_too_many():
    found = planned("7,,Amina O,student,\n,amina,Amina O,student,\n")
    assert refused(found) == [(3, "SameAccountTwice")]


@pytest.mark.parametrize(
    "row, error",
    [
        (",yusuf,Yusuf,student,", "NotYours"),
        (",juma,Juma Ali,student,", "RoleDiffers"),
        (",head,Head,student,", "NotYours"),
        (",,Otieno,instructor,", "OnlyStudents"),
        (",,Otieno,student,Form 2", "NotYourClass"),
        (",,Otieno,student,Form 9", "NotYourClass"),
    ],
)
def test_an_instructors_list_reaches_her_own_classes_only(row, error):
    found = planned(row, MINE)
    assert refused(found)[0][0] == 2
    assert refused(found)[0][1] in (error, "NotYours")
    assert found.changes == () and found.new_classes == ()


def test_an_instructors_list_puts_students_into_her_class():
    found = planned(",,Otieno,student,\n,layla,Layla H,student,\n", MINE, complete=True)
    assert kinds(found) == [("new",), ("same",), ("left",)]
    assert found.changes[2].leave == (1,) and found.changes[2].active


def test_a_delta_changes_only_what_it_says():
    leaving = Person(2, "7", "", "", "", leaves=(Place("Form 1", "", "student"),))
    coming = Person(3, "u9", "nuru", "Nuru", "student", (Place("", "c2", "student"),))
    gone = Person(4, "", "layla", "Layla H", "student", gone=True)
    nobody = Person(5, "u5", "", "", "", gone=True)
    found = plan(Roster((leaving, coming, gone, nobody), delta=True), PRESENT, Scope())
    assert kinds(found) == [("left",), ("new",), ("suspended",)]
    assert found.changes[1].join[0].key == 2
    assert refused(found) == [(5, "NobodyToSuspend")]


def test_an_enrolment_of_somebody_unknown_is_named():
    unknown = Person(4, "u99", "", "", "", joins=(Place("Form 1", "", "student"),))
    assert refused(plan(Roster((unknown,)), PRESENT, WHOLE)) == [(4, "NotInUsers")]


def test_no_list_suspends_an_administrator():
    gone = Person(2, "", "head", "Head", "", gone=True)
    assert refused(plan(Roster((gone,)), PRESENT, Scope())) == [(2, "StaysAdministrator")]
