"""Questions as the Markdown of a lesson: ```quiz blocks that read back as the same questions."""

import hashlib
import re
from collections.abc import Iterable

from app.authoring.importing.questions import Aside, Asked, Choice, Part, Passage, Section
from app.catalog.markdown.quiz_parsing import is_quiz_answer_number
from app.catalog.settings_file import ID_PATTERN

_LIKE_ANSWER = re.compile(r"^( {0,3})(?=[-*+][ \t]+\[[ xX]?\]|=(?!=)[ \t]*\S)")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})")
_RUNS = re.compile(r"`+")


def lesson_text(parts: Iterable[Part], taken: Iterable[str] = ()) -> str:
    """The Markdown of some parts, in order; `taken` are the ids of the lesson's other questions."""
    ids = set(taken)
    return "\n\n".join(_block(part, ids) for part in parts) + "\n"


def _block(part: Part, ids: set[str]) -> str:
    if isinstance(part, Section):
        return f"## {_one_line(part.title)}"
    if isinstance(part, Passage):
        return part.text
    if isinstance(part, Aside):
        return aside_block(part)
    return quiz_block(part, identity(part, ids))


def identity(asked: Asked, taken: set[str]) -> str:
    """An id that stays while the question does: its own name's, else one of its words.

    It is put into `taken`.
    """
    name = re.sub(r"[^a-z0-9]+", "-", asked.name.lower()).strip("-")[:50].strip("-")
    if not ID_PATTERN.fullmatch(name):
        said = "\n".join([asked.prompt, *(choice.text for choice in asked.choices)])
        name = "q-" + hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    unique, count = name, 2
    while unique in taken:
        unique, count = f"{name}-{count}", count + 1
    taken.add(unique)
    return unique


def quiz_block(asked: Asked, id: str) -> str:
    """One question as a ```quiz block."""
    lines = _prompt(asked.prompt)
    kind = ""
    for choice in asked.choices:
        lines += _choice(choice)
    if asked.choices and asked.several and sum(choice.right for choice in asked.choices) < 2:
        kind = " kind=several"
    if asked.number is not None:
        value, slack = asked.number
        lines.append(f"= {value} ± {slack}" if slack else f"= {value}")
    lines += [f"= {_one_line(text)}" for text in asked.texts]
    if len(asked.texts) == 1 and is_quiz_answer_number(asked.texts[0]):
        kind = " kind=text"
    if asked.feedback.strip():
        lines += ["", *(f"> {line}".rstrip() for line in asked.feedback.strip().split("\n"))]
    fence = _fence_around(lines)
    return "\n".join([f"{fence}quiz id={id}{kind}", *lines, fence])


def aside_block(aside: Aside) -> str:
    """What has no home here, in a box that only instructors see, as it was written."""
    lines = aside.source.split("\n")
    fence = _fence_around(lines)
    return "\n".join(["::: instructor", f"{fence}text", *lines, fence, ":::"])


def _prompt(prompt: str) -> list[str]:
    """The prompt, in which no line outside a fence may look like an answer."""
    lines, fence = [], ""
    for line in prompt.strip().split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif found:
            fence = found[1]
        else:
            line = _LIKE_ANSWER.sub(r"\1\\", line)
        lines.append(line.rstrip())
    # What was not closed would take in the answers.
    return [*lines, fence] if fence else lines


def _choice(choice: Choice) -> list[str]:
    mark = "x" if choice.right else " "
    first, *more = _inline_lines(choice.text)
    lines = [f"- [{mark}] {first}".rstrip(), *(f"  {line}" for line in more)]
    if choice.feedback.strip():
        lines += [f"  > {line}" for line in _inline_lines(choice.feedback)]
    return lines


def _inline_lines(text: str) -> list[str]:
    """A text for one paragraph: options hold no blocks."""
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    kept = [_FENCE.sub(lambda found: found[0][:1], line) for line in lines if line]
    return [_guarded(line) for line in kept] or [""]


def _guarded(line: str) -> str:
    """A line after the first may not begin another option, answer or quotation."""
    if re.match(r"[-*+][ \t]+\[|=(?!=)|>", line):
        return "\\" + line
    return line


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fence_around(lines: Iterable[str]) -> str:
    longest = max((len(run) for line in lines for run in _RUNS.findall(line)), default=0)
    return "`" * max(3, longest + 1)
