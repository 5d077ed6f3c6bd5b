"""The names that a cell makes, read from its lines one by one: it may be no valid Python."""

import re

_DEFINED = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")
_ASSIGNED = re.compile(r"([\w\s,*]+?)(?::[^=]*)?=(?!=)")
_IMPORTED = re.compile(r"(?:from\s+\S+\s+)?import\s+(.+)")
_BOUND = re.compile(r"(?:async\s+)?(?:for\s+([\w\s,()*]+?)\s+in\b|with\b.*\sas\s+(\w+))")
_NAME = re.compile(r"[^\W\d]\w*")


def made_names(source: str) -> frozenset[str]:
    """What `def`, `class`, `=`, `import`, `for` and `with` name in the cell, whether or not it can
    run; what stands inside of a function is left out."""
    found: set[str] = set()
    inside: int | None = None  # the indentation of the function or class whose lines these are
    for line in source.split("\n"):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        if inside is not None and indent > inside:
            continue
        defined = _DEFINED.match(text)
        inside = indent if defined else None
        found.update([defined[1]] if defined else _of_line(text))
    return frozenset(found)


def _of_line(text: str) -> list[str]:
    if imported := _IMPORTED.match(text):
        # `a.b as c` makes c, and `a.b` makes a.
        parts = imported[1].strip("() ").split(",")
        ends = [part.split(" as ")[-1].split(".")[0] for part in parts]
        return [name for end in ends for name in _NAME.findall(end)]
    if bound := _BOUND.match(text):
        return _NAME.findall(bound[1] or bound[2])
    names: list[str] = []
    at = 0
    while assigned := _ASSIGNED.match(text, at):  # a = b = 1
        names += _NAME.findall(assigned[1])
        at = assigned.end()
    return names
