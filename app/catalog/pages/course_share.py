"""How much of a course is in a language, counted in the texts that its students see.

The texts are those of the lessons as they are now. A PO file may know fewer: what was written or
changed after it was made is not translated, however full the file is.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.catalog.data_sheets import digest_of_sheets
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.figures import drawings, has_labels_by_hand
from app.catalog.pages.links import files_with_versions

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog


def course_share(catalog: "Catalog", course: Course, code: str) -> float:
    """The share of a course's different texts, 0 to 1, that have a translation of their own.

    A translation of what stood there before does not count. A lesson with a file of its own in the
    language counts whole, and so does a drawing.
    """
    from app.catalog.translation.extraction import exercise_texts, lesson_texts

    done = course.words.read(code).texts
    about = (course.source_title, course.source_summary, *course.source_sentences)
    texts = {text: text in done for text in about if text}
    for lesson in course.lessons:
        own = code in lesson.variants
        by_hand = {
            lesson.files[name]
            for name in drawings(lesson)
            if has_labels_by_hand(lesson, name, code)
        }
        for one in lesson_texts(lesson):
            texts[one.text] = one.text in done or own or one.path in by_hand
    for exercise in seen_exercises(catalog, course):
        texts.update({one.text: one.text in done for one in exercise_texts(catalog, exercise)})
    return sum(texts.values()) / len(texts)


def parts_of_share(catalog: "Catalog", course: Course, code: str) -> Iterable[str]:
    """All that the share depends on."""
    yield from (course.words.digest(code), course.source_title, course.source_summary)
    yield from course.source_sentences
    for lesson in course.lessons:
        yield from (lesson.digest, _own_digest(lesson, code), *files_with_versions(lesson))
    for exercise in seen_exercises(catalog, course):
        yield from (exercise.digest, exercise.source_title, digest_of_sheets(exercise.folder))
        yield from (row.text for rows in exercise.rubric.values() for row in rows)


def seen_exercises(catalog: "Catalog", course: Course) -> list[Exercise]:
    """The exercises behind a course's lessons whose texts are in its PO files."""
    found = (catalog.exercise(one.exercise) for one in course.lessons if one.exercise)
    return [one for one in found if one is not None and one.course_slug == course.slug]


def _own_digest(lesson: Lesson, code: str) -> str:
    return lesson.variants[code].digest if code in lesson.variants else ""
