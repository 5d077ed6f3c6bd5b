"""The bank of questions that a course's start quiz and final assessment are drawn from, as values.

An author writes one file a lesson, `questions/<folder of the lesson>.md` beside course.yaml, with
quiz blocks such as `quiz id=bank-means-rice use=both`. See docs/assessment.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

AssessmentKind = Literal["start", "final"]
Use = Literal["start", "final", "both"]
KINDS: tuple[AssessmentKind, ...] = get_args(AssessmentKind)
USES: tuple[Use, ...] = get_args(Use)


@dataclass(frozen=True)
class AssessmentPlan:
    """How a course is assessed: how many questions are drawn, and what passes.

    `start` is 0 where there is no start quiz. `pass_share` is the share of right answers, 0 to 1,
    that passes the final; a student may sit it `sittings` times, `wait_days` days apart.
    """

    start: int = 0
    final: int = 20
    pass_share: float = 0.6
    sittings: int = 3
    wait_days: int = 1

    def size(self, kind: AssessmentKind) -> int:
        """How many questions are drawn."""
        return self.start if kind == "start" else self.final


@dataclass(frozen=True)
class BankQuestion:
    """A question by its id, which is its own in the whole course; `line` counts from 1."""

    question_id: str
    use: Use
    path: Path
    line: int
    lesson_slug: str = ""
    lesson_id: str = ""

    def is_for(self, kind: AssessmentKind) -> bool:
        """Whether it may be drawn for this kind of quiz."""
        return self.use in (kind, "both")


@dataclass(frozen=True)
class BankFile:
    """One lesson's file of questions. `digest` is of its bytes."""

    lesson_slug: str
    path: Path
    digest: str
    questions: tuple[BankQuestion, ...]


@dataclass(frozen=True)
class Bank:
    """A course's questions. `files` are those of its lessons in every state, in the lessons'
    order, and `seen` the folders of the lessons that students see: only theirs are drawn."""

    files: tuple[BankFile, ...] = ()
    seen: frozenset[str] = frozenset()

    @cached_property
    def seen_files(self) -> tuple[BankFile, ...]:
        """The files of the lessons that students see."""
        return tuple(file for file in self.files if file.lesson_slug in self.seen)

    @cached_property
    def questions(self) -> tuple[BankQuestion, ...]:
        """The questions that can be drawn."""
        return tuple(one for file in self.seen_files for one in file.questions)

    def for_kind(self, kind: AssessmentKind) -> tuple[BankQuestion, ...]:
        """Those that can be drawn for one kind of quiz."""
        return tuple(one for one in self.questions if one.is_for(kind))


def lessons_of(questions: Iterable[BankQuestion]) -> dict[str, list[BankQuestion]]:
    """The questions by the folders of their lessons, in the order of the bank."""
    found: dict[str, list[BankQuestion]] = {}
    for one in questions:
        found.setdefault(one.lesson_slug, []).append(one)
    return found
