"""What a line of the audit log says, in the reader's language."""

from flask_babel import gettext as _

from app.centre.log_pages import Line


def said(line: Line) -> str:
    """The line in words; one of a kind that is not known here by its name."""
    words = {
        "account-made": _("made an account"),
        "area-added": _("made the area “%(name)s”"),
        "area-renamed": _("named an area “%(name)s”"),
        "backed-up": _("backed the centre up"),
        "centre-named": _("named the centre “%(name)s”"),
        "codes-made": _("made codes: %(count)s"),
        "codes-withdrawn": _("made codes worthless: %(count)s"),
        "became-hub": _("became a hub of another centre"),
        "hub-code-made": _("made a code for the hub “%(name)s”"),
        "enrolled": _("was connected with a code"),
        "epoch-superseded": _("was restored or copied, and goes on elsewhere"),
        "new-generation": _("found itself restored, and asks all schools anew"),
        "node-allowed": _("let a laptop send again"),
        "node-copied": _("is a copy of another laptop and got a key of its own"),
        "node-moved": _("moved a laptop to another school"),
        "node-remembered": _("was believed its certificate"),
        "node-revoked": _("withdrew a laptop"),
        "password-reset": _("made a new password for somebody"),
        "person-added": _("added somebody to the centre"),
        "person-allowed": _("let somebody in again"),
        "person-suspended": _("suspended somebody"),
        "refused": _("was refused: %(error)s"),
        "school-added": _("made the school “%(name)s”"),
        "school-changed": _("changed the school “%(name)s”"),
        "school-remembered": _("made the school “%(name)s” anew, from a laptop’s certificate"),
        "scope-set": _("gave somebody another area to see"),
    }.get(line.what, line.what.replace("%", "%%"))
    values = {"name": "?", "count": "?", "error": "?"} | line.details
    return words % values
