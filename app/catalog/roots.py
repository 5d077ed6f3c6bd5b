"""The folders that a catalogue is loaded from."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Roots:
    """Folders of courses, of exercises and of translations; earlier ones count first."""

    courseware: tuple[Path, ...]
    exercises: tuple[Path, ...]
    translations: tuple[Path, ...]

    @property
    def all(self) -> tuple[Path, ...]:
        """Every one of them."""
        return (*self.courseware, *self.exercises, *self.translations)
