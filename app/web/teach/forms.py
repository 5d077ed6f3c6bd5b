"""The forms of the teach area."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget


class CourseChoice(SelectMultipleField):
    """Courses to tick, by id."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ClassForm(FlaskForm):
    """A new class: its name and the courses it follows."""

    name = StringField(
        _l("Name of the class"),
        [InputRequired(_l("Please give the class a name.")), Length(max=80)],
        description=_l("For example: Form 2 East, evening group"),
    )
    courses = CourseChoice(_l("Courses"))


class CoursesForm(FlaskForm):
    """The courses that a class follows."""

    courses = CourseChoice(_l("Courses"))


class StudentsForm(FlaskForm):
    """New students: one name a line."""

    names = TextAreaField(
        _l("Names of new students"),
        [InputRequired(_l("Please write at least one name.")), Length(max=10_000)],
        description=_l("One name a line. User names and PINs are made for you to hand out."),
    )

    def listed(self) -> list[str]:
        """The names, without empty lines."""
        return [line.strip() for line in (self.names.data or "").splitlines() if line.strip()]


class InstructorForm(FlaskForm):
    """A new instructor."""

    full_name = StringField(
        _l("Full name"), [InputRequired(_l("Please write a name.")), Length(max=80)]
    )
    username = StringField(
        _l("User name"), [InputRequired(_l("Please write a user name.")), Length(max=32)]
    )


class RosterForm(FlaskForm):
    """A list of people: a file, or what was copied out of a spreadsheet."""

    file = FileField(
        _l("File with the list"),
        description=_l("CSV from a spreadsheet or from Kolibri, or a OneRoster zip."),
    )
    pasted = TextAreaField(
        _l("Or paste the cells here"), description=_l("With the line of column names.")
    )
    complete = BooleanField(_l("The list is complete: who is not in it goes"))
    school = StringField(
        _l("School"),
        [Length(max=120)],
        description=_l("Only for a OneRoster file about several schools: the name of yours."),
    )


class StudentForm(FlaskForm):
    """A student's names."""

    full_name = StringField(
        _l("Full name"), [InputRequired(_l("Please write a name.")), Length(max=80)]
    )
    username = StringField(
        _l("User name"),
        [InputRequired(_l("Please write a user name.")), Length(max=32)],
        description=_l("She or he signs in with it. Letters and digits, no spaces."),
    )
