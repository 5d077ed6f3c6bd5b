"""Named errors: each carries values and one sentence that says what happened and what to do."""

from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802  (gettext's usual name for it)
    """Mark a sentence for translation without translating it here."""
    return message


class KisimaError(Exception):
    """A failure that a person can do something about.

    `sentence` is a gettext msgid with %(name)s places; the keyword values given to the constructor
    fill them. Pages and the command line translate the sentence and fill it in themselves.
    """

    sentence: ClassVar[str] = N_("Something went wrong. Please try again.")

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.sentence % values)

    @property
    def id(self) -> str:
        """The stable name of this kind of failure."""
        return type(self).__name__


class DataFolderUnusable(KisimaError):
    """The data folder cannot be made or written to, or its disk is full."""

    sentence = N_(
        "The data folder %(path)s cannot be used: %(reason)s. Choose another one with --data, "
        "or make room on the disk."
    )
