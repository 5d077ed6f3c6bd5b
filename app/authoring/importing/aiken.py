"""Moodle's Aiken format: a question, its lettered answers, and `ANSWER: B`.

Described at https://docs.moodle.org/en/Aiken_format. Small letters, colons after letters and
several right letters are taken too, since people write them.
"""

import re

from app.authoring.importing.decoding import decode
from app.authoring.importing.plain_text import markdown_of_plain
from app.authoring.importing.problems import Problem
from app.authoring.importing.questions import Aside, Asked, Choice, Part, QuestionFile
from app.errors import N_

_OPTION = re.compile(r"\s*([A-Za-z])[.):]\s+(\S.*)$")
_ANSWER = re.compile(r"\s*ANSWERS?\s*:\s*(.*)$", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z](?:\s*(?:,|;|and|&)?\s*[A-Za-z])*")

NO_ANSWER = N_("After this question there is no line such as `ANSWER: B`. It is kept aside.")
NO_QUESTION = N_("This line belongs to no question. It is kept aside.")
BAD_LETTER = N_("The answer “%(letter)s” is none of this question's letters. It is kept aside.")
NOTHING = N_("There is no question in this file.")


class _Reading:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.problems: list[Problem] = []
        self._clear()

    def _clear(self) -> None:
        self.lines: list[str] = []
        self.start = 0
        self.prompt: list[str] = []
        self.options: dict[str, str] = {}
        self.last = ""

    def take(self, number: int, line: str) -> None:
        if not line.strip():
            # Between questions; inside one, people leave empty lines for the eye.
            return
        answer, option = _ANSWER.match(line), _OPTION.match(line)
        if not answer and not option and self.options:
            self._more(number, line)
            return
        self._note(number, line)
        if answer:
            self._finish(answer[1].strip())
        elif option and self.prompt and option[1].upper() == self._next_letter():
            self.last = option[1].upper()
            self.options[self.last] = option[2].strip()
        else:
            self.prompt.append(line.strip())

    def _next_letter(self) -> str:
        return chr(ord("A") + len(self.options))

    def _note(self, number: int, line: str) -> None:
        self.start = self.start or number
        self.lines.append(line)

    def _more(self, number: int, line: str) -> None:
        """A line after the options that is neither: the next question, its answer forgotten."""
        self.close()
        self._note(number, line)
        self.prompt.append(line.strip())

    def _finish(self, letters: str) -> None:
        wanted = re.findall(r"[A-Z]", letters.upper()) if _LETTERS.fullmatch(letters) else []
        wrong = [letter for letter in wanted if letter not in self.options]
        if not self.options:
            self._aside(NO_QUESTION)
        elif wrong or not wanted:
            self._aside(BAD_LETTER, letter=(wrong[0] if wrong else letters)[:20])
        else:
            choices = tuple(
                Choice(markdown_of_plain(text), letter in wanted)
                for letter, text in self.options.items()
            )
            prompt = markdown_of_plain("\n".join(self.prompt))
            several = len(set(wanted)) > 1
            self.parts.append(Asked(prompt, choices, several=several, line=self.start))
        self._clear()

    def _aside(self, sentence: str, **values: str) -> None:
        self.problems.append(Problem(self.start, sentence, values, True))
        self.parts.append(Aside("damaged", "\n".join(self.lines), self.start))

    def close(self) -> None:
        if self.lines:
            self._aside(NO_ANSWER if self.options else NO_QUESTION)
        self._clear()


def read_aiken(data: bytes) -> QuestionFile:
    """The questions of an Aiken file. Raises what `decode` raises, and nothing else."""
    reading = _Reading()
    for number, line in enumerate(decode(data).split("\n"), start=1):
        reading.take(number, line.rstrip())
    reading.close()
    if not reading.parts:
        reading.problems.append(Problem(0, NOTHING))
    return QuestionFile(tuple(reading.parts), tuple(reading.problems))
