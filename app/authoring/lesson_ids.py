"""The ids of a lesson that is saved: those it had, new ones where they are missing or taken."""

from pathlib import Path

from app.authoring.naming import new_id
from app.authoring.yaml_lines import with_front_settings
from app.catalog.catalog import Catalog
from app.catalog.checks.id_fixing import with_lesson_ids
from app.catalog.front_matter import split_front_matter
from app.errors import N_, KisimaError


class FrontMatterBroken(KisimaError):
    sentence = N_(
        "The settings at the top of the lesson cannot be read (line %(line)s: %(reason)s), so "
        "nobody could open it. What you typed is kept; please mend that line and save again."
    )


def with_right_ids(catalog: Catalog, course: str, lesson: str, path: Path, text: str) -> str:
    """The text of a lesson with an id of its own, and ids for its quizzes.

    An author who takes the id out by mistake, or begins with the text of another lesson, changes
    nobody's progress by that. Raises FrontMatterBroken.
    """
    front = split_front_matter(text)
    if front.problem is not None:
        raise FrontMatterBroken(line=front.problem.line, reason=front.problem.reason)
    before = catalog.any_lesson(course, lesson)
    identity = str(front.values.get("id") or "")
    other = catalog.lesson_by_id(identity) if identity else None
    is_anothers = other is not None and (other.course_slug, other.slug) != (course, lesson)
    if not identity or is_anothers:
        identity = before.id if before else new_id(f"{course}-{lesson}")
        text = with_front_settings(text, {"id": identity})
    return with_lesson_ids(path, text)[0]
