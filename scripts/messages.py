"""Gather the interface's sentences into translations/<lang>/LC_MESSAGES/messages.po.

    python scripts/messages.py            adds new sentences, drops gone ones, keeps translations
    python scripts/messages.py fr         the same for one language
    python scripts/messages.py --check    changes nothing; fails when a sentence is untranslated

A sentence that changed a little keeps its old translation, marked fuzzy, for a person to look at.
Lessons are translated apart from this: see `kisima translate`.
"""

import argparse
import io
import re
import sys
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from rapidfuzz import fuzz, process

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "ar", "sw")
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
ALIKE = 60  # of 100, as msgmerge asks
REVIEWER = re.compile(r'^"X-Reviewed-By: *(.*?) *\\n"$', re.MULTILINE)
PLACE = re.compile(r"%\((\w+)\)")


def gathered() -> Catalog:
    """Every sentence of the interface, with the file it stands in."""
    catalog = Catalog(project="Kisima", charset="utf-8")
    found = extract_from_dir(
        ROOT / "app",
        METHODS,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for filename, _line, message, comments, context in found:
        # Files without line numbers: else every edit would change every translation's file.
        catalog.add(
            message, locations=[(f"app/{filename}", 0)], auto_comments=comments, context=context
        )
    return catalog


def po_path(lang: str) -> Path:
    """The file of a language's interface."""
    return ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po"


def read(lang: str) -> Catalog:
    """A language's translations, or an empty catalogue."""
    path = po_path(lang)
    if path.exists():
        with path.open("rb") as file:
            return read_po(file, locale=lang)
    return Catalog(locale=lang, project="Kisima", charset="utf-8")


def merge(lang: str, template: Catalog) -> None:
    """Bring a language's file up to date, keeping its header."""
    catalog = read(lang)
    # Babel's own search for likeness takes minutes for a thousand new sentences. It makes the
    # template's messages the catalogue's own, and the next language needs them empty.
    catalog.update(deepcopy(template), no_fuzzy_matching=True, update_creation_date=False)
    take_over_alike(catalog)
    catalog.obsolete.clear()
    text = io.BytesIO()
    write_po(
        text,
        catalog,
        width=100,
        sort_by_file=True,
        include_lineno=False,
        ignore_obsolete=True,
        omit_header=True,
    )
    po_path(lang).parent.mkdir(parents=True, exist_ok=True)
    po_path(lang).write_bytes(header(catalog, reviewer(lang)).encode() + text.getvalue())


def take_over_alike(catalog: Catalog) -> None:
    """Give sentences without a translation that of a gone one much like them, marked fuzzy."""
    gone = {old.id: old.string for old in catalog.obsolete.values() if isinstance(old.id, str)}
    for message in catalog:
        if isinstance(message.id, str) and message.id and not message.string:
            found = process.extractOne(
                message.id, gone.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE
            )
            if found is not None:
                message.string = gone[found[0]]
                message.flags.add("fuzzy")


def reviewer(lang: str) -> str:
    """Who has read a language's interface, as its file says; empty before somebody has."""
    path = po_path(lang)
    found = REVIEWER.search(path.read_text(encoding="utf-8")) if path.exists() else None
    return found[1] if found else ""


def header(catalog: Catalog, reviewed_by: str) -> str:
    """The head of a language's file: nothing in it that nobody filled in, and no dates."""
    values = {
        "Project-Id-Version": "Kisima",
        "Language": str(catalog.locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalog.plural_forms,
        "X-Reviewed-By": reviewed_by,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in values.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def faults(lang: str, template: Catalog) -> list[str]:
    """What is wrong with a language: untranslated, fuzzy, or with places lost."""
    catalog, found = read(lang), []
    for message in template:
        if not message.id:
            continue
        there = catalog.get(message.id, message.context)
        first = message.id if isinstance(message.id, str) else message.id[0]
        if (
            there is None
            or not there.string
            or (isinstance(there.string, tuple) and not all(there.string))
        ):
            found.append(f"{lang}: not translated: {first}")
        elif there.fuzzy:
            found.append(f"{lang}: marked fuzzy: {first}")
        else:
            found += [
                f"{lang}: {fault}: {first}" for fault in lost_places(message.id, there.string)
            ]
    return found


def lost_places(message: str | Sequence[str], translated: str | Sequence[str]) -> list[str]:
    """Places such as %(name)s that a translation has too many or too few of."""
    originals = [message] if isinstance(message, str) else message
    wanted = set(PLACE.findall(" ".join(originals)))
    forms = [translated] if isinstance(translated, str) else translated
    faulty = []
    for form in forms:
        places = set(PLACE.findall(form))
        # A form for one or two things may leave their number out, as languages do.
        if places - wanted or (wanted - places - {"num"}):
            faulty.append(f"places differ ({', '.join(sorted(places ^ wanted))})")
    return faulty


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    parser.add_argument("languages", nargs="*", default=LANGUAGES, help="default: all")
    options = parser.parse_args()
    template = gathered()
    if not options.check:
        for lang in options.languages:
            merge(lang, template)
    found = [fault for lang in options.languages for fault in faults(lang, template)]
    print("\n".join(found[:200]))
    print(f"{len(template)} sentences, {len(options.languages)} languages, {len(found)} to do")
    return 1 if found and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
