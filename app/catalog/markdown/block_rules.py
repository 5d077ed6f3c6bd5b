"""Blocks that markdown-it does not know: `:::` lines, mathematics, other programs' lines.

Each function is a markdown-it block rule: it looks at the line `start` and, unless `silent`, pushes
one token and moves on. Pairs (`:::` … `:::`) are joined later, by `nodes`.
"""

import re

from markdown_it.rules_block import StateBlock

MAX_LEVEL = 40

_DIV = re.compile(r"(:{3,})\s*(.*?)\s*(?::{3,}\s*)?")
_ATTRIBUTES_LINE = re.compile(r"\{:[^{}%]*\}")
_TEMPLATE = re.compile(
    r"\{[#:/@][A-Za-z][^{}]*\}|\{%.*%\}|\{\{[%<].*[%>]\}\}"
    r"|import\s[^\"']*from\s+[\"'][^\"']+[\"'];?|export\s+(?:const|default)\s.*"
)
_JSX = re.compile(r"</?[A-Z][\w.]*(?=[\s/>])|</?[A-Z][\w.]*$")
_ENVIRONMENT = re.compile(r"\\begin\{([a-z]+\*?)\}")
_LONGEST_TAG = 80


def line_text(state: StateBlock, line: int) -> str:
    """The text of a line without the marks of the blocks that it stands in."""
    start = state.bMarks[line] + state.tShift[line]
    return state.src[start : state.eMarks[line]]


def _push(state: StateBlock, kind: str, start: int, end: int, content: str, info: str = "") -> bool:
    state.line = end
    token = state.push(kind, "", 0)
    token.map = [start, end]
    token.content = content
    token.info = info
    return True


def _starts(state: StateBlock, line: int, marks: str) -> bool:
    """A quick look before a pattern is tried: most lines are none of these blocks."""
    at = state.bMarks[line] + state.tShift[line]
    return state.src[at : at + 1] in marks and at < state.eMarks[line]


def too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Blocks below a depth that no lesson needs become one paragraph, so that nothing is lost."""
    if state.level < MAX_LEVEL or silent:
        return False
    text = state.getLines(start, end, state.blkIndent, False).strip()
    return _push(state, "too_deep", start, end, text)


def div_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`::: name`, `::: {.name}`, `::::: name :::::` open a box; `:::` closes one."""
    if not _starts(state, start, ":") or state.is_code_block(start):
        return False
    found = _DIV.fullmatch(line_text(state, start))
    if not found:
        return False
    if silent:
        return True
    kind = "div_open" if found[2] else "div_close"
    return _push(state, kind, start, start + 1, "", found[2])


def attributes_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`{: .class #id}` alone on a line belongs to the block before it, as in kramdown."""
    if not _starts(state, start, "{") or state.is_code_block(start):
        return False
    text = line_text(state, start).strip()
    if not _ATTRIBUTES_LINE.fullmatch(text) or _TEMPLATE.fullmatch(text):
        return False
    return silent or _push(state, "attributes", start, start + 1, "", text[2:-1].strip())


def template_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that is an instruction to another program: Liquid, Svelte, Hugo, MDX."""
    if not _starts(state, start, "{ie") or state.is_code_block(start):
        return False
    text = line_text(state, start).strip()
    if not _TEMPLATE.fullmatch(text) or (silent and text[0] != "{"):
        return False
    return silent or _push(state, "template", start, start + 1, text)


def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""`$$` … `$$` over lines of their own, and a bare \begin{align} … \end{align}."""
    if not _starts(state, start, "$\\") or state.is_code_block(start):
        return False
    text = line_text(state, start).rstrip()
    environment = _ENVIRONMENT.match(text)
    if environment:
        closing, opening_length = f"\\end{{{environment[1]}}}", 0
    elif text.startswith("$$"):
        closing, opening_length = "$$", 2
    else:
        return False
    body = text[opening_length:]
    indent = min(state.blkIndent, state.sCount[start])
    line = start
    while not body.endswith(closing) or (line == start and len(body) < len(closing)):
        if closing == "$$" and "$$" in body:
            return False
        line += 1
        if line >= end or (state.sCount[line] < indent and not state.isEmpty(line)):
            return False
        body = line_text(state, line).rstrip()
    if silent:
        return True
    lines = [line_text(state, n).rstrip() for n in range(start, line + 1)]
    tex = "\n".join(lines)
    if closing == "$$":
        tex = tex[2:-2]
        if "$$" in tex:
            return False
    return _push(state, "math_block", start, line + 1, tex)


def jsx_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A component's tag (its name begins with a capital) that has its lines for itself."""
    if not _starts(state, start, "<") or state.is_code_block(start):
        return False
    if not _JSX.match(line_text(state, start)):
        return False
    indent = min(state.blkIndent, state.sCount[start])
    text = ""
    for line in range(start, min(end, start + _LONGEST_TAG)):
        if state.isEmpty(line) or state.sCount[line] < indent:
            return False
        text += line_text(state, line).rstrip() + "\n"
        length = _tag_length(text)
        if length:
            if text[length:].strip():
                return False
            return silent or _push(state, "jsx", start, line + 1, text.strip())
    return False


def _tag_length(text: str) -> int:
    """How long the tag at the start of the text is; 0 when it does not end there."""
    quote, depth = "", 0
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`" and (depth or text[place - 1] == "="):
            quote = character
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth = max(0, depth - 1)
        elif character == ">" and not depth:
            return place + 1
    return 0


def drawing(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An inline <svg> or <math> goes on to its closing tag, blank lines or not."""
    if not _starts(state, start, "<") or state.is_code_block(start):
        return False
    found = re.match(r"<(svg|math)(?=[\s>])", line_text(state, start), re.IGNORECASE)
    if not found:
        return False
    closing = f"</{found[1].lower()}>"
    for line in range(start, end):
        if closing in line_text(state, line).lower():
            if silent:
                return True
            text = state.getLines(start, line + 1, state.blkIndent, True)
            return _push(state, "html_block", start, line + 1, text)
    return False
