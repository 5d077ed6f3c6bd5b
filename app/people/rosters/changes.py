"""What a plan is made of: its scope, its changes, and the classes to be made."""

from collections import Counter
from dataclasses import dataclass

from app.people.rosters.present import KnownPerson
from app.people.rosters.roster import Problem

# What can become of a person, in the order in which a page shows it.
KINDS = (
    "new",
    "moved",
    "enrolled",
    "left",
    "renamed",
    "numbered",
    "suspended",
    "restored",
    "same",
)
ClassKey = int | str  # a class's id, or the folded name of one to be made


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a roster may reach: the whole school, or an instructor's own classes, to one of which
    those belong whom the roster puts into none."""

    class_ids: frozenset[int] | None = None  # None: all
    home: int | None = None

    @property
    def whole(self) -> bool:
        """Whether everybody may be reached, and classes and instructors made."""
        return self.class_ids is None

    def has(self, person: KnownPerson) -> bool:
        """Whether the person may be changed."""
        return self.class_ids is None or bool(self.class_ids & person.student_of)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a class as it will be: the class's key and the role there."""

    key: ClassKey
    role: str


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class that has to be made."""

    key: str
    name: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one person; `account_id` is None for somebody new. Where something stays as
    it is, full_name, username and identifier are those that are here already."""

    line: int  # 0 for somebody whom the roster does not name
    account_id: int | None
    role: str
    full_name: str
    username: str
    identifier: str
    was: str  # her name until now, where that changes
    join: tuple[Seat, ...]
    leave: tuple[int, ...]
    active: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """All that would change, what cannot be done and why, and the classes to be made."""

    changes: tuple[Change, ...]
    refused: tuple[Problem, ...]
    new_classes: tuple[NewClass, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many people each kind of change meets, in the order of KINDS, without zeros."""
        seen = Counter(kind for change in self.changes for kind in change.kinds)
        return {kind: seen[kind] for kind in KINDS if seen[kind]}

    @property
    def to_do(self) -> tuple[Change, ...]:
        """The changes without those left as they are."""
        return tuple(change for change in self.changes if change.kinds != ("same",))
