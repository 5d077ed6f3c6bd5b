"""What a course's final is called in tables and files."""

from flask_babel import gettext as _


def final_of(title: str) -> str:
    """The name of a course's final where the course is not said beside it."""
    return _("%(title)s: final assessment", title=title)


def percent_of_final(title: str) -> str:
    """The heading over a course's final in files of marks."""
    return _("%(title)s: final assessment, percent", title=title)
