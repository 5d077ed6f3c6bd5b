"""The translated texts of one course, read from its PO files when somebody asks for them.

Starting up must not parse a megabyte of PO files: titles come from a small digest that
the cache keeps, and the texts themselves are read only to build a page.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.cache import PageCache
from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.languages import fallback_chain
from app.catalog.translation.likeness import OldTexts

if TYPE_CHECKING:
    import polib

_PO_LINE = re.compile(
    r'#[^~|].*|#|(?:#[~|]{1,2}\s*)?(?:msg(?:ctxt|id|id_plural|str|str\[\d+\])\s*)?"(?:[^"\\]|\\.)*"'
    r"|#[~|].*"
)
_FILLED = re.compile(rb'^msgstr(?:\[\d\])?[ \t]*(?!""[ \t]*\r?$)\S', re.MULTILINE)
_FILLED_BELOW = re.compile(rb'^msgstr(?:\[\d\])?[ \t]*""\r?\n"', re.MULTILINE)

# Characters that polib takes for line ends, in the middle of a text.
_STRAY_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class PoTexts:
    """What one language's PO files say, by source text.

    `texts` are translations that are neither empty nor fuzzy; `older` are fuzzy ones: of a text
    that stood there before. `places` are the files in which a text stands, as the PO file names
    them.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    reviewed_by: str = ""
    older: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: Collection[str] = ()

    def older_texts(self, known: Collection[str], place: str) -> Callable[[str], str | None]:
        """A function that gives the translation of what stood at a text's place before.

        `known` are the texts that stand in the file now, whose path ends in `place`: whatever else
        the PO file has from there has lost its place, and may be what a new text was.
        """
        old = OldTexts(
            [
                text
                for text in self.texts
                if text not in known
                and any(path.endswith(place) for path in self.places.get(text, (place,)))
            ]
        )

        def older(text: str) -> str | None:
            if text in self.older:
                return self.older[text]
            closest = old.closest(text)
            return None if closest is None else self.texts[closest]

        return older


@dataclass(frozen=True)
class ShortText:
    """A short text as a reader gets it, and the language that it is in. `changed` says that it is
    the translation of what stood there before."""

    text: str
    lang: str
    changed: bool = False


class PoWords:
    """The translations of one course (or of the exercises of none), in all its languages.

    `name` is the file's name without `.po`; `paths` maps a language to its files, the school's own
    before the shipped one. Expected titles must be announced with `expect` before the first
    question.
    """

    def __init__(self, name: str, paths: Mapping[str, tuple[Path, ...]], cache: PageCache) -> None:
        self.name = name
        self.paths = dict(paths)
        self.languages = frozenset(paths)
        self._cache = cache
        self._expected: set[str] = set()
        self._digests: dict[str, str] = {}
        self._heads: dict[str, PoTexts] = {}

    def expect(self, *titles: str) -> None:
        """Announce texts that will be asked for by `title`."""
        self._expected.update(titles)

    def title(self, lang: str, msgid: str, source_lang: str) -> str:
        """A short text in a language, or as it is in the source."""
        return self.short(lang, msgid, source_lang).text

    def short(self, lang: str, msgid: str, source_lang: str) -> ShortText:
        """The same, with what there is to know about it."""
        code = self._code_for(lang, source_lang)
        head = self.head(code) if code else PoTexts()
        if code and msgid in head.texts:
            return ShortText(head.texts[msgid], code)
        if code and msgid in head.older:
            return ShortText(head.older[msgid], code, changed=True)
        return ShortText(msgid, source_lang)

    def reviewed(self, lang: str, source_lang: str) -> bool:
        """Whether the header says that a speaker reviewed it."""
        code = self._code_for(lang, source_lang)
        return bool(self.head(code).reviewed_by) if code else _is_source(lang, source_lang)

    def digest(self, code: str) -> str:
        """A digest of the PO files of a language; empty where there is none."""
        if code not in self._digests:
            try:
                data = [path.read_bytes() for path in self.paths.get(code, ())]
                self._digests[code] = digest_of(*data) if data else ""
            except OSError:
                self._digests[code] = ""
        return self._digests[code]

    def head(self, code: str) -> PoTexts:
        """The expected titles in one language, with the review."""
        if code not in self._heads:
            key = digest_of(self.digest(code), *sorted(self._expected))
            self._heads[code] = self._cache.fetch(
                f"words:{self.name}/{code}",
                key,
                lambda: self._read_head(code),
                encode=asdict,
                decode=lambda kept: PoTexts(**kept),
            )
        return self._heads[code]

    def read(self, code: str) -> PoTexts:
        """All that is said in one language; files that cannot be read say nothing."""
        return merged(read_po(path)[0] for path in self.paths.get(code, ()))

    def cache_names(self) -> list[str]:
        """The names that this uses in the cache."""
        return [f"words:{self.name}/{code}" for code in self.languages]

    def _read_head(self, code: str) -> PoTexts:
        whole = self.read(code)
        titles = {text: whole.texts[text] for text in self._expected if text in whole.texts}
        older = {text: whole.older[text] for text in self._expected if text in whole.older}
        return PoTexts(titles, whole.reviewed_by, older)

    def _code_for(self, lang: str, source_lang: str) -> str | None:
        """The language whose file answers for `lang`; None where the source itself does."""
        for code in fallback_chain(lang, source_lang):
            if code == source_lang:
                return None
            if code in self.languages:
                return code
        return None


