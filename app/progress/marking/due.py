"""When the exercises that were assigned are due, for a class or for one student."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.progress.marking.late import Due


@dataclass(frozen=True)
class Dues:
    """When exercises are due: `everyone` by exercise id, `extended` by account and exercise id."""

    everyone: Mapping[str, Due] = field(default_factory=dict)
    extended: Mapping[tuple[int, str], Due] = field(default_factory=dict)

    def of(self, account_id: int, exercise_id: str) -> Due | None:
        """When it is due for a student; None where it never is."""
        return self.extended.get((account_id, exercise_id)) or self.everyone.get(exercise_id)

    def ever(self, exercise_id: str) -> bool:
        """Whether it is due for anybody."""
        return exercise_id in self.everyone or any(key[1] == exercise_id for key in self.extended)


def dues_in_class(session: Session, class_id: int, exercise_ids: Iterable[str]) -> Dues:
    """What a class was assigned."""
    return Dues()


def dues_of(session: Session, account_id: int, exercise_ids: Iterable[str]) -> Dues:
    """What a student was assigned; of several classes the latest moment holds."""
    return Dues()
