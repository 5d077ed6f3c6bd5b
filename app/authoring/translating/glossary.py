"""The glossary: words of the field with the one translation that all lessons use."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.catalog.findings import Finding
from app.catalog.text_files import read_text
from app.catalog.translation.placeholders import Placeholder

_OTHERS = frozenset({"term", "definition", "note"})
_ABOUT = re.compile(r"(?:^|[;.] )([a-z]{2,3}): ")
_ASIDE = re.compile(r"\s*\(([^)]*)\)")


@dataclass(frozen=True)
class Term:
    """A word of the glossary, what it means, its translations by language, and a note on them."""

    term: str
    definition: str
    translations: dict[str, str] = field(hash=False)
    note: str

    def note_for(self, lang: str) -> str:
        """The note, unless it is about another language: `sw: …; ar: …`."""
        codes = _ABOUT.findall(self.note)
        return self.note if not codes or lang in codes else ""

    def forms(self) -> list[str]:
        """How the word may stand in a text: `artificial intelligence (AI)` has two forms."""
        plain = _ASIDE.sub("", self.term).strip().removeprefix("to ")
        short = [one for one in _ASIDE.findall(self.term) if one.isupper()]
        return [form for form in (plain, *short) if len(form) > 1]


@dataclass(frozen=True)
class Piece:
    """Some of a source text: plain, a word of the glossary, or what must stay as it is."""

    text: str
    kind: Literal["", "term", "keep"] = ""


def read_glossary(paths: Iterable[Path]) -> tuple[Term, ...]:
    """The glossary of several files (`term,definition,fr,…,note`); of each word the first counts.

    A file that is missing or cannot be read has no words.
    """
    found: dict[str, Term] = {}
    for path in paths:
        file = read_text(path)
        if isinstance(file, Finding):
            continue
        for row in csv.DictReader(io.StringIO(file.text)):
            values = {str(key): str(value or "").strip() for key, value in row.items() if key}
            term = values.get("term", "")
            if term:
                codes = {code: word for code, word in values.items() if code not in _OTHERS}
                made = Term(term, values.get("definition", ""), codes, values.get("note", ""))
                found.setdefault(term.lower(), made)
    return tuple(found.values())


def terms_in(text: str, glossary: Sequence[Term]) -> tuple[Term, ...]:
    """The glossary's words that stand in a text; of words inside others only the longer ones."""
    spans = _spans(text, glossary)
    return tuple(dict.fromkeys(term for _, _, term in spans))


def marked(
    text: str, glossary: Sequence[Term], keep: Sequence[Placeholder] = ()
) -> tuple[Piece, ...]:
    """A text in pieces, its words of the glossary and what must stay in pieces of their own."""
    spans: list[tuple[int, int, Literal["term", "keep"]]] = []
    for one in keep:
        at = text.find(one.text)
        while one.text and at >= 0:
            spans.append((at, at + len(one.text), "keep"))
            at = text.find(one.text, at + len(one.text))
    spans += [(start, end, "term") for start, end, _ in _spans(text, glossary)]
    pieces: list[Piece] = []
    done = 0
    # What must stay comes first where both begin at one place.
    for start, end, kind in sorted(spans, key=lambda span: (span[0], span[2] != "keep", -span[1])):
        if start < done:
            continue
        if start > done:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], kind))
        done = end
    if done < len(text):
        pieces.append(Piece(text[done:]))
    return tuple(pieces)


def _spans(text: str, glossary: Sequence[Term]) -> list[tuple[int, int, Term]]:
    found: list[tuple[int, int, Term]] = []
    for term in glossary:
        for form in term.forms():
            flags = 0 if form.isupper() else re.IGNORECASE
            pattern = rf"(?<!\w){re.escape(form)}(?:e?s)?(?!\w)"
            found += [(m.start(), m.end(), term) for m in re.finditer(pattern, text, flags)]
    found.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int, Term]] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
