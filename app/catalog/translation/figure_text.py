"""A figure's labels in other languages: its file stays as it is but for words and where they begin.

In a language that is written from right to left, labels keep their place. Where the author says so
(`data-mirror="yes"` on the drawing), the whole drawing is turned round as in a mirror, and each
label back, so that what ran from left to right runs from right to left.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from app.catalog.languages import direction
from app.catalog.one_line import one_line
from app.catalog.translation.drawing_parts import (
    Label,
    Parts,
    Tag,
    TextElement,
    looks,
    number,
    parts_of,
)

# What XML 1.0 (2.2) cannot hold, in any writing.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FLIPPED = {"start": "end", "end": "start"}
_PLACES = ("x", "y", "dx", "dy", "rotate")  # may be lists, with a value for each letter

Edit = tuple[int, int, str]


def figure_texts(data: bytes) -> tuple[Label, ...]:
    """The words of a drawing, and the numbers that languages write differently, in the order of the
    file, but for those with `translate="no"`; nothing for what cannot be read."""
    parts = parts_of(data)
    return tuple(parts.labels) if parts else ()


def translated_figure(data: bytes, translate: Callable[[str], str | None], lang: str) -> bytes:
    """The drawing with its labels in a language; the same bytes where none is translated."""
    parts = parts_of(data)
    if parts is None:
        return data
    found = {label: words for label in parts.labels if (words := _words(label, translate))}
    if not found:
        return data
    is_rtl = direction(lang) == "rtl"
    mirror = _width(parts) if is_rtl else None
    edits = [_new_words(data, label, words) for label, words in found.items()]
    edits += _new_tag(parts.root, {**_without(parts.root.attributes, "xml:lang"), "lang": lang})
    for text in parts.texts:
        edits += _new_text(parts, text, found, is_rtl=is_rtl, mirror=mirror is not None)
    if mirror is not None:
        edits += _turned(parts, mirror)
    return _edited(data, edits)


def _words(label: Label, translate: Callable[[str], str | None]) -> str:
    words = one_line(_NOT_IN_XML.sub("", translate(label.text) or ""))
    return "" if words == label.text else words


def _new_words(data: bytes, label: Label, words: str) -> Edit:
    """The words in place of a label, with the space around it as it was."""
    old = data[label.start : label.end]
    left, right = len(old) - len(old.lstrip()), len(old) - len(old.rstrip())
    return label.start + left, label.end - right, escape(words)


def _new_text(
    parts: Parts, text: TextElement, found: Mapping[Label, str], *, is_rtl: bool, mirror: bool
) -> Iterator[Edit]:
    """The tags of a text: which way its words run, and from where."""
    spoken = any(label in found for label in text.labels)
    # Numbers run from left to right among all letters, and are of no language.
    has_words = any(any(map(str.isalpha, label.text)) for label in text.labels)
    runs_left = is_rtl and spoken and has_words and "direction" not in looks(text.tag.attributes)
    # Words that run the other way begin at their other end, and so do those in a mirror.
    flips = runs_left != mirror
    changed = dict(text.tag.attributes)
    if runs_left:
        changed["direction"] = "rtl"
    if flips and text.anchor in _FLIPPED:
        changed["text-anchor"] = _FLIPPED[text.anchor]
        changed = _unstyled(changed, "text-anchor")
    source = parts.root.attributes.get("lang") or parts.root.attributes.get("xml:lang")
    if has_words and not spoken and source:
        changed.setdefault("lang", source)
    x = number(changed.get("x", "0")) or 0.0
    if mirror:
        turned = f"translate({_plain(2 * x)} 0) scale(-1 1)"
        changed["transform"] = f"{changed.get('transform', '')} {turned}".strip()
    yield from _new_tag(text.tag, _for_words(changed) if spoken else changed)
    for span in text.spans:
        changed = dict(span.attributes)
        anchor = looks(changed).get("text-anchor", "")
        if flips and anchor in _FLIPPED:
            changed = _unstyled({**changed, "text-anchor": _FLIPPED[anchor]}, "text-anchor")
        own = number(changed.get("x", ""))
        if mirror and own is not None:
            changed["x"] = _plain(2 * x - own)
        yield from _new_tag(span, _for_words(changed) if spoken else changed)


def _turned(parts: Parts, width: float) -> Iterator[Edit]:
    """A group around all that is seen, which turns it round."""
    prefix, colon, _ = parts.root.name.rpartition(":")
    group = f"{prefix}{colon}g"
    turn = f'<{group} transform="translate({_plain(width)} 0) scale(-1 1)">'
    yield parts.begin, parts.begin, turn
    yield parts.end, parts.end, f"</{group}>"


def _width(parts: Parts) -> float | None:
    """How far a drawing that may be turned round is then moved back; None for another."""
    if parts.root.attributes.get("data-mirror") != "yes" or not parts.begin:
        return None
    if any(number(text.tag.attributes.get("x", "0")) is None for text in parts.texts):
        return None  # Letters that are placed one by one cannot be turned back.
    box = parts.root.attributes.get("viewBox", "").replace(",", " ").split()
    try:
        return 2 * float(box[0]) + float(box[2])
    except (IndexError, ValueError):
        return number(parts.root.attributes.get("width", ""))


def _for_words(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes without what fits the letters of the source only."""
    kept = _without(attributes, "textLength", "lengthAdjust")
    for name in _PLACES:
        values = kept.get(name, "").replace(",", " ").split()
        if len(values) > 1:
            kept[name] = values[0]
    return kept


def _without(attributes: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if name not in names}


def _unstyled(attributes: dict[str, str], name: str) -> dict[str, str]:
    """Attributes whose style says nothing of a property, which an attribute now says."""
    style = attributes.get("style", "")
    parts = [one for one in style.split(";") if one.partition(":")[0].strip().lower() != name]
    return {**attributes, "style": ";".join(parts)} if style else attributes


def _new_tag(tag: Tag, attributes: Mapping[str, str]) -> Iterator[Edit]:
    if attributes == tag.attributes:
        return
    said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    yield tag.start, tag.end, f"<{tag.name}{said}{'/' if tag.is_empty else ''}>"


def _plain(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _edited(data: bytes, edits: list[Edit]) -> bytes:
    """The file with each range of bytes replaced; what is put in before a range comes first."""
    pieces: list[bytes] = []
    done = 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [data[done:start], text.encode()]
        done = end
    return b"".join([*pieces, data[done:]])
