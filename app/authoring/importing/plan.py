"""What an import would make: its files in a staged folder, and what there is to say of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.authoring.importing.problems import Problem
from app.authoring.naming import new_id, slug_of
from app.authoring.yaml_lines import yaml_text_of


@dataclass(frozen=True)
class PlannedLesson:
    """A lesson that an import would make. `files` counts pictures and others beside it."""

    slug: str
    title: str
    questions: int = 0
    asides: int = 0
    files: int = 0


@dataclass(frozen=True)
class PlannedExercise:
    """An exercise that an import would make."""

    slug: str
    title: str
    points: float
    files: int = 0


@dataclass(frozen=True)
class Plan:
    """All that an import would make, staged: a draft course of lessons, or exercises, or both.

    `course` is the slug of the course, empty where there is none.
    """

    title: str
    course: str = ""
    lessons: tuple[PlannedLesson, ...] = ()
    exercises: tuple[PlannedExercise, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be made."""
        return not self.lessons and not self.exercises


@dataclass(frozen=True)
class NewLesson:
    """A lesson to be written: `body` is Markdown, `settings` lines of its front matter."""

    slug: str
    title: str
    body: str
    settings: tuple[str, ...] = ()


def write_course(
    staged: Path, slug: str, title: str, lessons: Iterable[NewLesson], language: str = "en"
) -> None:
    """Write a draft course into a staged folder; files beside the lessons may be there already."""
    folder = staged / "courseware" / slug
    folder.mkdir(parents=True, exist_ok=True)
    listed: list[str] = []
    for lesson in lessons:
        place = folder / lesson.slug
        place.mkdir(exist_ok=True)
        front = [f"id: {new_id(lesson.slug)}", f"title: {yaml_text_of(lesson.title)}"]
        text = "\n".join(["---", *front, *lesson.settings, "---", "", lesson.body.strip(), ""])
        (place / "lesson.md").write_bytes(text.encode("utf-8", "replace"))
        listed.append(f"  - {lesson.slug}")
    about = [
        f"id: {new_id(slug)}",
        f"title: {yaml_text_of(title)}",
        f"language: {json.dumps(language)}",
        "state: draft",
        "lessons:",
        *listed,
    ]
    (folder / "course.yaml").write_bytes(("\n".join(about) + "\n").encode("utf-8", "replace"))


def lesson_slugs(titles: Iterable[str]) -> list[str]:
    """A folder for each lesson, numbered in their order."""
    slugs: list[str] = []
    for number, title in enumerate(titles, start=1):
        slugs.append(slug_of(title, "lesson", slugs, f"{number:02d}-"))
    return slugs
