"""What every kind of roster is read into."""

from dataclasses import dataclass

from app.errors import KisimaError


@dataclass(frozen=True, slots=True)
class Place:
    """A class as the roster names it, and what the person is there: student or instructor.

    `identifier` is the other system's; empty where it has none.
    """

    name: str
    identifier: str
    role: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a roster. What it does not tell is empty; names are as they were written.

    `line` is where she stands in the file, `gone` says that the roster wants her suspended.
    """

    line: int
    identifier: str
    username: str
    full_name: str
    role: str  # student, instructor
    joins: tuple[Place, ...] = ()
    leaves: tuple[Place, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, which is therefore left out."""

    line: int
    error: KisimaError


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a file, what is wrong in it, and what a reader should know about it.

    A `delta` tells of changes only: who is not in it stays as she is.
    """

    people: tuple[Person, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[KisimaError, ...] = ()
    delta: bool = False
