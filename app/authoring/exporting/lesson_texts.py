"""The texts of a course's lessons, for exports that need no more."""

from collections.abc import Iterator

from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.model import Course
from app.catalog.text_files import read_text


def gift_lessons(course: Course) -> Iterator[tuple[str, str]]:
    """The title and the Markdown of each lesson, in order; one that cannot be read is left out.

    The text begins with empty lines in the place of its front matter, so that lines stay right.
    """
    for lesson in course.all_lessons:
        file = read_text(lesson.path)
        if not isinstance(file, Finding):
            yield lesson.source_title, split_front_matter(file.text).body
