"""A file of questions as a draft course: a lesson for each category or lesson of the file."""

from pathlib import Path

from app.authoring.importing.plan import (
    NewLesson,
    Plan,
    PlannedLesson,
    lesson_slugs,
    write_course,
)
from app.authoring.importing.questions import Aside, Asked, Part, QuestionFile, Section
from app.authoring.importing.quiz_blocks import lesson_text


def plan_questions(file: QuestionFile, staged: Path, slug: str, title: str) -> Plan:
    """Write the course of a file's questions into a staged folder."""
    groups = _groups(file, title)
    slugs = lesson_slugs(name for name, _ in groups)
    lessons = [
        NewLesson(slug, name, lesson_text(parts))
        for slug, (name, parts) in zip(slugs, groups, strict=True)
    ]
    if lessons:
        write_course(staged, slug, title, lessons)
    planned = tuple(
        PlannedLesson(
            slug,
            name,
            questions=sum(isinstance(part, Asked) for part in parts),
            asides=sum(isinstance(part, Aside) for part in parts),
        )
        for slug, (name, parts) in zip(slugs, groups, strict=True)
    )
    return Plan(title, slug if lessons else "", planned, problems=file.problems)


def _groups(file: QuestionFile, title: str) -> list[tuple[str, list[Part]]]:
    """The parts below each section, those of one title together; empty sections are left out."""
    groups: dict[str, list[Part]] = {}
    current = title
    for part in file.parts:
        if isinstance(part, Section):
            current = part.title or title
        else:
            groups.setdefault(current, []).append(part)
    return list(groups.items())
