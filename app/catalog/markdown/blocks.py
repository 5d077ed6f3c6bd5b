"""The block structure of a Markdown text, found by markdown-it and kept with its line numbers."""

import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from app.catalog.markdown import block_rules

_EVERYWHERE: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
# Python-Markdown marks its own places with these two characters.
_RESERVED = {2: None, 3: None, 0: "\ufffd"}
_LINE_END = re.compile(r"\r\n?|\n")


def clean(text: str) -> str:
    """The text with \\n at line ends and without characters that cannot be shown or encoded."""
    text = _LINE_END.sub("\n", text).translate(_RESERVED)
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text


def parse_blocks(text: str) -> tuple[list[Token], dict[str, Any]]:
    """Return markdown-it's block tokens of a cleaned text, and its environment (references)."""
    environment: dict[str, Any] = {}
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse(text, parser, environment, tokens)
    return tokens, environment


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": block_rules.MAX_LEVEL + 20})
    parser.enable("table")
    parser.use(deflist_plugin)
    parser.use(footnote_plugin)
    ruler = parser.block.ruler
    ruler.before("table", "too_deep", block_rules.too_deep)
    ruler.before("table", "div_line", block_rules.div_line, _EVERYWHERE)
    ruler.before("table", "attributes_line", block_rules.attributes_line, _EVERYWHERE)
    ruler.before("table", "template_line", block_rules.template_line, _EVERYWHERE)
    ruler.before("table", "math_block", block_rules.math_block, _EVERYWHERE)
    ruler.before("html_block", "jsx_block", block_rules.jsx_block, _EVERYWHERE)
    ruler.before("html_block", "drawing", block_rules.drawing, _EVERYWHERE)
    return parser
