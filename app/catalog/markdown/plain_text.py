"""The words of HTML that rendering has made."""

import re
from html import unescape

_TAG = re.compile(r"<[^>]*>")


def plain_text(markup: str, between: str = "") -> str:
    """The text of some HTML, with `between` in the place of each tag."""
    return unescape(_TAG.sub(between, markup))
