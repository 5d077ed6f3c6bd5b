"""YAML at the top of a Markdown file, and YAML files, with the line of what is wrong in them."""

from dataclasses import dataclass, field
from typing import Any

_OPENERS = ("---\n", "---\r\n")
_CLOSERS = ("---", "...")


@dataclass(frozen=True)
class YamlProblem:
    """Why some YAML could not be read: the line counted from 1 and the reader's own words."""

    line: int
    reason: str


@dataclass(frozen=True)
class FrontMatter:
    """A Markdown file in two: values from its YAML, and its body.

    `body` starts with as many empty lines as the front matter had, so that a line number in the
    body is a line number in the file. `lines` is that number, 0 without front matter.
    """

    values: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    lines: int = 0
    problem: YamlProblem | None = None


def split_front_matter(text: str) -> FrontMatter:
    """Split a lesson's text; never raises."""
    text = text.removeprefix("\ufeff")
    yaml_text, lines = front_matter_text(text)
    if lines == 0:
        return FrontMatter(body=_unix(text))
    rest = text.split("\n", lines)
    body = "\n" * lines + _unix(rest[lines] if len(rest) > lines else "")
    values, problem = read_yaml(yaml_text, first_line=2)
    return FrontMatter(values, body, lines, problem)


def front_matter_text(text: str) -> tuple[str, int]:
    """The YAML between the two `---` lines, and how many lines all three parts take (0: none)."""
    if not text.startswith(_OPENERS):
        return "", 0
    lines = text.split("\n")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in _CLOSERS:
            return "\n".join(lines[1:number]), number + 1
    return "", 0


def read_yaml(text: str, first_line: int = 1) -> tuple[dict[str, Any], YamlProblem | None]:
    """The mapping in some YAML; anything else gives an empty mapping and the problem."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Both loaders are the safe ones: they make plain values only.
        values = yaml.load(text, Loader=loader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line if mark else 0
        return {}, YamlProblem(line + first_line, str(problem.problem or problem.context))
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        return {}, YamlProblem(first_line, str(problem).split("\n", 1)[0])
    if values is None:
        return {}, None
    if not isinstance(values, dict):
        return {}, YamlProblem(first_line, "expected `name: value` lines")
    return {str(key): value for key, value in values.items()}, None


def line_of_key(text: str, key: str) -> int:
    """The line, counted from 1, of a top-level key in YAML or front matter; 1 when it is absent."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(f"{key}:"):
            return number
    return 1


def lines_of_items(text: str, key: str) -> list[int]:
    """The lines, counted from 1, of the items of a top-level list in YAML that can be read."""
    import yaml

    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    items = next((value for name, value in root.value if name.value == key), None)
    listed = items.value if items is not None and items.id == "sequence" else [items]
    return [item.start_mark.line + 1 for item in listed if item is not None]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
