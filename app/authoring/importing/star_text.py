"""The `* + -` text format in which AI-For-Beginners keeps its quizzes.

`Lesson 3B Title` begins a lesson, `* ` a question, `+ ` a right answer and `- ` a wrong
one, each on one line. The format was learned from that course's etc/quiz-src.
"""

import re

from app.authoring.importing.decoding import decode
from app.authoring.importing.plain_text import markdown_of_plain
from app.authoring.importing.problems import Problem
from app.authoring.importing.questions import Aside, Asked, Choice, Part, QuestionFile, Section
from app.errors import N_

_MARKED = re.compile(r"\s*([*+-])\s*(\S.*)?$")
_LESSON = re.compile(r"Lesson\s+\S+\s+(?=\S)", re.IGNORECASE)

NONE_RIGHT = N_("No answer of this question begins with `+`. It is kept aside.")
TOO_FEW = N_("This question has fewer than two answers. It is kept aside.")
NO_QUESTION = N_("This answer stands before any question. It is kept aside.")
NOT_MARKED = N_("This line begins with no mark; it was joined to the line before it.")
NOTHING = N_("There is no question in this file.")


class _Reading:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.problems: list[Problem] = []
        self._rows: list[list[str]] = []  # mark and text: the question, then its answers
        self._start = 0
        self._after_blank = True

    def take(self, number: int, line: str) -> None:
        marked = _MARKED.match(line)
        if not line.strip():
            self._after_blank = True
            return
        if marked:
            self._marked(number, marked[1], marked[2] or "")
        elif _LESSON.match(line.strip()) or self._after_blank or not self._rows:
            self.close()
            self.parts.append(Section(line.strip(), number))
        else:
            self.problems.append(Problem(number, NOT_MARKED))
            self._rows[-1][1] += " " + line.strip()
        self._after_blank = False

    def _marked(self, number: int, mark: str, text: str) -> None:
        if mark == "*":
            self.close()
            self._start = number
            self._rows = [[mark, text]]
        elif self._rows:
            self._rows.append([mark, text])
        else:
            self.problems.append(Problem(number, NO_QUESTION, left_out=True))
            self.parts.append(Aside("damaged", f"{mark} {text}", number))

    def close(self) -> None:
        if not self._rows:
            return
        (_, prompt), *answers = self._rows
        right = sum(mark == "+" for mark, _ in answers)
        if len(answers) < 2 or not right:
            sentence = NONE_RIGHT if len(answers) > 1 else TOO_FEW
            self.problems.append(Problem(self._start, sentence, left_out=True))
            source = "\n".join(f"{mark} {text}" for mark, text in self._rows)
            self.parts.append(Aside("damaged", source, self._start))
        else:
            choices = tuple(Choice(markdown_of_plain(text), mark == "+") for mark, text in answers)
            asked = Asked(markdown_of_plain(prompt), choices, several=right > 1, line=self._start)
            self.parts.append(asked)
        self._rows = []


def read_star_text(data: bytes) -> QuestionFile:
    """The questions of such a file. Raises what `decode` raises, and nothing else."""
    reading = _Reading()
    for number, line in enumerate(decode(data).split("\n"), start=1):
        reading.take(number, line.rstrip())
    reading.close()
    if not any(isinstance(part, Asked | Aside) for part in reading.parts):
        reading.problems.append(Problem(0, NOTHING))
    return QuestionFile(tuple(reading.parts), tuple(reading.problems))
