"""What an address of the write area names: a course or a lesson in whatever state."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import request, url_for

from app.authoring.own_folder import Source
from app.catalog.front_matter import split_front_matter
from app.catalog.languages import name_of
from app.catalog.model import Course, Lesson, State
from app.catalog.settings_file import YamlSettings
from app.web.languages import language
from app.web.learn.access import NoSuchCourse
from app.web.services import services


@dataclass(frozen=True)
class LessonPlace:
    """A lesson's file in its course. `lesson` is None where the file cannot be read as a lesson,
    which is when it most needs to be written in."""

    course: Course
    slug: str
    lesson: Lesson | None
    source: Source
    lang: str = ""  # of the file of its own that is meant; "" for the source

    @property
    def text_lang(self) -> str:
        """The language of the text."""
        return self.lang or self.course.source_lang

    @property
    def title(self) -> str:
        """The title in the language it was written in, or the folder's name."""
        return self.lesson.source_title if self.lesson else self.slug

    @property
    def state(self) -> State:
        """The file's own state; what cannot be read, nobody sees."""
        if self.lang:
            front = split_front_matter(self.source.text)
            settings = YamlSettings(Path(), front.values, self.source.text)
            return settings.state() if front.problem is None else "draft"
        return self.lesson.state if self.lesson else "draft"

    @property
    def files_at(self) -> str:
        """The address below which the editor finds the files beside the lesson."""
        editor = url_for("write.editor", course=self.course.slug, lesson=self.slug)
        return f"{editor}files/"

    def url(self, view: str, **values: Any) -> str:
        """The address of one of the lesson's pages for writers."""
        values = {"lang": self.lang or None} | values
        return url_for(f"write.{view}", course=self.course.slug, lesson=self.slug, **values)

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        """The way back from a page below the editor, with what lies between."""
        return [
            (url_for("write.course", course=self.course.slug), self.course.title(language())),
            (self.url("editor"), self.title),
            *more,
        ]


def any_course(slug: str) -> Course:
    """The course in whatever state; raises NoSuchCourse."""
    course = services().catalog.any_course(slug)
    if course is None:
        raise NoSuchCourse()
    return course


def lesson_place(course: str, lesson: str) -> LessonPlace:
    """The lesson's file as it is now, or its own file in the request's language (`lang`); raises
    NoSuchCourse, NoSuchFile and what `source` raises."""
    found = any_course(course)
    lang = request.values.get("lang", "")
    if lang == found.source_lang or not name_of(lang):
        lang = ""
    source = services().workshop.lesson_source(course, lesson, lang)
    return LessonPlace(found, lesson, services().catalog.any_lesson(course, lesson), source, lang)
