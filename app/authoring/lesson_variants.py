"""A lesson's files of their own in other languages (`lesson.sw.md`): which there are, a new one."""

import json
import re
from collections.abc import Iterable, Iterator

from app.authoring.texts import Texts
from app.catalog.markdown.quiz_places import quiz_fences
from app.catalog.model import Lesson

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*([^`]*)$")
_HEADING = re.compile(r"#{1,6}[ \t]+\S")


def variants_of(texts: Texts, course: str, lesson: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the languages in which a lesson has a file of its own, readable or not."""
    folder = texts.folder
    found = []
    for code in codes:
        key = texts.lesson_key(course, lesson, code)
        if folder.path(key).is_file() or folder.shipped_path(key) is not None:
            found.append(code)
    return tuple(found)


def new_variant(texts: Texts, lesson: Lesson, lang: str, *, by: int) -> None:
    """Begin a lesson anew in a language, a draft: its headings and its questions, translated as
    far as they are, to be filled with a local case. Raises ChangedMeanwhile where there is one."""
    # What splices Markdown takes memory that a server without writers does not need.
    from app.catalog.front_matter import split_front_matter
    from app.catalog.pages.lesson_pages import translated_lesson

    source = texts.lesson_source(lesson.course_slug, lesson.slug).text
    body = translated_lesson(lesson, split_front_matter(source).body, lang).text
    title = json.dumps(lesson.title(lang), ensure_ascii=False)
    settings = f"---\ntitle: {title}\nstate: draft\nadapted: yes\n---"
    text = "\n\n".join([settings, *_kept(body)]) + "\n"
    texts.save_lesson(lesson.course_slug, lesson.slug, text, base_version="", by=by, lang=lang)


def _kept(body: str) -> Iterator[str]:
    """The headings and the quizzes of a Markdown text, in order."""
    quizzes = {fence.line for fence in quiz_fences(body)}
    marker, quiz = "", list[str]()
    for number, line in enumerate(body.split("\n"), 1):
        fence = _FENCE.match(line)
        if marker:
            closes = fence is not None and fence[1].startswith(marker) and not fence[2].strip()
            if quiz:
                quiz.append(line)
            if closes:
                if quiz:
                    yield "\n".join(quiz)
                marker, quiz = "", []
        elif fence is not None:
            marker = fence[1]
            if number in quizzes:
                quiz = [line]
        elif _HEADING.match(line):
            yield line
