"""Bringing a translation up to date with its source, by the rules of gettext's msgmerge.

A text that is still there keeps its translation. A text that changed a little takes over the old
translation marked fuzzy, with the old source text beside it. What is gone is kept as obsolete.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalog.translation.likeness import OldTexts

if TYPE_CHECKING:
    import polib


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
    free = {e.msgid: e for e in by_text.values() if e.msgid not in texts and e.msgstr}
    old_texts = OldTexts(list(free))
    used: set[str] = set()
    for template in new:
        if template.obsolete:
            continue
        entry = polib.POEntry(
            msgid=template.msgid, comment=template.comment, occurrences=template.occurrences
        )
        known = by_text.get(template.msgid)
        if known is None:
            closest = old_texts.closest(template.msgid)
            known = free[closest] if closest is not None else None
            if known is not None:
                entry.flags = ["fuzzy"]
                entry.previous_msgid = known.previous_msgid or known.msgid
                used.add(known.msgid)
        else:
            entry.flags = list(known.flags)
            entry.previous_msgid = known.previous_msgid if known.fuzzy else None
        if known is not None:
            entry.msgstr, entry.tcomment = known.msgstr, known.tcomment
        merged.append(entry)
    for known in free.values():
        if known.msgid not in used:
            merged.append(
                polib.POEntry(
                    msgid=known.msgid,
                    msgstr=known.msgstr,
                    tcomment=known.tcomment,
                    flags=list(known.flags),
                    previous_msgid=known.previous_msgid,
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
