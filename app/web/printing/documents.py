"""The handbook and the guide as HTML files that need nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, render_template
from flask_babel import force_locale

from app.catalog.catalog import Catalog
from app.catalog.languages import direction
from app.catalog.markdown.highlight import highlight_css
from app.catalog.model import Course
from app.catalog.pages.course_words import by_alphabet, course_words
from app.web.assets import FOLDER, Assets
from app.web.languages import known_to_babel
from app.web.learn.answers import letter
from app.web.printing.chapters import chapters, lessons_of
from app.web.printing.notes import bank_chapters, notes_of, periods
from app.web.printing.one_page import without_dead_links

STYLES = ("kisima.css", "paper.css", "book.css")


@dataclass(frozen=True)
class Printing:
    """What is printed: a course in a language; `pass_share` is that of an exercise's points."""

    catalog: Catalog
    course: Course
    lang: str
    pass_share: float


def handbook_html(wanted: Printing) -> str:
    """The students' handbook, without anything that only instructors may see.

    Raises LessonGone. To be called where an app is at hand, in the language that `in_language` set.
    """
    catalog, course, lang = wanted.catalog, wanted.course, wanted.lang
    words = course_words(catalog, lessons_of(course), lang)
    html = render_template(
        "print/handbook.html",
        **_shared(wanted),
        chapters=list(chapters(catalog, course, lang)),
        words=by_alphabet(words),
    )
    return without_dead_links(html)


def guide_html(wanted: Printing, *, with_bank: bool = False) -> str:
    """The instructors' guide: notes, answers, solutions, rubrics, and the course's plan.

    Never for a student. `with_bank` adds the questions of the assessment with their answers.
    Raises LessonGone.
    """
    catalog, course, lang = wanted.catalog, wanted.course, wanted.lang
    found = list(chapters(catalog, course, lang))
    html = render_template(
        "print/guide.html",
        **_shared(wanted),
        chapters=[notes_of(catalog, chapter, lang) for chapter in found],
        plan=periods([chapter.lesson for chapter in found]),
        bank=bank_chapters(catalog, course, lang, found) if with_bank else (),
    )
    return without_dead_links(html)


@contextmanager
def in_language(app: Flask, lang: str) -> Iterator[None]:
    """Sentences and numbers in a language, in English where we have none of it."""
    with app.app_context(), force_locale(known_to_babel(lang)):
        yield


def _shared(wanted: Printing) -> dict[str, object]:
    """What both files show."""
    course, lang = wanted.course, wanted.lang
    assets = Assets(FOLDER, {"kisima.css": highlight_css})
    found = (assets.get(name) for name in STYLES)
    return {
        "course": course,
        "ui_lang": lang,
        "ui_dir": direction(lang),
        "dir_of": direction,
        "pass_share": wanted.pass_share,
        "unreviewed": course.unreviewed(lang),
        "minutes": sum(lesson.minutes or 0 for lesson in lessons_of(course)),
        "style": "\n".join(one.data.decode() for one in found if one is not None),
        "total": sum(lesson.kind != "project" for lesson in lessons_of(course)),
        "letter": letter,
    }
