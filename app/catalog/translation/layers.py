"""A school's own translation of a course laid over the shipped one, and taken off it again.

The school's file holds only what differs from the shipped one, so that an update of that arrives.
"""

from typing import TYPE_CHECKING

from app.catalog.translation.po_header import REVIEWED_BY

if TYPE_CHECKING:
    import polib


def laid_over(own: "polib.POFile | None", shipped: "polib.POFile | None") -> "polib.POFile":
    """Both as one file, in which the school's own words count before the shipped ones.

    A finished translation counts more than one of an older text, wherever it stands.
    """
    import polib

    result = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    entries: dict[str, polib.POEntry] = {}
    for file in (own, shipped):
        if file is None:
            continue
        result.header = result.header or file.header
        result.metadata = {**file.metadata, **result.metadata}
        for entry in file:
            if entry.msgid_plural:
                continue
            there = entries.get(entry.msgid)
            if there is None or _weight(entry) > _weight(there):
                entries[entry.msgid] = entry
    if own is not None and not any(entry.translated() for entry in own) and shipped is not None:
        result.metadata[REVIEWED_BY] = shipped.metadata.get(REVIEWED_BY, "")
    result.extend(entries.values())
    return result


def taken_off(file: "polib.POFile", shipped: "polib.POFile | None") -> "polib.POFile":
    """The file without the entries that the shipped one has in just these words."""
    import polib

    if shipped is None:
        return file
    known = {entry.msgid: entry for entry in shipped if entry.msgstr}
    result = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    result.header, result.metadata = file.header, file.metadata
    for entry in file:
        there = known.get(entry.msgid)
        same = there is not None and there.msgstr == entry.msgstr
        if not same or (entry.fuzzy and there is not None and not there.fuzzy):
            result.append(entry)
    return result


def _weight(entry: "polib.POEntry") -> int:
    if not entry.msgstr:
        return 0
    return 1 if entry.fuzzy else 2
