"""The interface's translations: complete, none in doubt, no place lost."""

import ast

import pytest
from babel.messages.catalog import Catalog

from scripts import messages
from scripts.messages import KEYWORDS, LANGUAGES, ROOT, faults, gathered, lost_places


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_of_the_interface_is_translated(lang):
    assert faults(lang, gathered()) == []


def test_a_lost_place_is_found():
    assert lost_places("Wait %(seconds)s seconds.", "Attendez.")
    assert lost_places("Wait %(seconds)s seconds.", "Attendez %(second)s s.")
    assert not lost_places("Wait %(seconds)s seconds.", "Attendez %(seconds)s s.")


def test_a_plural_may_leave_its_number_out():
    assert not lost_places(("%(num)s student", "%(num)s students"), ("طالب واحد", "%(num)s"))


def test_no_sentence_hides_in_an_f_string():
    """Babel does not see a call there before Python 3.12, so it would stay in English."""
    hidden = [
        f"{path.name}: {ast.unparse(call)}"
        for path in (ROOT / "app").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in KEYWORDS
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_one_language_takes_nothing_over_from_another(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    for lang, old in (("fr", "Les vieux puits"), ("sw", "Visima vya zamani")):
        path = messages.po_path(lang)
        path.parent.mkdir(parents=True)
        path.write_text(f'msgid "The old wells"\nmsgstr "{old}"\n', "utf-8")
    template = Catalog()
    template.add("The older wells")
    for lang in ("fr", "sw"):
        messages.merge(lang, template)
    assert messages.read("fr").get("The older wells").string == "Les vieux puits"
    assert messages.read("sw").get("The older wells").string == "Visima vya zamani"
