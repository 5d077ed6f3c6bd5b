"""OneRoster zips: both versions, everything or changes only, and zips that mean harm."""

import io
import stat
import zipfile

import pytest

from app.people.rosters import problems
from app.people.rosters.imports import read_roster
from app.people.rosters.oneroster import read_oneroster

ORGS = "sourcedId,status,name,type,identifier\ns1,,Mtwapa,school,KE1\n"
CLASSES = "sourcedId,status,title,schoolSourcedId\nc1,,Form 1,s1\nc2,,Form 2,s1\n"
USERS = (
    "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName\n"
    "u1,,true,s1,student,amina@x.org,Amina,Odhiambo\n"
    "u2,,true,s1,teacher,juma,Juma,Ali\n"
    "u3,,false,s1,student,layla,Layla,Hassan\n"
    "u4,,true,s1,guardian,mama,Mama,Layla\n"
)
ENROLMENTS = (
    "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role\n"
    "e1,,c1,s1,u1,student\ne2,,c1,s1,u2,teacher\n"
)


def zipped(files: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def oneroster(version="1.1", mode="bulk", **other) -> bytes:
    files = {"orgs.csv": ORGS, "users.csv": USERS, "classes.csv": CLASSES}
    files |= {"enrollments.csv": ENROLMENTS} | other.pop("files", {})
    properties = {f"file.{name[:-4]}": mode for name in files} | {"oneroster.version": version}
    lines = "".join(f"{name},{value}\n" for name, value in properties.items())
    return zipped({"manifest.csv": "propertyName,value\n" + lines} | files | other)


def test_people_classes_and_enrolments_are_put_together():
    roster = read_oneroster(oneroster())
    amina, juma, layla = roster.people
    assert (amina.full_name, amina.username, amina.identifier) == ("Amina Odhiambo", "amina", "u1")
    assert [(p.name, p.identifier) for p in amina.joins] == [("Form 1", "c1")]
    assert (juma.role, juma.joins[0].role, layla.gone) == ("instructor", "instructor", True)
    assert "guardian" in str(roster.notes[0])


def test_version_1_2_keeps_roles_in_a_file_of_their_own():
    users = "sourcedId,enabledUser,username,givenName,familyName,preferredGivenName\n"
    users += "u1,true,amina,Amina,O,Mina\nu2,true,juma,Juma,A,\n"
    roles = "sourcedId,userSourcedId,roleType,role,orgSourcedId\n"
    roles += "r1,u1,primary,student,s1\nr2,u2,secondary,student,s1\nr3,u2,primary,teacher,s1\n"
    roster = read_oneroster(oneroster("1.2", files={"users.csv": users, "roles.csv": roles}))
    assert [(p.full_name, p.role) for p in roster.people] == [
        ("Mina O", "student"),
        ("Juma A", "instructor"),
    ]


def test_a_delta_tells_who_goes_and_who_leaves_a_class():
    users = USERS.replace("u3,,false", "u3,tobedeleted,true")
    moves = "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role\n"
    moves += "e1,tobedeleted,c1,s1,u1,student\ne9,active,c9,s1,u9,student\n"
    roster = read_oneroster(
        oneroster(mode="delta", files={"users.csv": users, "enrollments.csv": moves})
    )
    by_id = {person.identifier: person for person in roster.people}
    assert roster.delta and by_id["u3"].gone
    assert [place.name for place in by_id["u1"].leaves] == ["Form 1"]
    assert by_id["u9"].joins[0].identifier == "c9"


def test_of_several_schools_one_must_be_chosen():
    orgs = ORGS + "s2,,Malindi,school,KE2\n"
    with pytest.raises(problems.SeveralSchools, match="Malindi"):
        read_oneroster(oneroster(files={"orgs.csv": orgs}))
    assert len(read_oneroster(oneroster(files={"orgs.csv": orgs}), "mtwapa").people) == 3
    with pytest.raises(problems.NoSuchSchoolInFile):
        read_oneroster(oneroster(files={"orgs.csv": orgs}), "Nairobi")


def test_a_folder_around_the_files_does_no_harm():
    with zipfile.ZipFile(io.BytesIO(oneroster())) as archive:
        files = {f"export/{name}": archive.read(name) for name in archive.namelist()}
    assert len(read_oneroster(zipped(files)).people) == 3


@pytest.mark.parametrize("name", ["../users.csv", "/etc/passwd", "..\\x.csv", "C:/x.csv", "a/../b"])
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(problems.UnsafeZip):
        read_roster(oneroster(**{name: "x"}))


def test_a_link_in_a_zip_is_refused():
    packed = io.BytesIO(oneroster())
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(problems.UnsafeZip):
        read_roster(packed.getvalue())


def test_a_bomb_is_not_unpacked():
    with pytest.raises(problems.FileTooLarge):
        read_roster(oneroster(files={"users.csv": b"a," * 25_000_000}))


@pytest.mark.parametrize(
    "data, error",
    [
        (b"PK\x03\x04 no zip at all", problems.BadZip),
        (oneroster()[:-60], problems.BadZip),
        (zipped({"a.txt": "x"}), problems.NotOneRoster),
        (zipped({"xl/workbook.xml": "x"}), problems.IsASpreadsheet),
        (oneroster("1.0"), problems.OtherOneRoster),
        (oneroster(files={"users.csv": "sourcedId\nu1\n"}), problems.MissingInFile),
        (oneroster(files={"users.csv": USERS.encode("utf-16")[:-1]}), problems.NotATable),
    ],
)
def test_what_is_no_oneroster_is_refused_in_words(data, error):
    with pytest.raises(error):
        read_roster(data)
