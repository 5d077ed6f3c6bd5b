"""An import planned in a staged folder, shown, and then taken in as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from app.authoring.importing.aiken import read_aiken
from app.authoring.importing.gift import read_gift
from app.authoring.importing.markdown_folder import plan_markdown
from app.authoring.importing.nbgrader_folder import plan_nbgrader
from app.authoring.importing.plan import Plan
from app.authoring.importing.question_course import plan_questions
from app.authoring.importing.questions import QuestionFile
from app.authoring.importing.quiz_blocks import lesson_text
from app.authoring.importing.recognising import Kind, NotRecognised, read_text, tree_of
from app.authoring.importing.star_text import read_star_text
from app.authoring.intake.placing import place, staging
from app.authoring.naming import numbered_title, slug_of
from app.authoring.saving import Saved
from app.authoring.workshop import Workshop
from app.catalog.front_matter import split_front_matter
from app.catalog.markdown.quiz_places import question_ids
from app.errors import N_, KisimaError

_READERS = {"gift": read_gift, "aiken": read_aiken, "star": read_star_text}


class NothingToTakeIn(KisimaError):
    sentence = N_("There is nothing in this file that could be taken in.")


def read_questions(path: Path, kind: Kind) -> QuestionFile:
    """The questions of a file of one of the three formats; raises what `decode` raises."""
    if kind not in _READERS:
        raise NotRecognised(name=path.name)
    return _READERS[kind](read_text(path).encode("utf-8", "surrogatepass"))


def plan_of(path: Path, kind: Kind, name: str, workshop: Workshop) -> Plan:
    """What taking in would make, with nothing made."""
    with _planned(path, kind, name, workshop) as (plan, _):
        return plan


def take_in(path: Path, kind: Kind, name: str, workshop: Workshop, *, by: int | None) -> Plan:
    """Make it: a draft course, or draft exercises; all or nothing. Raises NothingToTakeIn, what
    reading raises, and what `place` raises."""
    with _planned(path, kind, name, workshop) as (plan, staged):
        if plan.is_empty:
            raise NothingToTakeIn()
        place(workshop.folder, staged, by=by)
    workshop.look()
    return plan


def add_to_lesson(
    path: Path, kind: Kind, workshop: Workshop, course: str, lesson: str, *, by: int
) -> Saved:
    """Put the questions of a file at the end of a lesson, which becomes a version as any save does.
    Raises NothingToTakeIn, NoSuchFile, ChangedMeanwhile and others."""
    file = read_questions(path, kind)
    if not file.asked and not file.asides:
        raise NothingToTakeIn()
    source = workshop.lesson_source(course, lesson)
    taken = question_ids(split_front_matter(source.text).body)
    text = f"{source.text.rstrip()}\n\n{lesson_text(file.parts, taken)}"
    return workshop.save_lesson(course, lesson, text, base_version=source.version, by=by)


@contextmanager
def _planned(path: Path, kind: Kind, name: str, workshop: Workshop) -> Iterator[tuple[Plan, Path]]:
    roots = workshop.catalog().roots
    titles = {course.source_title for course in workshop.catalog().all_courses}
    title = title_of(name)
    if title in titles:
        title = numbered_title(title, titles)
    courses = {one.name for root in roots.courseware for one in root.glob("*")}
    with staging(workshop.own) as folder:
        if kind in _READERS:
            slug = slug_of(title, "course", courses)
            yield plan_questions(read_questions(path, kind), folder, slug, title), folder
        elif kind == "markdown":
            slug = slug_of(title, "course", courses)
            with tree_of(path, name) as tree:
                plan = plan_markdown(tree, folder, slug, title)
            yield plan, folder
        elif kind == "nbgrader":
            taken = {one.name for root in roots.exercises for one in root.glob("*")}
            with tree_of(path, name) as tree:
                plan = plan_nbgrader(tree, folder, taken)
            yield plan, folder
        else:
            raise NotRecognised(name=name[:100])


def title_of(name: str) -> str:
    """A title out of a file's name."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    stem = plain.rpartition(".")[0] or plain
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())[:150]
    return words[:1].upper() + words[1:] if words else "…"
