"""The forms of the account area."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.errors import KisimaError
from app.web.errors import sentence_of

NEEDED = InputRequired(_l("Please fill this in."))

# Which field a failure is about, by the failure's name.
FIELD_OF = {
    "UsernameTaken": "username",
    "BadUsername": "username",
    "BadFullName": "full_name",
    "SecretTooShort": "secret",
    "SecretTooEasy": "secret",
    "PasswordNeeded": "secret",
    "WrongClassCode": "code",
    "WrongSetupCode": "code",
    "WrongPassword": "present",
}


class AccountForm(FlaskForm):
    """A form that can show a named failure beside the field it is about."""

    def show(self, error: KisimaError) -> None:
        """Put the failure where it belongs: at its field, or at the top of the form."""
        words = sentence_of(error)
        field = self._fields.get(FIELD_OF.get(error.id, ""))
        if field is None:
            self.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]


class NewSecret(AccountForm):
    """A new password or PIN, typed twice."""

    secret = PasswordField(
        _l("PIN or password"),
        validators=[NEEDED],
        description=_l("A PIN of at least 4 digits, or a password of at least 8 signs."),
    )
    again = PasswordField(_l("The same once more"), validators=[NEEDED])

    def validate_again(self, field: Any) -> None:
        if field.data != self.secret.data:
            raise ValidationError(_l("This is not the same as above. Please type both again."))


class StaffSecret(NewSecret):
    """A new password for those who can see others' work."""

    secret = PasswordField(
        _l("Password"), validators=[NEEDED], description=_l("At least 10 signs; not only digits.")
    )


class SetUpForm(StaffSecret):
    """Makes the administrator."""

    code = StringField(
        _l("Set-up code"),
        validators=[NEEDED],
        description=_l("It stands in the window where Kisima was started on the computer."),
    )
    full_name = StringField(_l("Your name"), validators=[NEEDED])
    username = StringField(
        _l("User name"),
        validators=[NEEDED],
        description=_l("You sign in with it. Letters and digits, no spaces."),
    )


class SignInForm(AccountForm):
    """User name and password or PIN; `kept` is a form to send again afterwards."""

    username = StringField(_l("User name"), validators=[NEEDED])
    secret = PasswordField(_l("Password or PIN"), validators=[NEEDED])
    stay = BooleanField(_l("Keep me signed in: nobody else uses this device"))
    next = HiddenField()
    kept = HiddenField()


class JoinForm(NewSecret):
    """A new student's way into a class."""

    code = StringField(
        _l("Class code"), validators=[NEEDED], description=_l("Your instructor tells you.")
    )
    full_name = StringField(_l("Your name"), validators=[NEEDED])
    username = StringField(
        _l("User name"),
        description=_l("You sign in with it. Leave it empty and it is made from your name."),
    )


class JoinAsMemberForm(AccountForm):
    """A class code, for a student who has an account."""

    code = StringField(
        _l("Class code"), validators=[NEEDED], description=_l("Your instructor tells you.")
    )


class PresentSecret(FlaskForm):
    """The password or PIN that one has now."""

    present = PasswordField(_l("Present password or PIN"), validators=[NEEDED])


class ChangeSecretForm(PresentSecret, NewSecret):
    """A student's change of password or PIN."""


class ChangeStaffSecretForm(PresentSecret, StaffSecret):
    """An instructor's or administrator's change of password."""
