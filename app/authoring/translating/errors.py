"""What can go wrong while translating, in words."""

from app.authoring.translating.entries import Entry
from app.catalog.translation.placeholders import Placeholder
from app.errors import N_, KisimaError


class NoSuchLanguage(KisimaError):
    sentence = N_(
        "No language has the code “%(code)s”. Codes have two or three small letters, such as so "
        "for Somali or am for Amharic; choose one from the list."
    )


class NoSuchTranslation(KisimaError):
    sentence = N_("This course is not translated into that language here. Add the language first.")


class NoSuchEntry(KisimaError):
    sentence = N_(
        "This text is no longer in the course; perhaps somebody has just changed the lesson. Its "
        "translation is kept, and offered again for the text that took its place."
    )


class SavedMeanwhile(KisimaError):
    """Somebody else saved this entry since the page was opened; `entry` is what is there now."""

    sentence = N_(
        "Somebody else has saved this text while you were writing. Nothing is lost: both texts are "
        "below. Put together what is right and save again."
    )

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        super().__init__()


class PlaceholdersLost(KisimaError):
    """A translation lost what must stay; `lost` names it."""

    sentence = N_(
        "Not saved yet, because these are missing: %(names)s. Put them into your translation "
        "exactly as they stand in the original. What you typed is still here."
    )

    def __init__(self, lost: tuple[Placeholder, ...]) -> None:
        self.lost = lost
        super().__init__(names="  ".join(one.text for one in lost))


class TextTooLong(KisimaError):
    sentence = N_("A translation may have at most %(most)s characters. Nothing was saved.")


class UploadRefused(KisimaError):
    """A PO file that cannot be taken in, and nothing of it was."""

    sentence = N_("This file cannot be taken in: %(reason)s. Nothing was changed.")


class UploadTooLarge(UploadRefused):
    sentence = N_(
        "This file has more than %(most)s MB or more than %(entries)s texts, so it is no "
        "translation of a course. Nothing was changed."
    )


class UploadBroken(UploadRefused):
    sentence = N_(
        "Line %(line)s of this file is not as a PO file should be: %(reason)s. Mend that line, or "
        "save the file again from your program. Nothing was changed."
    )


class UploadEmpty(UploadRefused):
    sentence = N_("This file has no texts of a translation in it. Nothing was changed.")


class TextTwice(UploadRefused):
    sentence = N_(
        "The text of line %(first)s stands again in line %(line)s with another translation, and "
        "nobody can say which one counts. Take one of them out. Nothing was changed."
    )


class UploadNotUtf8(UploadRefused):
    sentence = N_(
        "Line %(line)s of this file is not UTF-8 text. Save it again with the encoding UTF-8. "
        "Nothing was changed."
    )


class OtherLanguage(UploadRefused):
    sentence = N_(
        "This file says that it is in the language “%(theirs)s”, and this page is for “%(ours)s”. "
        "Nothing was changed."
    )


class UploadGone(UploadRefused):
    sentence = N_("This upload is no longer kept. Please choose the file again.")
