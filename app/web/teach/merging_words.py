"""What two accounts hold, in words."""

from collections.abc import Mapping

from flask_babel import gettext as _


def lines_of(rows: Mapping[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    """What people ask about before they merge, with how many of it each account has."""
    known = {
        "class_member": _("Classes"),
        "lesson_read": _("Lessons read"),
        "quiz_state": _("Questions answered"),
        "draft": _("Exercises begun"),
        "submission": _("Hand-ins"),
        "course_completed": _("Courses completed"),
    }
    return [(words, *rows.get(table, (0, 0))) for table, words in known.items()]
