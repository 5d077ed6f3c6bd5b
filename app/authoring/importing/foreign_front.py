"""The front matter and the title of a lesson from elsewhere, as far as they have a home here."""

import re
from dataclasses import dataclass

from app.authoring.importing.problems import Problem
from app.authoring.yaml_lines import yaml_text_of
from app.catalog.front_matter import split_front_matter
from app.errors import N_

_TITLES = ("title", "linkTitle", "sidebar_label", "nav_title")
_HEADING = re.compile(r" {0,3}#[ \t]+(?P<text>.+?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*$")
_MARKS = re.compile(r"[*_`~]|!?\[|\]\([^)]*\)|<[^<>]*>|\{[#.:][^}]*\}")

SETTINGS_LEFT_OUT = N_("These settings are not known here, and were left out: %(keys)s")
BAD_YAML = N_("The settings at the top cannot be read, and were left out: %(reason)s")
TOML = N_("The settings at the top are TOML (between `+++`), and were left out.")


@dataclass(frozen=True)
class Front:
    """A lesson's title, the lines of its front matter besides title and id, and its body.

    The body has as many lines as the text had, the front matter's ones empty.
    """

    title: str
    settings: tuple[str, ...]
    body: str


def read_front(text: str, otherwise: str, file: str, problems: list[Problem]) -> Front:
    """Take a text apart; `otherwise` is the title of one that has none."""
    if text.startswith("+++\n") and "\n+++" in text[3:]:
        end = text.index("\n+++", 3)
        stop = text.find("\n", end + 1)
        lines = text.count("\n", 0, stop) if stop > 0 else text.count("\n")
        problems.append(Problem(1, TOML, file=file))
        return _titled("", (), "\n" * lines + (text[stop:] if stop > 0 else ""), otherwise)
    front = split_front_matter(text)
    if front.problem is not None:
        values = {"reason": front.problem.reason}
        problems.append(Problem(front.problem.line, BAD_YAML, values, file=file))
    given = dict(front.values)
    titles = [given.pop(key) for key in _TITLES if key in given]
    title = next((" ".join(one.split()) for one in titles if isinstance(one, str)), "")
    settings: list[str] = []
    minutes = given.get("minutes")
    if isinstance(minutes, int) and not isinstance(minutes, bool) and 0 < minutes < 10**6:
        settings.append(f"minutes: {minutes}")
        del given["minutes"]
    codes = given.get("competencies")
    if isinstance(codes, list) and all(isinstance(code, str | int | float) for code in codes):
        settings.append("competencies:")
        settings += [f"  - {yaml_text_of(str(code))}" for code in codes]
        del given["competencies"]
    given.pop("id", None)  # a new one is made, since the old one may be here already
    if given:
        keys = ", ".join(sorted(given))[:200]
        problems.append(Problem(1, SETTINGS_LEFT_OUT, {"keys": keys}, True, file))
    return _titled(title, tuple(settings), front.body, otherwise)


def _titled(title: str, settings: tuple[str, ...], body: str, otherwise: str) -> Front:
    """The first heading is the title's, or says the same: the page shows the title by itself."""
    rows = body.split("\n")
    place = next((n for n, row in enumerate(rows) if row.strip()), None)
    if place is not None:
        heading = _HEADING.match(rows[place])
        text, more = (heading["text"], 1) if heading else ("", 0)
        if not heading and place + 1 < len(rows) and _UNDERLINE.match(rows[place + 1]):
            text, more = rows[place].strip(), 2
        said = " ".join(_MARKS.sub("", text).split())
        if said and (not title or said.casefold() == title.casefold()):
            title = title or said
            rows[place : place + more] = [""] * more
    return Front((title or otherwise)[:200], settings, "\n".join(rows))
