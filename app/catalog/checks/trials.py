"""What the grader must be shown before an exercise is given to students, in each language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.languages import in_order
from app.catalog.model import Exercise
from app.notebooks import read_notebook
from app.notebooks.expected import Expected


@dataclass(frozen=True)
class WrongAnswer:
    """A notebook that must not get full marks, and what its author says that tests give it."""

    name: str
    notebook: dict[str, Any]
    expected: Expected


@dataclass(frozen=True)
class Trial:
    """One exercise in one language: the reference solution must get all points of tests, the
    rest fewer.

    `source` is both the exercise and its reference solution, `release` the empty answer. Wrong
    answers come with the source language only, whose words they are in.
    """

    exercise: Exercise
    lang: str
    source: dict[str, Any]
    release: dict[str, Any]
    wrong: tuple[WrongAnswer, ...]


def trials(catalog: Catalog, exercise: Exercise) -> Iterator[Trial]:
    """The trials of an exercise, its source language first. Raises KisimaError, OSError."""
    codes = [language.code for language in in_order(exercise.languages)]
    for code in sorted(codes, key=lambda code: code != exercise.source_lang):
        yield Trial(
            exercise=exercise,
            lang=code,
            source=catalog.source(exercise, code),
            release=catalog.release(exercise, code),
            wrong=wrong_answers(exercise) if code == exercise.source_lang else (),
        )


def wrong_answers(exercise: Exercise) -> tuple[WrongAnswer, ...]:
    """The notebooks in wrong/. Raises KisimaError and OSError for one that cannot be read."""
    return tuple(
        WrongAnswer(
            path.name,
            read_notebook(path.read_bytes()),
            exercise.wrong_expected.get(path.name, Expected()),
        )
        for path in exercise.wrong
    )
