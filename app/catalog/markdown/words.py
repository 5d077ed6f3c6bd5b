"""The few English words that rendering adds to a text, marked for translation."""

from app.errors import N_

WORDS: tuple[str, ...] = (
    N_("Objectives"),
    N_("Questions"),
    N_("Key points"),
    N_("Challenge"),
    N_("Solution"),
    N_("Hint"),
    N_("Discussion"),
    N_("Before you start"),
    N_("For the instructor"),
    N_("Words of this lesson"),
    N_("Note"),
    N_("Tip"),
    N_("Important"),
    N_("Warning"),
    N_("Caution"),
    N_("Table"),
    N_("Footnotes"),
    N_("Back to the text"),
    N_("The original has changed since."),
)
