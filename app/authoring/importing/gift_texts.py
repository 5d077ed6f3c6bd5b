"""The texts of one GIFT question as Markdown, whatever format they are in."""

from app.authoring.importing.gift_blocks import Block, restored, split_format
from app.authoring.importing.html_text import has_html, markdown_of_html
from app.authoring.importing.plain_text import markdown_maths, markdown_of_plain
from app.authoring.importing.problems import Problem
from app.errors import N_

PICTURE = N_("The picture %(name)s is not in this file. Put it beside the lesson under that name.")


class Texts:
    """Turns texts of a question into Markdown; answers have the question's format as default."""

    def __init__(self, block: Block, problems: list[Problem]) -> None:
        self._block = block
        self._problems = problems

    def of(self, text: str) -> str:
        """A text with escapes put away, as Markdown."""
        style, text = split_format(text, self._block.format)
        text = restored(text).strip()
        if style == "markdown":
            return markdown_maths(text)
        if style == "html" or (style == "moodle" and has_html(text)):
            markdown, pictures = markdown_of_html(text)
            for address in pictures:
                name = address.rpartition("/")[2][:80]
                self._problems.append(Problem(self._block.line, PICTURE, {"name": name}))
            return markdown
        return markdown_of_plain(text)

    def plain(self, text: str) -> str:
        """A text that a student types: nothing in it is a mark."""
        return " ".join(restored(split_format(text, "plain")[1]).split())
