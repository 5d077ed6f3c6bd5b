"""A code cell's outputs as HTML that is safe on our pages, whatever the code printed."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from app.errors import N_
from app.notebooks.ansi import plain_text
from app.notebooks.html_outputs import clean_html, is_too_deep
from app.notebooks.output_cap import is_cut_mark
from app.notebooks.tracebacks import last_line, shorten_traceback

CUT_NOTE = N_("The rest of this output is not shown because it is too long.")
PLOT_ALT = N_("Picture made by this cell")

# A model of scikit-learn draws itself as a hundred lines of English with links to the network; its
# text is one line that says the same.
_MODEL_BOX = "sk-top-container"

WIDEST = 80  # characters; pandas and others print tables as wide as this

# A picture counts a fifth, so that some plots fit where much less text would.
_PICTURE_SHARE = 5
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def render_outputs(
    outputs: Sequence[Mapping[str, Any]],
    *,
    budget: int = 200_000,
    translate: Callable[[str], str] = str,
    cells: Mapping[int, str] | None = None,
    source: str = "",
    as_html: Callable[[str], str] = escape,
) -> str:
    """The outputs as HTML of about `budget` characters at most, pictures counting a fifth.

    Text is escaped, HTML sanitised, pictures become data: URIs (an SVG too, inside an <img>, where
    it can run and load nothing). What does not fit is replaced by a note. `translate` turns the
    few English words (CUT_NOTE, PLOT_ALT) into the reader's; `cells` and `source` are
    handed to `shorten_traceback`; `as_html` makes HTML of an error's lines.
    """
    pieces: list[str] = []
    left = budget
    cut = False
    for output in outputs:
        if is_cut_mark(output):
            cut = True
            continue
        kind = output.get("output_type")
        if kind == "stream":
            text, cut_here = _fitting(str(output.get("text") or ""), left)
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            piece = _pre(f"output-{name}", text)
        elif kind == "error":
            said = last_line(output)
            short = shorten_traceback(output, cells=cells, source=source)
            lines, cut_here = _fitting(short.removesuffix(said), max(left, 4000))
            # A box of its own: what is said last is what to read first, and lines above may be
            # too many to be seen at once.
            piece = _pre("output-error", lines, as_html)
            piece += _pre("output-error output-said", said, as_html)
        elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
            piece, cut_here = _rich(output["data"], left, translate)
        else:
            continue
        pieces.append(piece)
        cut = cut or cut_here
        left = max(0, left - _cost(piece))
    if cut:
        pieces.append(f'<p class="output-cut">{escape(translate(CUT_NOTE))}</p>')
    return "".join(pieces)


def _cost(piece: str) -> int:
    return len(piece) // _PICTURE_SHARE if piece.startswith("<img") else len(piece)


def _fitting(text: str, room: int) -> tuple[str, bool]:
    """Plain text of at most `room` characters, ended at a line where one is near."""
    # Escapes can make text longer than what is shown; reading a little more costs nothing.
    shown = plain_text(text[: 2 * room + 1000])
    if len(shown) <= room and len(text) <= 2 * room + 1000:
        return shown, False
    shown = shown[:room]
    line_end = shown.rfind("\n")
    return (shown[:line_end] if line_end > room // 2 else shown), True


def _pre(name: str, text: str, as_html: Callable[[str], str] = escape) -> str:
    if not text.strip():
        return ""
    # The columns of a printed table keep below each other; one long line is read better in several.
    too_wide = name != "output-error" and max(map(len, text.splitlines())) > WIDEST
    long = " long" if too_wide else ""
    html = as_html(text.rstrip())
    return f'<pre class="output {name}{long}" dir="ltr" tabindex="0">{html}</pre>'


def _rich(data: Mapping[str, Any], room: int, translate: Callable[[str], str]) -> tuple[str, bool]:
    """The best form of a displayed value that fits, and whether something was cut."""
    html = _text_of(data, "text/html")
    if _MODEL_BOX in html:
        html = ""
    # Much HTML is shown as text instead: half a table would tell something untrue.
    if html.strip() and len(html) <= room and not is_too_deep(html):
        clean = clean_html(html)
        # Cleaning may lengthen: mended nesting, and characters written as entities.
        if _says_something(clean) and len(clean) <= 2 * room:
            box = '<div class="output output-html scroll" dir="ltr" tabindex="0">'
            return f"{box}{clean}</div>", False
    too_large = False
    for mime in ("image/svg+xml", "image/png", "image/jpeg"):
        uri = _picture(mime, _text_of(data, mime))
        if uri and len(uri) <= room * _PICTURE_SHARE:
            alt = escape(translate(PLOT_ALT))
            return f'<img class="output output-picture" src="{uri}" alt="{alt}">', False
        too_large = too_large or bool(uri)
    # What was written in Markdown or TeX says more than the name of the object that held it.
    texts = [_text_of(data, mime) for mime in ("text/markdown", "text/latex", "text/plain")]
    text, cut = _fitting(next((text for text in texts if text.strip()), ""), room)
    return _pre("output-text", text), cut or too_large


def _text_of(data: Mapping[str, Any], mime: str) -> str:
    value = data.get(mime)
    if isinstance(value, list):
        return "".join(str(line) for line in value)
    return value if isinstance(value, str) else ""


def _says_something(html: str) -> bool:
    return "<img" in html or bool(re.sub(r"<[^>]*>|\s|&nbsp;", "", html))


def _picture(mime: str, value: str) -> str:
    """A data: URI, or an empty string for what is no picture of that kind."""
    if not value:
        return ""
    if mime == "image/svg+xml":
        if "<svg" not in value[:2000]:
            return ""
        body = value.encode("utf-8", "replace")
    else:
        try:
            body = base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError):
            return ""
        if not body.startswith(_MAGIC[mime]):
            return ""
    return f"data:{mime};base64,{base64.b64encode(body).decode('ascii')}"
