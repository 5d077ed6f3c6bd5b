"""What can be wrong with a roster: of the file as a whole, of a line, and worth knowing."""

from app.errors import N_, KisimaError


class BadRoster(KisimaError):
    """The file as a whole cannot be taken."""


class NotATable(BadRoster):
    sentence = N_(
        "This file cannot be read as a table. Please save it as CSV: in a spreadsheet, choose "
        "“Save as”, then “CSV”."
    )


class IsASpreadsheet(BadRoster):
    sentence = N_(
        "This is a spreadsheet's own file. Please open it, choose “Save as”, then “CSV”, and send "
        "that file."
    )


class EmptyRoster(BadRoster):
    sentence = N_("Nobody stands in this file.")


class RosterTooLarge(BadRoster):
    sentence = N_("This is more than %(most)s lines at once. Please split the file.")


class FileTooLarge(BadRoster):
    sentence = N_("This file is larger than %(most)s MB, which no list of people needs.")


class MissingColumns(BadRoster):
    sentence = N_(
        "The first line must name the columns, and there is none for people's names. Call it "
        "full_name. The first line reads: %(seen)s"
    )


class ColumnTwice(BadRoster):
    sentence = N_("Two columns of the first line say the same thing: %(first)s and %(second)s.")


class UnclosedQuote(BadRoster):
    sentence = N_(
        "Line %(line)s has a very long cell. A quotation mark that opens there is probably "
        "missing its end."
    )


class BadZip(BadRoster):
    sentence = N_("This zip file is damaged, or not a zip file at all. Please make it again.")


class UnsafeZip(BadRoster):
    sentence = N_(
        "This zip file holds something that does not belong there (%(name)s), so it was not "
        "opened. Please make it again in the system that it comes from."
    )


class NotOneRoster(BadRoster):
    sentence = N_("This zip file is no OneRoster file: %(name)s is missing in it.")


class OtherOneRoster(BadRoster):
    sentence = N_("This is OneRoster %(version)s. Kisima reads 1.1 and 1.2, as CSV files.")


class MissingInFile(BadRoster):
    sentence = N_("%(name)s lacks the column %(column)s.")


class SeveralSchools(BadRoster):
    sentence = N_("The file is about several schools. Please write which one is meant: %(names)s.")


class NoSuchSchoolInFile(BadRoster):
    sentence = N_("The file says nothing about a school “%(school)s”. It has: %(names)s.")


class TwoVersions(BadRoster):
    sentence = N_(
        "Line %(line)s is a mark of two versions that were never put together (%(mark)s). "
        "Please decide in a text editor which of the two stays, and take the marks out."
    )


class NoName(KisimaError):
    sentence = N_("The name is missing.")


class RoleForName(KisimaError):
    sentence = N_(
        "“%(name)s” is a role and no name. Perhaps the file lacks the line that names the columns."
    )


class FormulaCell(KisimaError):
    sentence = N_(
        "“%(cell)s” is a formula of a spreadsheet, not a name. Please write out what it should say."
    )


class DamagedNumber(KisimaError):
    sentence = N_(
        "The spreadsheet has shortened the number to “%(cell)s”, so its digits are lost. Please "
        "make that column text and write it again."
    )


class TooManyCells(KisimaError):
    sentence = N_(
        "This line has more cells than there are columns. Perhaps there is a comma in a name "
        "without quotation marks around it."
    )


class BadLetters(KisimaError):
    sentence = N_(
        "Some letters of “%(name)s” were lost when the file was saved. Please write the name again."
    )


class UnknownRole(KisimaError):
    sentence = N_("“%(role)s” is no role here. Please write student or instructor.")


class NoAdministratorsByList(KisimaError):
    sentence = N_("Administrators are not made by a list.")


class DoubledUser(KisimaError):
    sentence = N_("The user name “%(username)s” stands in line %(first)s already.")


class DoubledIdentifier(KisimaError):
    sentence = N_("The identifier “%(identifier)s” stands in line %(first)s already.")


class SameNameTwice(KisimaError):
    sentence = N_(
        "“%(name)s” stands in line %(first)s already, in the same class. If they are two people, "
        "give both a user name or an identifier."
    )


class SeveralOfThisName(KisimaError):
    sentence = N_(
        "Several people here are called “%(name)s”. Please add the user name of the one meant."
    )


class SameAccountTwice(KisimaError):
    sentence = N_("This is the same person as in line %(first)s.")


class IdentifierDiffers(KisimaError):
    sentence = N_(
        "“%(username)s” is here with another identifier (%(identifier)s). If it is the same "
        "person, correct the one in the list."
    )


class TakenUsername(KisimaError):
    sentence = N_("The user name “%(username)s” belongs to somebody else here.")


class RoleDiffers(KisimaError):
    sentence = N_("“%(username)s” has another role here. A list does not change roles.")


class NotYours(KisimaError):
    sentence = N_(
        "“%(username)s” is in none of your classes. Let her or him enrol with the class code, or "
        "ask your administrator."
    )


class OnlyStudents(KisimaError):
    sentence = N_("Only the administrator can make instructors.")


class NotYourClass(KisimaError):
    sentence = N_("“%(name)s” is not one of your classes.")


class SeveralClasses(KisimaError):
    sentence = N_("There are several classes called “%(name)s”. Please give them different names.")


class NobodyToSuspend(KisimaError):
    sentence = N_("This person is not here, so there is nobody to suspend.")


class NotInUsers(KisimaError):
    sentence = N_(
        "“%(identifier)s” is put into a class here, but users.csv says nothing about this person, "
        "and nobody in the school has that identifier."
    )


class StaysAdministrator(KisimaError):
    sentence = N_("“%(username)s” is an administrator, whom no list suspends.")


class ChangedMeanwhile(KisimaError):
    sentence = N_("“%(name)s” was changed by somebody else meanwhile, and was left as is.")


class Guessed(KisimaError):
    sentence = N_(
        "The file does not say how its letters are written. It was read as %(encoding)s; please "
        "look whether the names below are right."
    )


class ColumnsUnused(KisimaError):
    sentence = N_("These columns are not needed and were not read: %(names)s.")


class RolesUnused(KisimaError):
    sentence = N_("%(count)s people with other roles (%(names)s) were left out.")
