"""Code to coloured HTML: a handful of one-letter classes, so that pages and styles stay small."""

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from app.catalog.markdown.values_apart import words_apart

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LONGEST = 60_000
_PLAIN = frozenset({"", "text", "txt", "plain", "output", "none", "error", "console-output", "out"})

# Class, colour on a light background, colour on a dark one. Every colour reaches 4.5:1 on
# backgrounds from white to #f0ece4 and from black to #2b2822.
COLOURS: tuple[tuple[str, str, str], ...] = (
    ("k", "#7a1f8f", "#d9a2e8"),  # keyword
    ("s", "#24611f", "#a8d08d"),  # string
    ("n", "#1b5c8a", "#8cc4f0"),  # number, constant
    ("f", "#8a3d00", "#f0b378"),  # name that is defined here, decorator, tag
)
# Classes in colours that the page has for other things, which differ from light to dark too.
OF_THE_PAGE: tuple[tuple[str, str], ...] = (
    ("c", "soft"),  # comment
    ("b", "accent"),  # builtin, exception
    ("e", "bad"),  # error, deleted line
)

# The words of a comment or a string may run from right to left: in their own direction, while the
# comment's sign, a word like "Test:" after that, and quotation marks stay where code has them.
# Without that "# 1: stopped, 0: ran" puts each number beside the wrong word.
_WORDS = {
    "c": re.compile(r"^[ \t]*(?:#+|//+|--)[ \t]*(?:[A-Z][a-z]+:[ \t]*)?(.*)$", re.MULTILINE),
    "s": re.compile(r"^(?:[a-zA-Z]{0,2}[\"']{1,3}|\})?([^\n]*?)\{?[\"']{0,3}[ \t]*$", re.MULTILINE),
}

CLASSES = frozenset(one[0] for one in (*COLOURS, *OF_THE_PAGE))

_CLASSES: tuple[tuple[str, str], ...] = (
    ("Comment", "c"),
    ("Keyword.Constant", "n"),
    ("Keyword", "k"),
    ("Operator.Word", "k"),
    ("Literal.Number", "n"),
    ("Literal", "s"),
    ("Name.Function.Magic", ""),
    ("Name.Function", "f"),
    ("Name.Class", "f"),
    ("Name.Decorator", "f"),
    ("Name.Tag", "f"),
    ("Name.Attribute", "f"),
    ("Name.Builtin.Pseudo", ""),
    ("Name.Builtin", "b"),
    ("Name.Exception", "b"),
    ("Generic.Deleted", "e"),
    ("Generic.Error", "e"),
    ("Generic.Traceback", "e"),
    ("Generic.Inserted", "s"),
    ("Generic.Heading", "f"),
    ("Generic.Subheading", "f"),
    ("Generic.Prompt", "c"),
)


def highlight(code: str, language: str = "") -> str:
    """Return the HTML of some code, for inside a <code>; plain when the language is unknown."""
    lexer = _lexer(language) if len(code) <= _LONGEST else None
    if lexer is None:
        return _escaped(code)
    pieces: list[str] = []
    open_class = ""
    run: list[str] = []
    for token, value in lexer.get_tokens(code):
        name = _class_of(token)
        if name == open_class or value.isspace():
            run.append(value)
            continue
        pieces.append(_span(open_class, "".join(run)))
        open_class, run = name, [value]
    pieces.append(_span(open_class, "".join(run)))
    return "".join(pieces)


def _span(name: str, text: str) -> str:
    html = _with_words_apart(text, _WORDS[name]) if name in _WORDS else _escaped(text)
    if not name or not text:
        return html
    inside = html.rstrip()
    return f'<span class="{name}">{inside}</span>{html[len(inside) :]}'


def _with_words_apart(text: str, words: re.Pattern[str]) -> str:
    pieces, done = [], 0
    for found in words.finditer(text):
        start, end = found.span(1)
        pieces += [_escaped(text[done:start]), words_apart(text[start:end], _escaped)]
        done = end
    return "".join([*pieces, _escaped(text[done:])])


def _escaped(text: str) -> str:
    return escape(text, quote=False)


@cache
def _class_of(token: object) -> str:
    name = str(token).removeprefix("Token.")
    for prefix, css in _CLASSES:
        if name == prefix or name.startswith(prefix + "."):
            return css
    return ""


@cache
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    language = language.lower()
    if language in _PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def code_block(
    code: str, language: str = "", *, identity: str = "", kind: str = "", lang: str = ""
) -> str:
    """Return a whole <pre> for a block of code: always left to right and never translated.

    `kind` is "output" or "error" for what a program printed; `lang` is the language of its
    comments where that is not the page's.
    """
    css = f"code {kind}".strip()
    name = f' id="{escape(identity)}"' if identity else ""
    shown = language if language.replace("-", "").replace("+", "").isalnum() else ""
    tag = f' data-lang="{escape(shown)}"' if shown and not kind else ""
    own = f' lang="{escape(lang)}"' if lang else ""
    # Some lexers drop a last line that has no end.
    html = highlight(code.removesuffix("\n") + "\n", language)
    return (
        f'<pre class="{css}"{name}{tag}{own} dir="ltr" translate="no" tabindex="0">'
        f"<code>{html}</code></pre>"
    )


def highlight_css() -> str:
    """Return the colours of code, light and, by preference, dark, for the end of kisima.css."""
    page = "".join(f".code .{name}{{color:var(--{colour})}}" for name, colour in OF_THE_PAGE)
    light = "".join(f".code .{name}{{color:{colour}}}" for name, colour, _ in COLOURS)
    dark = "".join(f".code .{name}{{color:{colour}}}" for name, _, colour in COLOURS)
    return f"{page}{light}@media(prefers-color-scheme:dark){{{dark}}}"
