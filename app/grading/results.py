"""What grading makes of a submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from app.grading.remarks import Remark
from app.notebooks.notes import Note

Status = Literal["passed", "failed", "partial", "error", "timeout", "died", "manual", "not-run"]


@dataclass(frozen=True)
class CellGrade:
    """The result of one cell with points. Everything in it may be shown to the student.

    `failed` is a failed assertion or no answer, `error` any other failure, `manual` waits for the
    instructor (score 0 until then). `message` is the exception's own, in the language of the
    exercise; `traceback` its shortened form; both are empty where `hidden` says that the verdict
    comes from hidden lines. `remark` is what Kisima adds, to be translated.
    """

    grade_id: str
    title: str
    score: float
    max_score: float
    status: Status
    hint: str = ""
    message: str = ""
    traceback: str = ""
    hidden: bool = False
    remark: Remark | None = None

    @property
    def has_title(self) -> bool:
        """Whether its author gave it one; a cell without is called by its id in a result."""
        return self.title not in ("", self.grade_id)

    @property
    def by_hand(self) -> bool:
        """Whether a person marks it, nothing having been written included."""
        return self.remark is not None and self.remark.id in ("no-answer", "waiting-for-instructor")

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can hold."""
        remark = self.remark.to_json() if self.remark else None
        return {**vars(self), "remark": remark}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The result that `to_json` told of."""
        remark = data.get("remark")
        return cls(**{**data, "remark": Remark.from_json(remark) if remark else None})


@dataclass(frozen=True)
class Grade:
    """The result of a submission.

    `max_score` counts every cell with points. `notes` tell the student what was put right in her
    notebook, `flags` tell the instructor what to look at. `executed` is the notebook as it ran,
    with nothing of a hidden test in it; JSON leaves it out. `doubtful`, likewise, says that Python
    ended before all tests had run and that nobody knows who ended it.
    """

    score: float
    max_score: float
    needs_manual: bool
    cells: tuple[CellGrade, ...]
    notes: tuple[Note, ...] = ()
    flags: tuple[Remark, ...] = ()
    executed: dict[str, Any] = field(default_factory=dict, compare=False)
    seconds: float = 0.0
    doubtful: bool = field(default=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can hold, without `executed`."""
        return {
            "score": self.score,
            "max_score": self.max_score,
            "needs_manual": self.needs_manual,
            "cells": [cell.to_json() for cell in self.cells],
            "notes": [note.to_json() for note in self.notes],
            "flags": [flag.to_json() for flag in self.flags],
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], executed: Mapping[str, Any] | None = None) -> Self:
        """The grade that `to_json` told of."""
        return cls(
            score=data["score"],
            max_score=data["max_score"],
            needs_manual=data["needs_manual"],
            cells=tuple(CellGrade.from_json(cell) for cell in data["cells"]),
            notes=tuple(Note.from_json(note) for note in data["notes"]),
            flags=tuple(Remark.from_json(flag) for flag in data["flags"]),
            executed=dict(executed or {}),
            seconds=data["seconds"],
        )
