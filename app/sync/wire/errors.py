"""What can be wrong with something that came over the wire, said to the one who sent it."""

from app.errors import N_, KisimaError


class WireError(KisimaError):
    """Something that arrived cannot be accepted; the sender is told why."""

    sentence = N_("What arrived cannot be read. Please send it again.")


class Damaged(WireError):
    """Cut off, changed on the way, or never well formed."""

    sentence = N_("What arrived is damaged (%(reason)s). Please send it again.")


class OtherThing(WireError):
    """Well-meant, perhaps, but of another sort than what was asked for."""

    sentence = N_("This is not %(wanted)s of Kisima. Please check what was sent.")


class BadSignature(WireError):
    sentence = N_(
        "The signature does not fit the sender's key. If the laptop was set up anew, connect it "
        "to the centre again with a new code."
    )


class FutureVersion(WireError):
    sentence = N_(
        "This was written in version %(version)s of the format, which is newer than what is "
        "understood here (%(known)s). Please update Kisima on the receiving side."
    )


class TooLarge(WireError):
    sentence = N_("This holds more than %(most)s bytes when unpacked. Please send smaller pieces.")


class TooManyEvents(WireError):
    sentence = N_(
        "This holds %(count)s events; at most %(most)s are taken at once. Please send smaller "
        "pieces."
    )


class SealedForAnother(WireError):
    sentence = N_(
        "This was sealed for another receiver. Please carry it to the centre that the school is "
        "connected to."
    )


class CannotBePacked(WireError):
    """The sender's own mistake: a value that the format has no room for."""

    sentence = N_("An event cannot be packed for sending: %(reason)s.")
