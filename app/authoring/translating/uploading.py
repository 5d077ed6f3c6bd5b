"""A PO file from another program: what it would change, shown first, and then taken in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.authoring.translating.desk import Desk
from app.authoring.translating.entries import Entry
from app.authoring.translating.errors import (
    OtherLanguage,
    TextTwice,
    UploadBroken,
    UploadEmpty,
    UploadGone,
    UploadNotUtf8,
    UploadTooLarge,
)
from app.catalog.digests import digest_of
from app.catalog.translation.placeholders import Placeholder, lost
from app.catalog.translation.po_header import plural_forms
from app.catalog.translation.po_words import plain_breaks, syntax_problem

if TYPE_CHECKING:
    import polib

MOST_BYTES = 5_000_000
MOST_ENTRIES = 20_000
_WAITING = ".waiting"
_KEPT_UPLOADS = 20


@dataclass(frozen=True)
class Change:
    """What an upload says of one entry; `lost` is what its translation lacks."""

    entry: Entry
    translation: str
    lost: tuple[Placeholder, ...] = ()


@dataclass(frozen=True)
class Upload:
    """What a PO file would change. `id` asks for it again.

    `new` were not done before, `other` say something else than what is there, and `refused` lost
    what must stay. The rest are counted: `same` as here, `unfinished` (empty or fuzzy) there,
    `unknown` to the course, `plurals` with plural forms, which no lesson has. `foreign_plurals`
    are the plural forms of its header where they are not the language's.
    """

    id: str
    new: tuple[Change, ...]
    other: tuple[Change, ...]
    refused: tuple[Change, ...]
    same: int
    unfinished: int
    unknown: int
    plurals: int
    foreign_plurals: str

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that would be taken in."""
        return self.new + self.other


def look_at(desk: Desk, slug: str, lang: str, data: bytes) -> Upload:
    """Say what a PO file would change, and keep it for `take_in`. Raises UploadRefused."""
    upload = _compared(desk, slug, lang, data)
    folder = desk.places.own / _WAITING
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{upload.id}.po").write_bytes(data)
    waiting = sorted(folder.glob("*.po"), key=lambda path: path.stat().st_mtime)
    for old in waiting[:-_KEPT_UPLOADS]:
        old.unlink(missing_ok=True)
    return upload


def take_in(desk: Desk, slug: str, lang: str, upload_id: str, *, by: int | None) -> Upload:
    """Take in what `look_at` showed, as far as it still fits. Raises UploadRefused."""
    path = desk.places.own / _WAITING / f"{upload_id}.po"
    if not upload_id.isalnum() or not path.is_file():
        raise UploadGone()
    upload = _compared(desk, slug, lang, path.read_bytes())
    words = {change.entry.source: change.translation for change in upload.changes}

    def change(file: "polib.POFile") -> None:
        for entry in file:
            if not entry.obsolete and entry.msgid in words:
                entry.msgstr, entry.previous_msgid = words[entry.msgid], None
                entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]

    desk.change(slug, lang, change, by=by)
    path.unlink(missing_ok=True)
    return upload


def _compared(desk: Desk, slug: str, lang: str, data: bytes) -> Upload:
    work = desk.work(slug, lang)
    file = _read(data)
    theirs = str(file.metadata.get("Language", "")).strip().replace("_", "-")
    # A file for pt-BR may be taken in as pt, but none of another language.
    if theirs and theirs.split("-")[0].lower() != lang.split("-")[0].lower():
        raise OtherLanguage(theirs=theirs[:40], ours=lang)
    ours = {entry.source: entry for entry in work.by_id.values()}
    new: list[Change] = []
    other: list[Change] = []
    refused: list[Change] = []
    same = unfinished = unknown = plurals = 0
    for entry in file:
        if entry.obsolete:
            continue
        there = ours.get(entry.msgid)
        if entry.msgid_plural:
            plurals += 1
        elif there is None:
            unknown += 1
        elif not entry.translated():
            unfinished += 1
        elif there.state == "done" and there.translation == entry.msgstr:
            same += 1
        elif missing := lost(there.source, entry.msgstr, there.code):
            refused.append(Change(there, entry.msgstr, missing))
        else:
            (other if there.state == "done" else new).append(Change(there, entry.msgstr))
    return Upload(
        id=digest_of(slug, lang, data),
        new=tuple(new),
        other=tuple(other),
        refused=tuple(refused),
        same=same,
        unfinished=unfinished,
        unknown=unknown,
        plurals=plurals,
        foreign_plurals=_foreign(str(file.metadata.get("Plural-Forms", "")), lang),
    )


def _read(data: bytes) -> "polib.POFile":
    import polib

    if len(data) > MOST_BYTES:
        raise UploadTooLarge(most=MOST_BYTES // 1_000_000, entries=MOST_ENTRIES)
    try:
        text = plain_breaks(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UploadNotUtf8(line=data[: error.start].count(b"\n") + 1) from None
    problem = syntax_problem(text)
    if problem is not None:
        raise UploadBroken(line=problem[0], reason=problem[1])
    if "msgid" not in text:
        raise UploadEmpty()
    file = polib.pofile(text, check_for_duplicates=False)
    if len(file) > MOST_ENTRIES:
        raise UploadTooLarge(most=MOST_BYTES // 1_000_000, entries=MOST_ENTRIES)
    _check_each_once(file)
    return file


def _check_each_once(file: "polib.POFile") -> None:
    """A text that stands twice is no harm where both translations are one."""
    known: dict[tuple[str | None, str], polib.POEntry] = {}
    for entry in file:
        if entry.obsolete or not entry.translated():
            continue
        first = known.setdefault((entry.msgctxt, entry.msgid), entry)
        if first.msgstr != entry.msgstr:
            raise TextTwice(first=first.linenum, line=entry.linenum)


def _foreign(plurals: str, lang: str) -> str:
    """The plural forms that a header names, where their number is not the language's."""
    count = plurals.split(";", 1)[0].replace(" ", "")
    ours = plural_forms(lang).split(";", 1)[0].replace(" ", "")
    return plurals[:120] if count and count != ours and "INTEGER" not in count else ""
