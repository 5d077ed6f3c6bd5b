"""The words after the opening marks of a fenced block: language, classes, id and attributes."""

import re
from dataclasses import dataclass, field

_ITEM = re.compile(
    r"""[#.](?P<name>[^\s}#.,]+)
    |(?P<key>[\w:-][\w:.-]*)\s?=\s?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'},]+))
    |(?P<word>[^\s{}=,]+)""",
    re.VERBOSE,
)
_DIRECTIVE = re.compile(r"\{([A-Za-z][\w:-]*)\}\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Info:
    """What an info string says. `directive` is set for MyST's ```{name} argument."""

    language: str = ""
    words: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    id: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    directive: str = ""
    argument: str = ""


def parse_info(info: str) -> Info:
    """Read the info string of a fence; any text gives some Info.

    Knows `python out`, `{.python .input n=1}`, `python {#id .class}`, `{r, eval=FALSE}`,
    `{code-cell} python` and `quiz id=name`.
    """
    info = info.strip()
    directive = _DIRECTIVE.fullmatch(info)
    if directive:
        argument = directive[2].strip()
        return Info(directive=directive[1], argument=argument, words=tuple(argument.split()))
    words: list[str] = []
    classes: list[str] = []
    attributes: dict[str, str] = {}
    identity = ""
    for found in _ITEM.finditer(info):
        if found["name"]:
            if found[0][0] == "#":
                identity = found["name"]
            else:
                classes.append(found["name"])
        elif found["key"]:
            attributes[found["key"]] = found["double"] or found["single"] or found["bare"] or ""
        elif found["word"]:
            words.append(found["word"])
    language = words[0] if words else classes[0] if classes else ""
    return Info(
        language=language.removeprefix("language-").removeprefix("lang-").lower(),
        words=tuple(words),
        classes=tuple(classes),
        id=identity,
        attributes=attributes,
    )
