"""The forms of the mark area."""

import math

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

LONGEST = 4_000  # characters of a reason, as marking.manual has it


def typed_points(text: str) -> float | None:
    """The number that somebody typed, with a point or a comma; None for an empty text. Raises
    ValueError for anything else."""
    typed = text.strip().replace(",", ".").replace("٫", ".")
    points = float(typed) if typed else None
    if points is not None and not math.isfinite(points):
        raise ValueError(text)
    return points


class PointsField(StringField):
    """A number of points as people write it, with a point or a comma; `points` is None where
    nothing is written."""

    points: float | None = None

    def pre_validate(self, form: Form) -> None:
        """Read the number; raises ValidationError."""
        try:
            self.points = typed_points(self.data or "")
        except ValueError:
            raise ValidationError(self.gettext(_l("Please write a number of points."))) from None


class OverrideForm(FlaskForm):
    """A mark set by a person, and why."""

    points = PointsField(_l("Points"), [InputRequired(_l("Please write a number of points."))])
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Please write why.")), Length(max=LONGEST)],
        description=_l("The student reads this too."),
    )


class ReasonForm(FlaskForm):
    """Why a student is let off an exercise."""

    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Please write why.")), Length(max=LONGEST)],
        description=_l("The student reads this too."),
    )
