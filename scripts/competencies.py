"""Write docs/competencies.md: which published lessons teach which competency.

    python scripts/competencies.py            writes the file
    python scripts/competencies.py --check    changes nothing; fails when the file is another

See app/catalog/competencies.py for the codes and where they come from.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.catalog import Catalog, load_catalog
from app.catalog.competencies import COMPETENCIES, LEVELS
from app.catalog.model import Lesson

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "competencies.md"
HEAD = """# Which lesson teaches which competency

The codes are those of UNESCO's *AI competency framework for students* (F. Miao, K. Shiohira, N.
Lao; UNESCO 2024, doi.org/10.54675/JKJB9835): `4.level.aspect`, the number of the section of its
chapter 4 that describes the competency. The three levels are Understand, Apply and Create; the
four aspects are a human-centred mindset, the ethics of AI, AI techniques and applications, and
the design of AI systems. Only names and codes are taken from it; what a competency asks for
stands there. UNESCO has neither written nor reviewed these courses.

A lesson names its codes in its front matter (`competencies: [4.1.3]`), a course in `course.yaml`.
`kisima check` warns of a code that the framework does not have. A code with a letter in it is of
another framework, a ministry's own say, and is taken as it is.

This file is made by `python scripts/competencies.py` from the published lessons; do not edit it
by hand.
"""
_OBJECTIVES = re.compile(r"^:{3,}[ \t]*objectives.*\n(?:[ \t]*\n)*[-*][ \t]+(.+)$", re.MULTILINE)


def page(catalog: Catalog) -> str:
    """The whole file."""
    lessons = [lesson for course in catalog.courses for lesson in course.lessons]
    parts = [HEAD, *_table(lessons)]
    for level in LEVELS:
        parts.append(f"\n## {level}\n")
        for one in COMPETENCIES.values():
            if one.level == level:
                parts.append(f"\n### {one.code} {one.name} ({one.aspect})\n\n")
                told = [_lesson(catalog, lesson) for lesson in lessons if _has(lesson, one.code)]
                parts += told or ["No lesson yet.\n"]
    return "".join(parts)


def _has(lesson: Lesson, code: str) -> bool:
    return code in lesson.competencies


def _table(lessons: Sequence[Lesson]) -> Iterator[str]:
    """Lessons by codes, so that gaps are seen."""
    codes = list(COMPETENCIES)
    yield "\n| lesson | " + " | ".join(codes) + " |\n|---"
    yield "|:-:" * len(codes) + "|\n"
    for lesson in lessons:
        marks = " | ".join("×" if _has(lesson, code) else " " for code in codes)
        yield f"| {lesson.course_slug}/{lesson.slug} | {marks} |\n"


def _lesson(catalog: Catalog, lesson: Lesson) -> str:
    course = catalog.course(lesson.course_slug)
    found = _OBJECTIVES.search(lesson.path.read_text("utf-8"))
    about = f": {found[1].strip()}" if found else ""
    at = f"../courseware/{lesson.course_slug}/{lesson.slug}/lesson.md"
    title = course.source_title if course else lesson.course_slug
    return f"- [{lesson.source_title}]({at}) in *{title}*{about}\n"


def main(arguments: Sequence[str]) -> int:
    """Write or check; what to leave with."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    wanted = parser.parse_args(arguments)
    courseware, exercises, words = (
        ROOT / name for name in ("courseware", "exercises", "translations")
    )
    text = page(load_catalog(courseware, exercises, words, None))
    if not wanted.check:
        FILE.write_text(text, "utf-8", newline="\n")
    elif not FILE.is_file() or FILE.read_text("utf-8") != text:
        print(f"{FILE.name} is not up to date: run python scripts/competencies.py.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
