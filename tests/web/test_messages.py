"""The interface's translations: complete, none in doubt, no place lost."""

import pytest

from scripts.messages import LANGUAGES, faults, gathered, lost_places


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_of_the_interface_is_translated(lang):
    assert faults(lang, gathered()) == []


def test_a_lost_place_is_found():
    assert lost_places("Wait %(seconds)s seconds.", "Attendez.")
    assert lost_places("Wait %(seconds)s seconds.", "Attendez %(second)s s.")
    assert not lost_places("Wait %(seconds)s seconds.", "Attendez %(seconds)s s.")


def test_a_plural_may_leave_its_number_out():
    assert not lost_places(("%(num)s student", "%(num)s students"), ("طالب واحد", "%(num)s"))
