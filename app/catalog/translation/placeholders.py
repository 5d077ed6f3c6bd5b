"""What a translation must keep as it is: addresses, code, formulas, footnotes and boxes to tick."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.catalog.markdown.mathematics import DISPLAY, INLINE
from app.catalog.translation.python_text import CodeText, missing_places

Kind = Literal["link", "code", "formula", "box", "value"]

_CODE = re.compile(r"(?<!\\)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|(\[\^[^\]\s]+\])|<((?:https?|mailto):[^<>\s]+)>")
_ADDRESS = re.compile(r"https?://[^\s<>)\]\"'“”«»،。]+")
_FORMULA = re.compile(f"{DISPLAY}|{INLINE}")
_WORDS_IN_FORMULA = re.compile(r"(\\(?:text|mathrm|operatorname)\w*\s*)\{[^{}]*\}")
_BOX = re.compile(r"\[[ xX]\](?![(\[])")


@dataclass(frozen=True)
class Placeholder:
    """One of them, as it stands in the source; `value` is a place in a test's message."""

    text: str
    kind: Kind


def placeholders(text: str, code: CodeText | None = None) -> tuple[Placeholder, ...]:
    """Everything in a text that its translation must keep, each once, in reading order of kinds.

    `code` says that the text is a comment or a message in a program, where only values count.
    """
    if code is not None:
        return tuple(Placeholder(place, "value") for place in missing_places(code, ""))
    return tuple(dict.fromkeys(Placeholder(shown, kind) for kind, _, shown in _found(text)))


def lost(source: str, translated: str, code: CodeText | None = None) -> tuple[Placeholder, ...]:
    """The placeholders that a translation lost or changed, each once.

    More code than the source has is no loss: a translator may mark a word as code. Formulas may
    differ in spaces and in the words inside `\\text{…}`; their number does not count.
    """
    if code is not None:
        return tuple(Placeholder(place, "value") for place in missing_places(code, translated))
    wanted, there = list(_found(source)), list(_found(translated))
    missing = Counter(key for kind, key, _ in wanted if kind in ("link", "code"))
    missing -= Counter(key for kind, key, _ in there if kind in ("link", "code"))
    formulas = {key for kind, key, _ in there if kind == "formula"}
    boxes = [shown for kind, _, shown in wanted if kind == "box"]
    result = [
        Placeholder(shown, kind)
        for kind, key, shown in wanted
        if (kind in ("link", "code") and missing[key] > 0)
        or (kind == "formula" and key not in formulas)
    ]
    if len(boxes) != sum(kind == "box" for kind, _, _ in there):
        result.append(Placeholder(boxes[0] if boxes else "[ ]", "box"))
    return tuple(dict.fromkeys(result))


def _found(text: str) -> Iterator[tuple[Kind, str, str]]:
    """(kind, what may not change in it, as it is written) of each; code hides what is in it."""
    for match in _CODE.finditer(text):
        # A comment shown as code is made of words.
        if not match[2].lstrip().startswith("#"):
            yield "code", f"`{' '.join(match[2].split())}`", match[0]
    rest = _CODE.sub(" ", text)
    for match in _TARGET.finditer(rest):
        target = match[1] or match[2] or match[3]
        yield "link", target, target
    plain = _TARGET.sub(" ", rest)
    for match in _ADDRESS.finditer(plain):
        address = match[0].rstrip(".,;:!?")
        yield "link", address, address
    for match in _FORMULA.finditer(rest):
        shape = _WORDS_IN_FORMULA.sub(r"\1", match[0])
        yield "formula", "".join(shape.split()), match[0]
    for match in _BOX.finditer(rest):
        yield "box", "box", match[0]
