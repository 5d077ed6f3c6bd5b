"""Lists of people as CSV files: every spreadsheet's letters and separators, and what is wrong."""

import pytest

from app.people.rosters import problems
from app.people.rosters.csv_roster import read_csv
from app.people.rosters.imports import read_roster
from app.people.rosters.roster import Place, Roster

PLAIN = "identifier,username,full_name,role,class\n7,amina,Amina Odhiambo,student,Form 2\n"
KOLIBRI = (
    "Database ID (UUID),Username (USERNAME),Password (PASSWORD),Full name (FULL_NAME),"
    "User type (USER_TYPE),Identifier (IDENTIFIER),Birth year (BIRTH_YEAR),Gender (GENDER),"
    "Learner enrollment (ENROLLED_IN),Coach assignment (ASSIGNED_TO)\n"
)


def wrong(roster: Roster) -> list[tuple[int, str]]:
    return [(one.line, one.error.id) for one in roster.problems]


def test_a_plain_list_is_read():
    (amina,) = read_csv(PLAIN.encode()).people
    assert (amina.identifier, amina.username, amina.full_name) == ("7", "amina", "Amina Odhiambo")
    assert amina.joins == (Place("Form 2", "", "student"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_letters_and_separators_are_found_out(encoding, separator):
    text = PLAIN.replace(",", separator).replace("Amina", "أمينة Zoë")
    roster = read_csv(text.encode(encoding))
    assert roster.people[0].full_name == "أمينة Zoë Odhiambo"
    assert roster.notes == ()


@pytest.mark.parametrize(
    "name, encoding, said",
    [("Zoë Müller", "cp1252", "Windows-1252"), ("أمينة حسن", "cp1256", "Windows-1256")],
)
def test_a_guess_at_the_letters_is_said(name, encoding, said):
    roster = read_csv(f"full_name\n{name}\n".encode(encoding))
    assert roster.people[0].full_name == name
    assert said in str(roster.notes[0])


def test_lines_are_those_of_the_file_despite_breaks_and_empty_lines():
    text = 'full_name,class\n"Amina\nOdhiambo",A\n\n,,\n=1+1,A\n'
    roster = read_csv(text.encode())
    assert roster.people[0].full_name == "Amina Odhiambo"
    assert wrong(roster) == [(6, "FormulaCell")]


def test_the_line_in_which_excel_names_its_separator_is_none_of_the_list():
    roster = read_csv(b"sep=;\r\nfull_name;class\r\nAmina;A\r\n;B\r\n")
    assert (roster.people[0].line, wrong(roster)) == (3, [(4, "NoName")])


@pytest.mark.parametrize(
    "line, error",
    [
        ("1,amina,Amina,principal,A", "UnknownRole"),
        ("1,amina,Amina,admin,A", "NoAdministratorsByList"),
        ("1,amina,,student,A", "NoName"),
        ("1,amina,student,,A", "RoleForName"),
        ("1,a b c,Amina,student,A", "BadUsername"),
        ("1,amina,@SUM(A1),student,A", "FormulaCell"),
        ("1.2E+10,amina,Amina,student,A", "DamagedNumber"),
        ("1,amina,Odhiambo, Amina,student,A", "TooManyCells"),
        ("1,amina,Ami\ufffda,student,A", "BadLetters"),
    ],
)
def test_what_is_wrong_with_a_line_is_named(line, error):
    header = "identifier,username,full_name,role,class\n"
    assert wrong(read_csv(f"{header}{line}\n".encode())) == [(2, error)]


def test_somebody_in_two_lines_is_one_where_only_the_class_differs():
    text = "username,full_name,class\namina,Amina,A\namina,Amina,B\namina,Another,C\n"
    roster = read_csv(text.encode())
    assert [place.name for place in roster.people[0].joins] == ["A", "B"]
    assert wrong(roster) == [(4, "DoubledUser")]


def test_two_people_of_one_name_need_more_than_the_name():
    text = "username,full_name,class\nam1,Amina,A\nam2,Amina,A\n,Layla,A\n,Layla,A\n"
    roster = read_csv(text.encode())
    assert len(roster.people) == 3
    assert wrong(roster) == [(5, "SameNameTwice")]


def test_an_export_of_kolibri_is_read():
    rows = 'u1,amina,*,Amina O,LEARNER,,,,"Form 1,Club",\n'
    rows += "u2,juma,*,Juma,CLASS_COACH,9,,,,Form 1\n"
    amina, juma = read_csv((KOLIBRI + rows).encode()).people
    assert [place.name for place in amina.joins] == ["Form 1", "Club"]
    assert (amina.identifier, juma.identifier, juma.role) == ("u1", "9", "instructor")
    assert juma.joins == (Place("Form 1", "", "instructor"),)


def test_headers_of_kolibri_in_another_language_are_read():
    text = KOLIBRI.replace("Full name", "Nom complet") + "u1,amina,*,Amina O,LEARNER,,,,,\n"
    assert read_csv(text.encode()).people[0].full_name == "Amina O"


@pytest.mark.parametrize(
    "data, error",
    [
        (b"", problems.EmptyRoster),
        (b"\n\n", problems.EmptyRoster),
        (b"full_name\n", problems.EmptyRoster),
        (b"town,age\nKilifi,7\n", problems.MissingColumns),
        (b"full_name,name\nA,B\n", problems.ColumnTwice),
        (b"full_name\nA\x00B\n", problems.NotATable),
        (b"full_name\n<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> x\n", problems.TwoVersions),
        (b"\xff\xfeA", problems.NotATable),
        (b"\xd0\xcf\x11\xe0 an old workbook", problems.IsASpreadsheet),
        (b'full_name\n"Amina' + b"\nx" * 2000, problems.UnclosedQuote),
        (b'full_name\n"Amina\nBaraka\n', problems.UnclosedQuote),
        (b"full_name\n" + b"A\n" * 20_001, problems.RosterTooLarge),
        (b"full_name\n" + b"A" * 8_000_000, problems.FileTooLarge),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(data, error):
    with pytest.raises(error):
        read_roster(data)


def test_ten_thousand_lines_are_read_whole():
    lines = "".join(f"{n},u{n},Name {n},student,Form {n % 200}\n" for n in range(10_000))
    roster = read_csv(("identifier,username,full_name,role,class\n" + lines).encode())
    assert (len(roster.people), roster.problems) == (10_000, ())
