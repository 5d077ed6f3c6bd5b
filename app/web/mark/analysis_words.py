"""What the figures of questions and tests say, in plain words."""

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.progress.analysis.items import FEWEST, Figures


def hint_words(one: Figures) -> str:
    """The hint of an item, empty where nothing misleads."""
    known = {
        "few": _("Too few to say: fewer than %(most)s students.", most=FEWEST),
        "everybody": _("Everybody gets this. It tells nobody apart, and may be a good first one."),
        "nobody": _("Nobody gets this. Look whether it is asked clearly, and marked rightly."),
        "backwards": _(
            "Good students fail here more often than weak ones: read the question again."
        ),
        "little": _("Getting this right says little about the rest of the work."),
        "hard": _("Only few get this. Has the lesson prepared it?"),
        "alone": _("There is nothing else here to compare it with."),
    }
    return known.get(one.hint, "")


def needs_a_look(one: Figures) -> bool:
    """Whether the hint asks to look at the question itself."""
    return one.hint in ("backwards", "nobody")


def as_correlation(number: float | None) -> str:
    """A number from -1 to 1 with two places; a dash where there is none."""
    return "–" if number is None else str(format_decimal(number, format="0.00;−0.00"))
