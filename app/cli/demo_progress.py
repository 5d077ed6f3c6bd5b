"""What the demo class has done so far, so that its pages show what a living class looks like.

Nothing is painted on: answers are marked and notebooks are graded as everybody's are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog import Catalog
from app.catalog.markdown.quiz import Question
from app.catalog.model import Course, Exercise, Lesson
from app.notebooks import merge_into_release, read_notebook
from app.progress import learning, submissions

_MARKERS = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION[ \t]*\n?", re.M)


@dataclass(frozen=True)
class Did:
    """What a student did in one lesson: how many questions answered right, and what was handed
    in: "solution" or the name of a file in the exercise's `wrong` folder, one after another."""

    right: int
    handed_in: tuple[str, ...] = ()


DONE: dict[str, tuple[Did, ...]] = {
    "neema": (
        Did(6, ("hard-coded", "solution")),
        Did(6, ("forgets-even-median", "solution")),
        Did(5, ("limits-off-by-one",)),
    ),
    "fatou": (Did(6, ("solution",)), Did(5, ("forgets-to-sort",)), Did(2)),
    "yusuf": (Did(5, ("counts-memory-as-learning",)), Did(4, ("returns-inside-the-loop",))),
    "kofi": (Did(6, ("solution",)), Did(3)),
    "zainab": (Did(4, ("only-learning-in-use",)),),
    "juma": (Did(2),),
}


def make_progress(catalog: Catalog, accounts: dict[str, int]) -> None:
    """Let the demo's students, account ids by user name, do what DONE tells of the first course;
    lessons and notebooks that are not there are passed over."""
    if not catalog.courses:
        return
    course = catalog.courses[0]
    for username, lessons in DONE.items():
        for lesson, did in zip(course.lessons, lessons, strict=False):
            _learn(catalog, course, lesson, did, accounts[username])


def _learn(catalog: Catalog, course: Course, lesson: Lesson, did: Did, account_id: int) -> None:
    learning.lesson_read(account_id, course.id, lesson.id)
    for question in _questions(catalog, lesson)[: did.right]:
        given = right_answer(question)
        learning.quiz_answered(
            account_id,
            course.id,
            lesson.id,
            question.id,
            given,
            right=True,
            chosen=bool(question.options),
        )
    exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
    if exercise is None:
        return
    for name in did.handed_in:
        notebook = handed_in_notebook(catalog, exercise, name)
        if notebook is not None:
            key = f"demo-{account_id}-{exercise.id}-{name}"
            submissions.submit(account_id, course.id, exercise.id, notebook, key=key, lang="en")


def _questions(catalog: Catalog, lesson: Lesson) -> list[Question]:
    parts = catalog.lesson_page(lesson, "en").parts
    found = [getattr(part, "question", None) for part in parts]
    return [one for one in found if isinstance(one, Question)]


def right_answer(question: Question) -> Sequence[str]:
    """The values of a form that answers the question rightly."""
    if question.options:
        return [str(at) for at, option in enumerate(question.options) if option.right]
    value = getattr(question.answer, "value", None)
    if value is not None:
        return [f"{value:g}"]
    return list(getattr(question.answer, "accepted", ()))[:1]


def handed_in_notebook(
    catalog: Catalog, exercise: Exercise, name: str, lang: str = "en"
) -> dict[str, Any] | None:
    """The notebook as a student would hand it in: "solution", or a file in `wrong`."""
    if name == "solution":
        done = catalog.source(exercise, lang)
    else:
        path = exercise.folder / "wrong" / f"{name}.ipynb"
        if not path.is_file():
            return None
        done = read_notebook(path.read_bytes())
    notebook = merge_into_release(catalog.release(exercise, lang), done)
    for cell in notebook["cells"]:
        if _MARKERS.search(cell["source"]):
            cell["source"] = _MARKERS.sub("", cell["source"]).rstrip("\n")
    return notebook
