"""A lesson's whole file in another language: its body spliced, its title replaced, and no more."""

import json
import re
from collections.abc import Callable

from app.catalog.front_matter import front_matter_text, read_yaml
from app.catalog.one_line import one_line
from app.catalog.translation.segments import splice

_TITLE = re.compile(r"^(title:[ \t]*)(\S[^\r\n]*?)?([ \t]*\r?)$", re.MULTILINE)


def translate_file(text: str, translate: Callable[[str], str | None]) -> str:
    """A lesson's file with every text that has a translation, the rest byte for byte as it was.

    In the front matter only the title is a text, and stays where it cannot be replaced on its line
    without another value changing.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    plain = text.removeprefix(mark)
    yaml_text, lines = front_matter_text(plain)
    head = "\n".join(plain.split("\n")[:lines])
    body = plain[len(head) :]
    return mark + _titled(head, yaml_text, translate) + splice(body, translate).text


def _titled(head: str, yaml_text: str, translate: Callable[[str], str | None]) -> str:
    values, problem = read_yaml(yaml_text)
    title = values.get("title")
    translated = translate(title) if isinstance(title, str) else None
    if problem is not None or not translated or translated == title:
        return head
    words = json.dumps(one_line(translated), ensure_ascii=False)
    changed = _TITLE.sub(lambda match: f"{match[1]}{words}{match[3]}", head, count=1)
    after, _ = read_yaml(front_matter_text(changed)[0])
    return changed if after == {**values, "title": one_line(translated)} else head
