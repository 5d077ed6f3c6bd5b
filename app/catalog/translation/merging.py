"""Bringing a translation up to date with its source, by the rules of gettext's msgmerge.

A text that is still there keeps its translation. A text that changed a little takes over the old
translation marked fuzzy, with the old source text beside it. What is gone is kept as obsolete.
"""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polib

# msgmerge asks for the same likeness.
_ALIKE = 0.6
# How many old texts are compared letter by letter with a new one.
_COMPARED = 12


@dataclass(frozen=True)
class TranslationStatus:
    """How far a translation is, in texts: done, to be looked at again, and not begun."""

    translated: int
    fuzzy: int
    untranslated: int
    obsolete: int
    reviewed_by: str

    @property
    def share(self) -> float:
        """The share of texts that are done, 0 to 1."""
        total = self.translated + self.fuzzy + self.untranslated
        return self.translated / total if total else 1.0


def merge(old: "polib.POFile", new: "polib.POFile") -> "polib.POFile":
    """The template `new` with the translations of `old`; both stay as they are."""
    import polib

    merged = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    merged.header = old.header
    merged.metadata = {**new.metadata, **old.metadata}
    by_text = {entry.msgid: entry for entry in old if entry.msgstr or not entry.obsolete}
    texts = {entry.msgid for entry in new if not entry.obsolete}
    free = _Candidates([e for e in by_text.values() if e.msgid not in texts and e.msgstr])
    used: set[str] = set()
    for template in new:
        if template.obsolete:
            continue
        entry = polib.POEntry(
            msgid=template.msgid, comment=template.comment, occurrences=template.occurrences
        )
        known = by_text.get(template.msgid)
        if known is None:
            known = free.closest(template.msgid)
            if known is not None:
                entry.flags = ["fuzzy"]
                entry.previous_msgid = known.previous_msgid or known.msgid
                used.add(known.msgid)
        else:
            entry.flags = list(known.flags) if not known.obsolete else []
            entry.previous_msgid = known.previous_msgid
        if known is not None:
            entry.msgstr, entry.tcomment = known.msgstr, known.tcomment
        merged.append(entry)
    for known in free.entries:
        if known.msgid not in used:
            merged.append(
                polib.POEntry(
                    msgid=known.msgid,
                    msgstr=known.msgstr,
                    tcomment=known.tcomment,
                    flags=list(known.flags),
                    obsolete=True,
                )
            )
    return merged


def status(file: "polib.POFile") -> TranslationStatus:
    """Count a translation's texts."""
    kinds: Counter[str] = Counter()
    for entry in file:
        if entry.obsolete:
            kinds["obsolete"] += 1
        elif entry.fuzzy:
            kinds["fuzzy"] += 1
        else:
            kinds["translated" if entry.msgstr else "untranslated"] += 1
    return TranslationStatus(
        translated=kinds["translated"],
        fuzzy=kinds["fuzzy"],
        untranslated=kinds["untranslated"],
        obsolete=kinds["obsolete"],
        reviewed_by=str(file.metadata.get("X-Reviewed-By", "")).strip(),
    )


class _Candidates:
    """Old texts that lost their place, to be found by likeness."""

    def __init__(self, entries: "list[polib.POEntry]") -> None:
        self.entries = entries
        self._sizes = [len(set(entry.msgid.split())) for entry in entries]
        self._having: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            for word in set(entry.msgid.split()):
                self._having.setdefault(word, []).append(number)

    def closest(self, text: str) -> "polib.POEntry | None":
        """The entry most like a text, if any is like it at all."""
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(text)
        best, best_ratio = None, _ALIKE
        for number in self._likely(text):
            matcher.set_seq1(self.entries[number].msgid)
            if matcher.real_quick_ratio() < best_ratio or matcher.quick_ratio() < best_ratio:
                continue
            ratio = matcher.ratio()
            if ratio >= best_ratio:
                best, best_ratio = self.entries[number], ratio
        return best

    def _likely(self, text: str) -> list[int]:
        """The entries that share most words with a text; comparing letters is only for them."""
        words = set(text.split())
        shared: Counter[int] = Counter()
        for word in words:
            shared.update(self._having.get(word, ()))
        if not shared:
            # Languages without spaces, and texts of one word.
            return list(range(min(len(self.entries), _COMPARED)))

        def likeness(number: int) -> float:
            return 2 * shared[number] / (len(words) + self._sizes[number])

        return sorted(shared, key=likeness, reverse=True)[:_COMPARED]
