"""How one translated text looks on its page, by the code that renders the page."""

from html import escape

from app.authoring.translating.entries import Entry, Work
from app.catalog.catalog import Catalog
from app.catalog.pages.links import ExerciseLinks, LessonLinks
from app.web.code_in_words import code_in_words


def look_of(catalog: Catalog, work: Work, entry: Entry, text: str) -> str:
    """The HTML, made safe, of an entry's text in the work's language; "" for no text."""
    from app.catalog.markdown.highlight import highlight
    from app.catalog.markdown.rendered import GlossaryPart, Html, InstructorPart
    from app.catalog.markdown.rendering import render

    text = text.strip()
    if not text:
        return ""
    if entry.kind == "comment":
        return highlight("\n".join(f"# {line}" for line in text.splitlines()), "python")
    if entry.kind == "message" or entry.code is not None:
        return f"<pre>{escape(text)}</pre>"
    if entry.kind == "title":
        return f"<h2>{escape(text)}</h2>"
    if entry.kind in ("rubric", "label"):
        # Rows and labels are plain words, whatever Markdown would make of them.
        return f"<p>{escape(text)}</p>"
    if entry.kind == "sheet":
        return f"<p>{code_in_words(text)}</p>"
    part = work.part(entry.part)
    links: LessonLinks | ExerciseLinks
    if part is not None and part.exercise is not None:
        links = ExerciseLinks(catalog, part.exercise)
    elif part is not None and part.lesson is not None:
        links = LessonLinks(catalog, part.lesson, work.lang)
    else:
        return f"<p>{escape(text)}</p>"
    source = f"## {' '.join(text.split())}" if entry.kind == "heading" else text
    parts = render(source, links=links, lang=work.lang).parts
    kinds = (Html, InstructorPart, GlossaryPart)
    return "".join(part.html for part in parts if isinstance(part, kinds))
