"""The text of a ```quiz block, taken apart line by line."""

import re
from dataclasses import dataclass, field

_OPTION = re.compile(r" {0,3}[-*+][ \t]+\[(?P<mark>[ xX]?)\](?:[ \t]+(?P<text>.*))?$")
_ANSWER = re.compile(r" {0,3}=(?!=)[ \t]*(?P<text>\S.*)$")
_QUOTE = re.compile(r"(?P<indent>[ \t]*)>[ \t]?(?P<text>.*)$")
_FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
_QUIZ = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*quiz\b", re.IGNORECASE)


@dataclass
class Piece:
    """A text of one or more lines; `start` is the first line's number in the block, from 0."""

    start: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines joined."""
        return "\n".join(self.lines).strip()


@dataclass
class OptionText:
    """An option, whether it is right, and the feedback under it."""

    right: bool
    text: Piece
    feedback: Piece | None = None


@dataclass
class QuizText:
    """A quiz block in parts. `stray` holds lines after the answers that say nothing known."""

    prompt: Piece = field(default_factory=lambda: Piece(0))
    options: list[OptionText] = field(default_factory=list)
    answers: list[Piece] = field(default_factory=list)
    explanation: Piece | None = None
    stray: list[Piece] = field(default_factory=list)


def split_quiz(content: str) -> QuizText:
    """Take a block apart; any text gives something."""
    quiz = QuizText()
    lines = content.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    first = _end_of_prompt(lines)
    # A question that was not closed takes in the next one's opening line, which is nobody's text.
    quiz.prompt.lines = ["" if _QUIZ.match(line) else line.rstrip() for line in lines[:first]]
    current: Piece | None = None
    for number, line in enumerate(lines[first:], start=first):
        current = _take(quiz, number, line, current)
    return quiz


def _end_of_prompt(lines: list[str]) -> int:
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif found and not _QUIZ.match(line):
            fence = found[1]
        elif _OPTION.match(line) or _ANSWER.match(line):
            return number
    return len(lines)


def _take(quiz: QuizText, number: int, line: str, current: Piece | None) -> Piece | None:
    """Put one line where it belongs; returns the piece that an indented line would go on."""
    option = _OPTION.match(line)
    if option:
        piece = Piece(number, [(option["text"] or "").strip()])
        quiz.options.append(OptionText(option["mark"] in ("x", "X"), piece))
        return piece
    answer = _ANSWER.match(line)
    if answer:
        quiz.answers.append(Piece(number, [answer["text"].strip()]))
        return None
    if not line.strip():
        if quiz.explanation is not None and current is quiz.explanation:
            current.lines.append("")
        return current if current is quiz.explanation else None
    quote = _QUOTE.match(line)
    if quote:
        return _quoted(quiz, number, quote)
    if current is not None and line[0] in " \t":
        current.lines.append(line.strip())
        return current
    quiz.stray.append(Piece(number, [line.strip()]))
    return _explain(quiz, number, line.strip())


def _quoted(quiz: QuizText, number: int, quote: re.Match[str]) -> Piece:
    text = quote["text"].rstrip()
    last = quiz.options[-1] if quiz.options else None
    if quote["indent"] and last is not None and not quiz.answers and quiz.explanation is None:
        if last.feedback is None:
            last.feedback = Piece(number, [text.strip()])
        else:
            last.feedback.lines += [""] * (number - last.feedback.start - len(last.feedback.lines))
            last.feedback.lines.append(text.strip())
        return last.feedback
    return _explain(quiz, number, text)


def _explain(quiz: QuizText, number: int, text: str) -> Piece:
    if quiz.explanation is None:
        quiz.explanation = Piece(number, [text])
    else:
        gap = number - quiz.explanation.start - len(quiz.explanation.lines)
        quiz.explanation.lines += [""] * gap + [text]
    return quiz.explanation
