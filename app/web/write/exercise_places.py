"""What an address of an exercise names, for those who write it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.exercises import about, trials, working_copy
from app.authoring.exercises.cell_editing import (
    CellsUnreadable,
    EditedCell,
    from_text,
    posted_cell,
)
from app.authoring.exercises.cell_kinds import Kind
from app.authoring.exercises.trials import Said, Trial
from app.authoring.exercises.typed_numbers import plain_number
from app.authoring.exercises.working_copy import WorkingCopy
from app.authoring.own_folder import Origin
from app.catalog.model import Exercise, Lesson
from app.web.practice.area import NoSuchExercise
from app.web.services import services
from app.web.word_lists import kept_apart
from app.web.write.area import blueprint

# In a field for typing, numbers stand as code has them in every language.
blueprint.add_app_template_filter(plain_number, "as_plain_number")


@dataclass(frozen=True)
class ExercisePlace:
    """An exercise in whatever state, where it comes from, and the lesson that leads to it.
    `moved_on` says that it was changed here and an update brought another original since."""

    exercise: Exercise
    origin: Origin
    lesson: Lesson | None
    moved_on: bool = False

    @property
    def slug(self) -> str:
        """The folder's name."""
        return self.exercise.slug

    @property
    def title(self) -> str:
        """The title in the language it was written in."""
        return self.exercise.source_title

    @property
    def course_title(self) -> str:
        """The title of that lesson's course, since a copy has lessons of the same titles."""
        course = self.lesson and services().catalog.any_course(self.lesson.course_slug)
        return course.source_title if course else ""

    def url(self, view: str = "exercise", **values: Any) -> str:
        """The address of one of the exercise's pages for writers."""
        return url_for(f"write.{view}", slug=self.slug, **values)

    def tabs(self) -> list[tuple[str, str]]:
        """The pages about the exercise: endpoint and words."""
        return [
            ("exercise", _("Cells")),
            ("exercise_preview", _("As students see it")),
            ("wrong_answers", _("Wrong answers")),
            ("exercise_settings", _("Settings and data")),
            ("exercise_check", _("Check it")),
        ]


def exercise_place(slug: str) -> ExercisePlace:
    """The exercise at an address; raises NoSuchExercise."""
    catalog = services().catalog
    exercise = catalog.any_exercise(slug)
    if exercise is None:
        raise NoSuchExercise()
    return place_of(exercise)


def place_of(exercise: Exercise) -> ExercisePlace:
    """An exercise with where it comes from."""
    folder = services().workshop.folder
    keys = (working_copy.key_of(exercise.slug), about.key_of(exercise.slug))
    found = [folder.origin(key) for key in keys]
    origin = max((one[0] for one in found), key=("shipped", "own", "copied").index)
    moved_on = any(one[1] for one in found)
    return ExercisePlace(exercise, origin, services().catalog.lesson_of(exercise), moved_on)


def copy_of(place: ExercisePlace) -> WorkingCopy:
    """What the reader has typed into the exercise, or what is saved."""
    return working_copy.open_copy(services().workshop, place.slug, current_user.id)


def posted_cells(form: Any) -> tuple[EditedCell, ...]:
    """The cells of the editor's form, sent by a script as one text or by a browser as fields.
    Raises CellsUnreadable."""
    if "text" in form:
        return from_text(form["text"])
    if "whole" not in form:
        # The form's last field; without it cells may be missing that nobody has deleted.
        raise CellsUnreadable()
    names = ("kind", "name", "points", "source")
    return tuple(
        posted_cell(
            id,
            *(form.get(f"{name}-{id}", "") for name in names),
            rubric=_posted_rows(form, id),
        )
        for id in form.getlist("cell")
    )


def _posted_rows(form: Any, id: str) -> list[tuple[str, str]]:
    fields = (form.getlist(f"row-{name}-{id}") for name in ("text", "points"))
    return list(zip(*fields, strict=False))


def start_trial(place: ExercisePlace, *, publish: bool) -> Trial:
    """Ask for a check, and tell the workers that one waits."""
    own = services().workshop.own
    trial = trials.ask(own, place.slug, by=current_user.id, publish=publish)
    services().wake_grader()
    return trial


def kind_words() -> dict[Kind, str]:
    """What the kinds of cells are called."""
    return {
        "text": _("Text"),
        "locked-text": _("Text, locked"),
        "code": _("Python code"),
        "locked-code": _("Code, locked"),
        "solution": _("Answer, tested"),
        "test": _("Test"),
        "manual-text": _("Answer in words, marked by a person"),
        "manual-code": _("Answer in code, marked by a person"),
        "task": _("Task, marked by a person"),
        "raw": _("Raw"),
    }


def in_words(said: Said | None) -> str:
    """A sentence of a check in the reader's language."""
    if said is None:
        return ""
    values = {
        key: plain_number(value) if isinstance(value, float) else value
        for key, value in said.values.items()
    }
    return _(said.sentence, **kept_apart(values))
