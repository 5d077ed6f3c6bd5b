"""Boxes: `:::` divs, GitHub's callouts and other projects' names for the same things."""

import re
from dataclasses import dataclass

from app.catalog.markdown.fences import parse_info
from app.errors import N_


@dataclass(frozen=True)
class Box:
    """How a box looks: its CSS class, its heading (a msgid), and whether it is folded away."""

    css: str
    word: str
    folded: bool = False


@dataclass(frozen=True)
class Opening:
    """What an opening line says. `title_at` is where the title begins in it, or -1."""

    name: str
    title: str = ""
    id: str = ""
    title_at: int = -1


INSTRUCTOR = Box("instructor", N_("For the instructor"))
GLOSSARY = Box("callout glossary", N_("Words of this lesson"))

BOXES: dict[str, Box] = {
    "objectives": Box("objectives", N_("Objectives")),
    "questions": Box("questions", N_("Questions")),
    "keypoints": Box("keypoints", N_("Key points")),
    "challenge": Box("challenge", N_("Challenge")),
    "solution": Box("solution", N_("Solution"), folded=True),
    "hint": Box("hint", N_("Hint"), folded=True),
    "discussion": Box("discussion", N_("Discussion")),
    "prereq": Box("prereq", N_("Before you start")),
    "instructor": INSTRUCTOR,
    "glossary": GLOSSARY,
    "callout": Box("callout note", N_("Note")),
    "note": Box("callout note", N_("Note")),
    "tip": Box("callout tip", N_("Tip")),
    "important": Box("callout important", N_("Important")),
    "warning": Box("callout warning", N_("Warning")),
    "caution": Box("callout caution", N_("Caution")),
}

# Names that other projects have for the same boxes.
_ALSO = {
    "objective": "objectives",
    "key-points": "keypoints",
    "exercise": "challenge",
    "exercises": "challenge",
    "answer": "solution",
    "spoiler": "hint",
    "instructors": "instructor",
    "instructor-note": "instructor",
    "prerequisites": "prereq",
    "prerequisite": "prereq",
    "info": "note",
    "seealso": "note",
    "admonition": "note",
    "callout-note": "note",
    "callout-tip": "tip",
    "callout-important": "important",
    "callout-warning": "warning",
    "callout-caution": "caution",
    "attention": "warning",
    "danger": "caution",
    "error": "caution",
}

_TITLED = re.compile(
    r"(?P<name>[A-Za-z][\w-]*|\{[A-Za-z][\w-]*\})"
    r"(?:\s*\[(?P<bracket>[^\]]*)\]|\s+(?P<title>[^\s{][^{]*?))?"
    r"\s*(?P<attributes>\{.*\})?"
)
_GLOSSARY_LINE = re.compile(r"^:{3,}[ \t]*\{?[ \t]*\.?glossary\b", re.MULTILINE)
_TITLE = re.compile(r"""\btitle\s?=\s?(?:"([^"]*)"|'([^']*)')""")
# GitHub's callout, with Obsidian's title; `head` is all that is not shown as the callout's text.
CALLOUT = re.compile(r"(?P<head>\[!(?P<name>[A-Za-z]+)\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|\Z))")


def names_words(body: str) -> bool:
    """Whether a text seems to have a glossary box, seen without reading its blocks."""
    return _GLOSSARY_LINE.search(body) is not None


def box(name: str) -> Box | None:
    """The box of a name, its class names (".challenge") and other projects' names included."""
    name = name.lower().lstrip(".")
    return BOXES.get(_ALSO.get(name, name))


def parse_opening(info: str) -> Opening:
    """Read what follows the colons: `name`, `name Title`, `{.name #id title="…"}`, `{name} …`."""
    titled = _TITLED.fullmatch(info)
    braces = info
    name = title = ""
    title_at = -1
    if titled:
        name = titled["name"].strip("{}")
        group = "bracket" if titled["bracket"] else "title"
        title, title_at = titled[group] or "", titled.start(group)
        braces = titled["attributes"] or ""
    details = parse_info(braces)
    quoted = _TITLE.search(info)
    if quoted:
        title = quoted[1] or quoted[2] or ""
        title_at = quoted.start(1 if quoted[1] is not None else 2)
    if not name:
        known = [c for c in details.classes if box(c)]
        name = (known or list(details.classes) or list(details.words) or [info.strip("{}# ")])[0]
    identity = details.id or (info[1:].strip() if info.startswith("#") else "")
    return Opening(name, title.strip(), identity, title_at if title.strip() else -1)
