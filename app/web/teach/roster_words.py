"""What a list would do to a person, in words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from app.people.rosters.changes import Change, NewClass
from app.web.word_lists import arrow, comma, listed


def kind_words() -> dict[str, str]:
    """The kinds of change as a page names them, in their order."""
    return {
        "new": _("new"),
        "moved": _("moved to another class"),
        "enrolled": _("put into a class"),
        "left": _("taken out of a class"),
        "renamed": _("renamed"),
        "numbered": _("given an identifier"),
        "suspended": _("suspended"),
        "restored": _("restored"),
        "same": _("unchanged"),
    }


def said_of(
    change: Change, names: Mapping[int, str], new_classes: Sequence[NewClass]
) -> tuple[str, Markup]:
    """What becomes of the person, and from which classes to which."""
    known = kind_words()
    new = {one.key: one.name for one in new_classes}
    joins = [names.get(s.key, "") if isinstance(s.key, int) else new[s.key] for s in change.join]
    leaves = [names.get(class_id, "") for class_id in change.leave]
    where = Markup(f" {arrow()} ").join(listed(part) for part in (leaves, joins) if part)
    if leaves and not joins:
        where += f" {arrow()}"
    return comma().join(known[kind] for kind in change.kinds), where
