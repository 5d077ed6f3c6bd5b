"""The forms of assignments. Times are typed and shown in the school's time zone."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone, to_utc
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, FloatField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.progress.assigning.rules import Times
from app.progress.marking.late import LateRule

# What browsers send, and what people type where a browser shows only a line of text.
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]
MOST_PERCENT = 100


def time_field(label: object, *validators: object, hint: object = "") -> DateTimeLocalField:
    """A field for a day and a time of day."""
    return DateTimeLocalField(
        label, list(validators) or [Optional()], format=FORMATS, description=hint
    )


def as_ms(typed: datetime | None) -> int | None:
    """The moment that was typed."""
    return None if typed is None else int(to_utc(typed).replace(tzinfo=UTC).timestamp() * 1000)


def as_typed(milliseconds: int | None) -> datetime | None:
    """A moment as it stands in a field."""
    if milliseconds is None:
        return None
    moment = to_user_timezone(datetime.fromtimestamp(milliseconds / 1000, UTC))
    return moment.replace(tzinfo=None)


class TimesForm(FlaskForm):
    """When something opens and is due, and what coming late costs."""

    opens = time_field(
        _l("Opens"),
        hint=_l("Day and time, such as 2026-12-01 08:00. Empty: it is open already."),
    )
    due = time_field(_l("Due"), hint=_l("Empty: it is never due."))
    late = SelectField(
        _l("Handed in late"),
        choices=[
            ("none", _l("costs nothing, and is marked as late")),
            ("zero", _l("gives no points")),
            ("hour", _l("costs a share for each hour that has begun")),
            ("day", _l("costs a share for each day that has begun")),
        ],
        description=_l("For exercises. What is handed in late is always taken."),
    )
    percent = FloatField(
        _l("The share, in percent of the exercise's points"),
        [Optional(), NumberRange(0, MOST_PERCENT, _l("Please write a number from 0 to 100."))],
        default=10,
    )
    held = BooleanField(_l("Hold results back until I release them (for exercises)"))

    def times(self) -> Times:
        """The two times."""
        return Times(as_ms(self.opens.data), as_ms(self.due.data))

    def rule(self) -> LateRule:
        """The late rule."""
        kind = self.late.data or "none"
        share = (self.percent.data or 0.0) / 100
        return LateRule.read(f"{kind}:{share}" if kind in ("hour", "day") else kind)


class AssignForm(TimesForm):
    """What to assign, and its times."""

    item = SelectField(_l("What to assign"), validate_choice=True)


class ExtensionForm(FlaskForm):
    """More time for one student."""

    student = SelectField(_l("Student"), coerce=int)
    until = time_field(_l("Due for this student"), InputRequired(_l("Please give a time.")))
