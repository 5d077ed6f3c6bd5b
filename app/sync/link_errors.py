"""What can be wrong with a link, each as a sentence that says what to do."""

from typing import Any

from app.errors import N_, KisimaError


class LinkError(KisimaError):
    """Nothing, or nothing useful, came back."""


class Unreached(LinkError):
    """Worth trying again: the link is down, slow, or broke in the middle.

    With `all_sent` the whole request had left, so that it may well have arrived.
    """

    sentence = N_(
        "The centre was not reached (%(reason)s). It is tried again by itself; nothing is lost."
    )

    def __init__(self, *, all_sent: bool = False, **values: Any) -> None:
        super().__init__(**values)
        self.all_sent = all_sent


class AskedToWait(LinkError):
    sentence = N_(
        "The centre is busy and asks to be tried again in %(seconds)s seconds. That happens by "
        "itself."
    )

    @property
    def seconds(self) -> int:
        return int(self.values["seconds"])


class BadAddress(LinkError):
    sentence = N_(
        "“%(url)s” is not the address of a centre. It begins with https:// (or http:// in the "
        "same building), such as https://centre.education.example."
    )


class OtherAnswer(LinkError):
    sentence = N_(
        "Something else than a centre answers at %(url)s (%(reason)s). Is the address right? Some "
        "networks show a page of their own first: open a browser and sign in there."
    )


class ClockWrong(LinkError):
    sentence = N_(
        "This computer's clock says %(date)s, and with that date the secure connection to the "
        "centre cannot be checked. Please set the clock and the date of this computer, then try "
        "again. If the date is right, tell the centre that its certificate has run out."
    )


class NotTrusted(LinkError):
    sentence = N_(
        "The secure connection to %(host)s cannot be trusted (%(reason)s). Nothing was sent. "
        "Please check the address, and ask the centre; the network may look into connections."
    )


class CentreKeyChanged(LinkError):
    sentence = N_(
        "What answers at %(url)s has another key than the centre that this school was connected "
        "to. Nothing was sent. Please ask the centre: if it was set up anew, connect again with a "
        "new code; if not, somebody stands in between."
    )


class Refused(LinkError):
    """The centre's own reason; `name` is the name of its error."""

    sentence = N_("The centre says: %(sentence)s")

    @property
    def name(self) -> str:
        return str(self.values["name"])
