"""The forms of the teach area."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField, TextAreaField
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
