"""The links and pictures of a Markdown text, found outside code, to be led elsewhere."""

import re
from collections.abc import Callable

from app.catalog.markdown.blocks import parse_blocks

# What a target becomes: given the target, whether it is a picture, and its line from 1.
Lead = Callable[[str, bool, int], str]

_INLINE = re.compile(r"(?P<bang>!?)\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?P<open>\s*<?)(?P<to>[^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*|[^<>\n]*(?=>))(?P<rest>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")  # noqa: E501  # fmt: skip
_REFERENCE = re.compile(r"^(?P<head> {0,3}\[[^\]\n]+\]:\s*<?)(?P<to>[^\s<>]+)", re.MULTILINE)
_TAG = re.compile(
    r"""(?P<head><(?P<tag>img|a)\b[^<>]*?\b(?:src|href)\s*=\s*["'])(?P<to>[^"'<>]*)""", re.I
)
_CODE = re.compile(r"(?<![`\\])(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.DOTALL)


def lead_elsewhere(text: str, lead: Lead) -> str:
    """The text with each target of a link or picture replaced by what `lead` makes of it."""
    code = _lines_of_code(text)
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if number not in code and ("](" in row or "]:" in row or "<" in row):
            rows[number] = _row(row, number + 1, lead)
    return "\n".join(rows)


def without_code(text: str) -> str:
    """The text with its code, and what stands between backticks, blank; it has the same lines."""
    code = _lines_of_code(text)
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if number in code:
            rows[number] = ""
        elif "`" in row:
            rows[number] = _CODE.sub(" ", row)
    return "\n".join(rows)


def _lines_of_code(text: str) -> set[int]:
    tokens, _ = parse_blocks(text)
    found: set[int] = set()
    for token in tokens:
        if token.type in ("fence", "code_block") and token.map:
            # A quiz holds links like any other text.
            if token.info.strip().lower().startswith("quiz"):
                continue
            found |= set(range(*token.map))
    return found


def _row(row: str, line: int, lead: Lead) -> str:
    spans = [found.span() for found in _CODE.finditer(row)]

    def outside(found: re.Match[str]) -> bool:
        return not any(start <= found.start() < end for start, end in spans)

    def inline(found: re.Match[str]) -> str:
        if not outside(found) or not found["to"].strip():
            return found[0]
        new = lead(found["to"].strip(), bool(found["bang"]), line)
        # A picture that is a link holds another target in its text.
        text = _INLINE.sub(inline, found["text"]) if "](" in found["text"] else found["text"]
        return f"{found['bang']}[{text}]({found['open']}{new}{found['rest']})"

    def reference(found: re.Match[str]) -> str:
        return found["head"] + lead(found["to"], False, line)

    def tag(found: re.Match[str]) -> str:
        if not outside(found) or not found["to"].strip():
            return found[0]
        return found["head"] + lead(found["to"], found["tag"].lower() == "img", line)

    return _TAG.sub(tag, _REFERENCE.sub(reference, _INLINE.sub(inline, row)))
