"""Questions as Moodle GIFT. What Moodle cannot say is named."""

from collections.abc import Iterable

from app.authoring.exporting.lesson_questions import questions_of
from app.authoring.importing.plain_text import moodle_maths
from app.authoring.importing.problems import Problem
from app.authoring.importing.questions import Asked, Choice
from app.errors import N_

# The shares of the points that Moodle takes, as its own files write them.
_SHARES = (100, 50, 33.33333, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5)

NONE_RIGHT = N_("No answer of the question %(name)s is right, so it was left out.")
ARROW = N_("The answer “%(text)s” was left out: in GIFT, `->` makes a matching question of it.")
NO_ANSWER = N_("The question %(name)s has no answers, so it became an essay.")


def write_gift(
    lessons: Iterable[tuple[str, str]], course: str = ""
) -> tuple[str, tuple[Problem, ...]]:
    """GIFT of some lessons' questions, and what is lost. A lesson is a title and its Markdown
    (without front matter); each makes a category below that of the course."""
    problems: list[Problem] = []
    blocks: list[str] = []
    for title, text in lessons:
        written = [_block(asked, title, problems) for asked in questions_of(text)]
        if any(written):
            path = "/".join(_category(name) for name in (course, title) if name)
            blocks += [f"$CATEGORY: {path}", *filter(None, written)] if path else written
    return "\n\n".join(blocks) + "\n" if blocks else "", tuple(problems)


def _category(name: str) -> str:
    return " ".join(name.replace("/", "//").split())


def _block(asked: Asked, lesson: str, problems: list[Problem]) -> str:
    answers = _answers(asked, lesson, problems)
    if answers is None:
        return ""
    name = asked.name
    lines = [f"// [id:{name}]", f"::{_escaped(name)}::{_text(asked.prompt, always=True)}"]
    feedback = [f"####{_text(asked.feedback)}"] if asked.feedback else []
    if asked.number is not None:
        lines[-1] += "{#"
        answers = [answers[0].removeprefix("#")]
    else:
        lines[-1] += "{"
    return "\n".join([*lines, *(f"\t{line}" for line in [*answers, *feedback]), "}"])


def _answers(asked: Asked, lesson: str, problems: list[Problem]) -> list[str] | None:
    if asked.number is not None:
        value, slack = asked.number
        return [f"={value}:{slack or 0}"]
    if asked.choices:
        right = sum(choice.right for choice in asked.choices)
        if not right:
            values = {"name": asked.name}
            problems.append(Problem(asked.line, NONE_RIGHT, values, True, lesson))
            return None
        return [_choice(choice, asked.several, right) for choice in asked.choices]
    accepted = [text for text in asked.texts if "->" not in text]
    for text in asked.texts:
        if text not in accepted:
            problems.append(Problem(asked.line, ARROW, {"text": text[:60]}, True, lesson))
    if asked.texts and not accepted:
        return None
    if not asked.texts:
        problems.append(Problem(asked.line, NO_ANSWER, {"name": asked.name}, False, lesson))
    return [_typed(text) for text in accepted]


def _choice(choice: Choice, several: bool, right: int) -> str:
    if several:
        share = next((s for s in _SHARES if s <= 100 / right + 0.00001), _SHARES[-1])
        mark = f"~%{share:g}%" if choice.right else "~%-100%"
        mark = mark if "." not in mark else f"~%{share:.7g}%"
    else:
        mark = "=" if choice.right else "~%0%" if choice.text.startswith("%") else "~"
    said = f"#{_text(choice.feedback)}" if choice.feedback else ""
    return f"{mark}{_text(choice.text)}{said}"


def _typed(text: str) -> str:
    weight = "%100%" if text.startswith("%") else ""
    style = "[plain]" if text.startswith("[") else ""
    # A star alone stands for any letters in Moodle.
    return f"={weight}{style}{_escaped(text.replace('*', chr(92) + '*'))}"


def _text(markdown: str, *, always: bool = False) -> str:
    style = "[markdown]" if always or markdown.startswith("[") else ""
    return style + _escaped(moodle_maths(markdown))


def _escaped(text: str) -> str:
    for mark in "\\#=~{}:":
        text = text.replace(mark, "\\" + mark)
    return text.replace("\n", "\\n")
