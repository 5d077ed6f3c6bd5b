"""The forms of the centre's pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.centre.areas import LONGEST_NAME
from app.centre.codes import CODE_DAYS

NEEDED = InputRequired(_l("Please fill this in."))
MOST_DAYS = 365


class SchoolForm(FlaskForm):
    """A school's name, number and place."""

    name = StringField(_l("Name of the school"), [NEEDED, Length(max=LONGEST_NAME)])
    reference = StringField(
        _l("Number of the school"),
        [Length(max=LONGEST_NAME)],
        description=_l("The one that the ministry knows it by. It may stay empty."),
    )
    area = SelectField(_l("Region or district"), coerce=int)


class TableForm(FlaskForm):
    """Many schools from a table: a file, or what was copied out of a spreadsheet."""

    file = FileField(_l("CSV file"), description=_l("Save it from your spreadsheet as CSV."))
    pasted = TextAreaField(
        _l("Or paste the cells here"), description=_l("With the line of column names.")
    )
    days = IntegerField(
        _l("Days until the codes are too old"),
        [Optional(), NumberRange(1, MOST_DAYS)],
        default=CODE_DAYS,
    )


class PersonForm(FlaskForm):
    """Somebody new at the centre."""

    full_name = StringField(_l("Full name"), [NEEDED, Length(max=80)])
    username = StringField(
        _l("User name"),
        [NEEDED, Length(max=32)],
        description=_l("She or he signs in with it. Letters and digits, no spaces."),
    )
    role = RadioField(
        _l("What may be seen and done"),
        choices=[
            ("officer", _l("Officer: sees the schools of one region or district")),
            ("administrator", _l("Administrator: sees and changes everything")),
        ],
        default="officer",
    )
    area = SelectField(_l("Region or district of an officer"), coerce=int)


class CentreForm(FlaskForm):
    """The centre's own name."""

    name = StringField(
        _l("Name of the centre"),
        [NEEDED, Length(max=LONGEST_NAME)],
        description=_l("For example: Ministry of Education, or District office Kisumu East"),
    )
