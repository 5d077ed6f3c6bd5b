"""Where the quiz questions of a text are, found by their opening lines without rendering it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^[ \t>]*(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>.*?)[ \t]*$")
_ID = re.compile(r"""(?:^|\s)id=["']?([^\s"']+)""")


@dataclass(frozen=True)
class QuizFence:
    """The opening line of a quiz question: its number from 1, and its id or nothing."""

    line: int
    id: str


def quiz_fences(body: str) -> Iterator[QuizFence]:
    """The quiz questions of a text, in order; those inside another block of code are not."""
    closing = ""
    for number, line in enumerate(body.splitlines(), start=1):
        found = _FENCE.match(line)
        if closing:
            if found and not found["info"] and found["marks"].startswith(closing):
                closing = ""
        elif found and not (found["marks"][0] == "`" and "`" in found["info"]):
            closing = found["marks"]
            name, _, rest = found["info"].partition(" ")
            if name == "quiz":
                identity = _ID.search(rest)
                yield QuizFence(number, identity[1] if identity else "")