def _is_source(lang: str, source_lang: str) -> bool:
    return source_lang in fallback_chain(lang, lang)


def has_translations(path: Path) -> bool:
    """Whether a PO file has any translated text yet, seen without parsing it."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    # The header is one empty-looking msgstr with lines below it; a text is another.
    return bool(_FILLED.search(data)) or len(_FILLED_BELOW.findall(data)) > 1


def read_po(path: Path) -> tuple[PoTexts, Finding | None]:
    """Read one PO file; a broken one gives no texts and a finding with its line."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return PoTexts(), Finding(path, 1, "unreadable", {"reason": error.strerror or str(error)})
    texts, broken = _texts_in(data)
    if broken is None:
        return texts, None
    return texts, Finding(path, broken.line, broken.code, broken.values)


@dataclass(frozen=True)
class _Broken:
    line: int
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


# A course's pages are made one after the other, each from the same file.
@lru_cache(maxsize=2)
def _texts_in(data: bytes) -> tuple[PoTexts, _Broken | None]:
    """What a PO file's bytes say."""
    try:
        text = plain_breaks(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return PoTexts(), _Broken(error.object[: error.start].count(b"\n") + 1, "bad-encoding")
    file = _parsed(text)
    if isinstance(file, tuple):
        return PoTexts(), _Broken(file[0], "po-syntax", {"reason": file[1]})
    # Lessons have no plural forms; another program's file may.
    entries = [entry for entry in file if not entry.obsolete and not entry.msgid_plural]
    texts = {entry.msgid: entry.msgstr for entry in entries if entry.translated()}
    older = {entry.msgid: entry.msgstr for entry in entries if entry.fuzzy and entry.msgstr}
    places = {
        entry.msgid: tuple(path for path, _ in entry.occurrences)
        for entry in file
        if entry.occurrences
    }
    reviewed = str(file.metadata.get("X-Reviewed-By", "")).strip()
    empty = {entry.msgid for entry in entries} - texts.keys() - older.keys()
    return PoTexts(texts, reviewed, older, places, empty), None


def merged(files: Iterable[PoTexts]) -> PoTexts:
    """Several files of one language as one: of each text, what the earlier file says counts.

    A finished translation counts more than one of an older text, wherever it stands. Who reviewed
    the first file that translates anything is named.
    """
    ours = list(files)
    if len(ours) == 1:
        return ours[0]
    texts: dict[str, str] = {}
    older: dict[str, str] = {}
    places: dict[str, tuple[str, ...]] = {}
    everything: set[str] = set()
    for one in reversed(ours):
        texts.update(one.texts)
        older.update(one.older)
        places.update(one.places)
        everything.update(one.texts, one.older, one.empty)
    older = {text: old for text, old in older.items() if text not in texts}
    reviewed = next((one.reviewed_by for one in ours if one.texts), "")
    return PoTexts(texts, reviewed, older, places, everything - texts.keys() - older.keys())


def plain_breaks(text: str) -> str:
    """A PO file's text without the characters that polib would take for line ends."""
    return _STRAY_BREAKS.sub(" ", text)


def _broken_line(text: str) -> int:
    """The first line, from 1, that no PO file may have (polib reads over some); else 0."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not _PO_LINE.fullmatch(line.strip()):
            return number
    return 0


def syntax_problem(text: str) -> tuple[int, str] | None:
    """The first line, from 1, at which a PO file's text breaks the rules, and why; None if sound.

    A line that no text may have is looked for first, since polib reads over some.
    """
    found = _parsed(text)
    return found if isinstance(found, tuple) else None


def _parsed(text: str) -> "polib.POFile | tuple[int, str]":
    """A PO file's text as polib reads it, or where and why it breaks the rules."""
    import polib

    broken = _broken_line(text)
    if broken:
        return broken, "unknown line"
    try:
        # polib takes a text without line breaks for a path.
        return polib.pofile(text if "\n" in text else text + "\n")
    except (OSError, ValueError) as error:
        found = re.search(r"\(line (\d+)\)(?:: )?(.*)", str(error))
        return (int(found[1]), found[2] or "syntax error") if found else (1, str(error))
