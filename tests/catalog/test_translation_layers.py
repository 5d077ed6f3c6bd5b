"""The school's own translations over the shipped ones, and PO files that other programs wrote."""

import io

import polib
import pytest
from babel.messages.pofile import read_po as babel_reads

from app.catalog.languages import language
from app.catalog.translation.po_words import read_po
from app.catalog.translation.translation_files import Places, current, update_own

POEDIT = """\
# Traduction.
msgid ""
msgstr ""
"Project-Id-Version: foundations\\n"
"PO-Revision-Date: 2026-11-01 10:00+0300\\n"
"Last-Translator: Awa <awa@example.org>\\n"
"Language-Team: \\n"
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"X-Generator: Poedit 3.4\\n"

#: courseware/foundations/01-rules/lesson.md:11
#, fuzzy
#| msgid "A thermostat followed a rule."
msgid "A thermostat follows a rule."
msgstr ""
"Un thermostat "
"suivait une règle."

#: courseware/foundations/02-data/lesson.md:2
msgid "Data"
msgstr "Données"

#~ msgid "Gone"
#~ msgstr "Parti"
"""


@pytest.fixture
def places(school):
    return Places(school.root / "own", school.translations)


def own_catalog(school, places):
    from app.catalog import load_catalog

    folders = [places.own, places.shipped]
    return load_catalog([school.courseware], [school.exercises], folders, None)


def write(path, *pairs):
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = "".join(f'msgid "{a}"\nmsgstr "{b}"\n\n' for a, b in pairs)
    path.write_text(f'msgid ""\nmsgstr "Language: fr\\n"\n\n{entries}', "utf-8")


def test_own_words_count_first_and_shipped_ones_where_there_are_none(school, places):
    write(places.shipped_path("foundations", "fr"), ("Data", "Données"), ("Doubling", "Doubler"))
    write(places.own_path("foundations", "fr"), ("Data", "Les données"), ("Doubling", ""))
    catalog = own_catalog(school, places)
    assert catalog.lesson("foundations", "02-data").title("fr") == "Les données"
    assert catalog.exercise("doubling").title("fr") == "Doubler"


def test_the_own_file_holds_only_what_the_shipped_one_has_not(school, places):
    write(places.shipped_path("foundations", "fr"), ("Data", "Données"))
    catalog = own_catalog(school, places)
    done = update_own(catalog, catalog.courses[0], "fr", places)
    own = polib.pofile(str(places.own_path("foundations", "fr")))
    assert own.find("Data") is None and own.find("Doubling").msgstr == ""
    assert done.translated == 1
    update_own(catalog, catalog.courses[0], "fr", places, whole=True)
    whole = polib.pofile(str(places.own_path("foundations", "fr")))
    assert whole.find("Data").msgstr == "Données"


def test_an_update_of_the_shipped_file_arrives(school, places):
    write(places.shipped_path("foundations", "fr"), ("Data", "Donnees"))
    catalog = own_catalog(school, places)
    update_own(catalog, catalog.courses[0], "fr", places)
    write(places.shipped_path("foundations", "fr"), ("Data", "Données"), ("Doubling", "Doubler"))
    after = own_catalog(school, places)
    assert after.lesson("foundations", "02-data").title("fr") == "Données"
    assert update_own(after, after.courses[0], "fr", places).translated == 2


def test_a_file_that_is_merged_again_stays_byte_for_byte(school, places):
    catalog = own_catalog(school, places)
    path = places.own_path("foundations", "so")
    update_own(catalog, catalog.courses[0], "so", places)
    before = path.read_bytes()
    update_own(catalog, catalog.courses[0], "so", places)
    assert path.read_bytes() == before


def test_what_poedit_wrote_is_read_and_kept(school, places):
    path = places.own_path("foundations", "fr")
    path.parent.mkdir(parents=True)
    path.write_text(POEDIT, "utf-8")
    texts, problem = read_po(path)
    assert problem is None and texts.texts == {"Data": "Données"}
    assert texts.older == {"A thermostat follows a rule.": "Un thermostat suivait une règle."}
    catalog = own_catalog(school, places)
    update_own(catalog, catalog.courses[0], "fr", places)
    after = polib.pofile(str(path))
    fuzzy = after.find("A thermostat follows a rule.")
    assert fuzzy.fuzzy and fuzzy.previous_msgid == "A thermostat followed a rule."
    assert after.metadata["Last-Translator"] == "Awa <awa@example.org>"
    assert after.metadata["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
    assert "Parti" in {entry.msgstr for entry in after.obsolete_entries()}


@pytest.mark.parametrize("lang", ["ar", "fr", "so", "pt-BR", "tlh"])
def test_babel_reads_what_we_write(school, places, lang):
    catalog = own_catalog(school, places)
    update_own(catalog, catalog.courses[0], lang, places)
    data = places.own_path("foundations", lang).read_bytes()
    read = babel_reads(io.BytesIO(data), abort_invalid=True)
    ours = polib.pofile(data.decode())
    assert {m.id for m in read if m.id} == {entry.msgid for entry in ours}
    assert read.get("Data").locations == [("courseware/foundations/02-data/lesson.md", 3)]
    assert ours.metadata["Plural-Forms"].startswith("nplurals=")


def test_a_wrapped_file_and_plural_forms_are_read(school, places):
    catalog = own_catalog(school, places)
    update_own(catalog, catalog.courses[0], "fr", places)
    path = places.own_path("foundations", "fr")
    file = polib.pofile(str(path), wrapwidth=20)
    file.find("A thermostat follows a rule.").msgstr = "Un thermostat suit une règle, toujours."
    plural = polib.POEntry(msgid="One", msgid_plural="Many", msgstr_plural={0: "Un", 1: "Des"})
    file.append(plural)
    file.save()
    texts, problem = read_po(path)
    assert problem is None and "One" not in texts.texts
    assert texts.texts["A thermostat follows a rule."].endswith("toujours.")
    template = polib.POFile()
    template.append(polib.POEntry(msgid="A thermostat follows a rule."))
    kept, _ = current(places, "foundations", "fr", template)
    assert kept[0].msgstr.endswith("toujours.")


def test_languages_are_named_in_themselves():
    names = {code: language(code).name for code in ("so", "am", "pt-BR", "xx")}
    assert names == {"so": "Soomaali", "am": "አማርኛ", "pt-BR": "Português (Brasil)", "xx": "xx"}
    assert language("ur").dir == "rtl"
