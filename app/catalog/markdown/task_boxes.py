"""The boxes of task lists, ticked and not ticked."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

_TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")


def with_box(element: Element, text: str) -> str:
    """Draw the box of a task, if the text begins with one, and return the rest of the text."""
    task = _TASK.match(text)
    if task is None:
        return text
    mark = SubElement(element, "span", {"class": "task"})
    mark.text, mark.tail = AtomicString("☐" if task[1] == " " else "☑"), " "
    return text[task.end() :]
