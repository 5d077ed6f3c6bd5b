"""Changing one setting in YAML that a person wrote."""

import pytest

from app.authoring.yaml_lines import SettingsUneditable, with_front_settings, with_settings


@pytest.mark.parametrize(
    ("text", "values", "after"),
    [
        ("id: a\n", {"state": "draft"}, "id: a\nstate: draft\n"),
        ("id: a\nstate: draft\n# end\n", {"state": None}, "id: a\n# end\n"),
        ("state: draft # why\nid: a\n", {"state": "archived"}, "state: archived\nid: a\n"),
        ("title: >\n  Two\n  lines\nid: a\n", {"title": "One"}, "title: One\nid: a\n"),
        ("# top\n\nid: a", {"title": "x: y"}, '# top\n\nid: a\ntitle: "x: y"\n'),
        ("l:\n- a # 1\n- b\n\nid: x\n", {"l": ["b", "a"]}, "l:\n- b\n- a # 1\n\nid: x\n"),
        ("l: [a, b]\n", {"l": ["b", "c"]}, "l:\n  - b\n  - c\n"),
        ("l: [\n  a,\n  b\n]\nid: x\n", {"l": []}, "l: []\nid: x\n"),
        ("", {"id": "a"}, "id: a\n"),
        ('"state": draft\n', {"state": "archived"}, "state: archived\n"),
    ],
)
def test_every_other_line_stays(text, values, after):
    assert with_settings(text, values) == after


@pytest.mark.parametrize("text", ["{id: a, state: draft}\n", "id: [\n", "- a\n"])
def test_what_cannot_be_changed_safely_is_named(text):
    with pytest.raises(SettingsUneditable):
        with_settings(text, {"state": "archived"})


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("---\nid: a\n---\n\nText.\n", "---\nid: a\nstate: draft\n---\n\nText.\n"),
        ("---\n---\nText.\n", "---\nstate: draft\n---\nText.\n"),
        ("Text.\n", "---\nstate: draft\n---\n\nText.\n"),
        ("---\nid: a\n---", "---\nid: a\nstate: draft\n---"),
    ],
)
def test_front_matter_is_changed_and_made(text, after):
    assert with_front_settings(text, {"state": "draft"}) == after


def test_front_matter_is_as_before_when_a_setting_is_taken_out_again():
    text = "---\nid: a\n---\n\nText.\n"
    drafted = with_front_settings(text, {"state": "draft"})
    assert with_front_settings(drafted, {"state": None}) == text
    assert (
        with_front_settings("---\nstate: draft\n---\nText.\n", {"state": None})
        == "---\n---\nText.\n"
    )
