"""Finding the quiz questions of a lesson without rendering it, as far as that is possible."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.catalog.settings_file import ID_PATTERN

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*([^`\n]*)$", re.MULTILINE)
_ID = re.compile(r"""(?:^|[\s{])(?:id=["']?|#)([^\s"'}]+)""")


@dataclass(frozen=True)
class QuizFence:
    """The opening line of a quiz: its id (None: it has none yet) and where the line ends.

    `line` counts from 1; `end` is the offset in the text just behind the last visible character.
    `info` is what stands behind the opening marks: see fences.parse_info.
    """

    id: str | None
    line: int
    end: int
    info: str = ""


def quiz_fences(text: str) -> Iterator[QuizFence]:
    """The quizzes in order; a quiz shown inside another fence, as an example, is none."""
    open_fence = ""
    for match in _FENCE.finditer(text):
        marker, info = match[1], match[2].strip()
        if open_fence:
            if marker.startswith(open_fence) and not info:
                open_fence = ""
            continue
        open_fence = marker
        if info.split(" ", 1)[0].lower() == "quiz":
            found = _ID.search(info)
            line = text.count("\n", 0, match.start()) + 1
            end = match.start() + len(match[0].rstrip())
            yield QuizFence(found[1] if found else None, line, end, info)


def question_ids(text: str) -> tuple[str, ...]:
    """The ids of a lesson's questions, in order, as rendering gives them.

    Only where one is missing, wrong or there twice is the text rendered to see what stands in.
    """
    ids = [fence.id for fence in quiz_fences(text)]
    usable = [identity for identity in ids if identity and ID_PATTERN.fullmatch(identity)]
    if len(usable) == len(ids) and max(Counter(usable).values(), default=1) == 1:
        return tuple(usable)
    return tuple(rendered_ids(text).values())


def rendered_ids(text: str) -> dict[int, str]:
    """The ids of the questions by the line, from 1, on which each begins."""
    from app.catalog.markdown.rendered import QuizPart
    from app.catalog.markdown.rendering import render

    parts = render(text, links=_NoLinks()).parts
    return {part.question.line: part.question.id for part in parts if isinstance(part, QuizPart)}


class _NoLinks:
    """Links to nowhere, for when only the questions count."""

    def url_for_image(self, path: str) -> str | None:
        return None

    def url_for_link(self, path: str) -> str | None:
        return None

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        return None
