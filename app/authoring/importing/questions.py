"""Questions as values, between the format that they came in and the lesson that they go into."""

from dataclasses import dataclass

from app.authoring.importing.problems import Problem


@dataclass(frozen=True)
class Choice:
    """One option of a question; both texts are Markdown of one line or more."""

    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Asked:
    """A question that has a home here. Exactly one of `choices`, `number` and `texts` is filled.

    `prompt` and `feedback` are Markdown. `several` says that more than one choice may be right.
    `number` is a value and how far from it an answer may be, both as they are to be written.
    `texts` are the accepted texts, plain. `name` is a title or an id from elsewhere.
    """

    prompt: str
    choices: tuple[Choice, ...] = ()
    several: bool = False
    number: tuple[str, str] | None = None
    texts: tuple[str, ...] = ()
    feedback: str = ""
    name: str = ""
    line: int = 1


@dataclass(frozen=True)
class Aside:
    """What has no home here, kept as it was written, for the instructor's eyes only."""

    kind: str
    source: str
    line: int = 1


@dataclass(frozen=True)
class Passage:
    """A text between questions, as Markdown."""

    text: str
    line: int = 1


@dataclass(frozen=True)
class Section:
    """A category, or a lesson's title: what follows belongs to it."""

    title: str
    line: int = 1


Part = Asked | Aside | Passage | Section


@dataclass(frozen=True)
class QuestionFile:
    """A file of questions, read: its parts in order, and what was lost or changed."""

    parts: tuple[Part, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The questions that have a home here."""
        return tuple(part for part in self.parts if isinstance(part, Asked))

    @property
    def asides(self) -> tuple[Aside, ...]:
        """What is kept aside."""
        return tuple(part for part in self.parts if isinstance(part, Aside))
