"""The interface's translations: complete, none in doubt, no place lost."""

import ast

import pytest

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
