"""A Markdown file on its own as an HTML body: for `kisima render`, with no answers in it."""

from pathlib import Path

from app.catalog.front_matter import split_front_matter
from app.catalog.languages import direction
from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import GlossaryPart, Html, InstructorPart, Part
from app.catalog.markdown.rendering import render
from app.catalog.pages.links import FolderLinks


def render_file(path: Path, lang: str = "en") -> str:
    """The HTML body of a lesson's file; bytes that are not UTF-8 become U+FFFD."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    rendered = render(split_front_matter(text).body, links=FolderLinks(path.parent), lang=lang)
    body = "\n".join(_part(part) for part in rendered.parts)
    return f'<div lang="{lang}" dir="{direction(lang)}">\n{body}\n</div>'


def _part(part: Part) -> str:
    if isinstance(part, Html | GlossaryPart):
        return part.html
    if isinstance(part, InstructorPart):
        return f'<aside class="instructor">\n{part.html}\n</aside>'
    return _question(part.question)


def _question(question: Question) -> str:
    options = "".join(f"<li>{option.html}</li>" for option in question.options)
    choices = f"<ul>{options}</ul>" if options else ""
    asked = f"{question.prompt_html}{choices}"
    return f'<section class="quiz" id="quiz-{question.id}">{asked}</section>'
