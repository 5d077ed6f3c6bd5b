"""Labels of drawings in other languages: the words change, the rest of the file does not."""

import re
from xml.etree import ElementTree

import pytest

from app.catalog.translation.figure_text import figure_texts, translated_figure

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" lang="en"'
FLOW = (
    f"""{HEAD} font-size="20">
<title>From data to model</title><!-- a note -->
<rect x="10" width="60"/>
<text x="40" y="20" text-anchor="middle" font-weight="700">data</text>
<text x="100" y="20">starts here</text>
<text x="120" y="50" text-anchor="end" translate="no">f(x)</text>
<text x="200" y="80">  two <tspan x="230" data-room="90" font-size="15">lines</tspan></text>
<text x="10" y="90" text-anchor="end">42 %</text><text x="10" y="99">42</text>
</svg>
"""
).encode()
ARABIC = {"data": "بيانات", "starts here": "يبدأ هنا", "From data to model": "من البيانات"}


def attributes(svg: bytes, words: str) -> dict[str, str]:
    """The attributes of the text that says these words."""
    elements = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return next(one.attrib for one in elements if one.text == words)


def test_labels_are_what_readers_can_read():
    found = [(one.text, one.line, one.kind) for one in figure_texts(FLOW)]
    assert found == [
        ("From data to model", 2, "title"),
        ("data", 4, "text"),
        ("starts here", 5, "text"),
        ("two", 7, "text"),
        ("lines", 7, "text"),
        ("42 %", 8, "text"),
    ]


def test_a_label_knows_its_letters_and_its_room():
    labels = {one.text: one for one in figure_texts(FLOW)}
    assert (labels["data"].size, labels["data"].is_bold, labels["data"].room) == (20, True, None)
    assert (labels["lines"].size, labels["lines"].room) == (15, 90)


@pytest.mark.parametrize("translate", [lambda text: None, lambda text: text], ids=["no", "same"])
def test_nothing_translated_gives_the_same_bytes(translate):
    assert translated_figure(FLOW, translate, "ar") == FLOW


def test_only_words_and_the_language_change():
    made = translated_figure(FLOW, {"two": "deux & <b>", "data": "données"}.get, "fr")
    expected = FLOW.replace(b"  two <", b"  deux &amp; &lt;b&gt; <")
    expected = expected.replace(b">data<", ">données<".encode()).replace(b'"en"', b'"fr"')
    # Those that stay in English say so.
    expected = expected.replace(b'<text x="100" y="20">', b'<text x="100" y="20" lang="en">')
    assert made == expected


def test_words_that_run_to_the_left_keep_their_place():
    made = translated_figure(FLOW, ARABIC.get, "ar")
    assert attributes(made, "يبدأ هنا")["direction"] == "rtl"
    assert attributes(made, "يبدأ هنا")["text-anchor"] == "end"
    assert attributes(made, "بيانات")["text-anchor"] == "middle"
    assert attributes(made, "f(x)") == attributes(FLOW, "f(x)")


def test_numbers_stand_alike_in_both_directions():
    made = translated_figure(FLOW, {"42 %": "42%"}.get, "ar")
    expected = FLOW.replace(b"42 %", b"42%").replace(b'"en"', b'"ar"')
    for x in (b"40", b"100", b"200"):
        tag = next(one for one in FLOW.split(b"<text ") if one.startswith(b'x="' + x))
        tag = tag.split(b">")[0]
        expected = expected.replace(tag, tag + b' lang="en"')
    assert made == expected


def test_a_drawing_may_be_turned_round_and_its_words_back():
    mirrored = FLOW.replace(b" lang=", b' data-mirror="yes" lang=')
    made = translated_figure(mirrored, ARABIC.get, "ar")
    root = ElementTree.fromstring(made)
    title, group = root
    assert (title.text, group.get("transform")) == ("من البيانات", "translate(400 0) scale(-1 1)")
    assert attributes(made, "بيانات")["transform"] == "translate(80 0) scale(-1 1)"
    # Words to the left begin at the same end; those that are never translated, at the other.
    assert attributes(made, "يبدأ هنا").get("text-anchor") is None
    assert attributes(made, "f(x)")["text-anchor"] == "start"
    assert re.search(rb'<tspan x="170"', made)
    assert b"scale" not in translated_figure(mirrored, {"data": "données"}.get, "fr")


def test_a_style_attribute_counts_as_a_browser_counts_it():
    svg = f'{HEAD}><text style="text-anchor:end; fill:red">data</text></svg>'.encode()
    made = attributes(translated_figure(svg, ARABIC.get, "ar"), "بيانات")
    assert (made["text-anchor"], made["style"]) == ("start", " fill:red")


def test_what_fits_the_letters_of_the_source_goes():
    svg = f'{HEAD}><text x="1 5 9 13" textLength="60">data</text></svg>'.encode()
    made = attributes(translated_figure(svg, {"data": "données"}.get, "fr"), "données")
    assert made == {"x": "1"}


def test_comments_code_and_an_editors_notes_are_no_labels():
    svg = (
        f'{HEAD} xmlns:d="urn:d"><metadata><d:title>drawn by</d:title></metadata><g translate="no">'
        '<text>kept <tspan translate="yes">said</tspan></text></g><text>a<!-- b -->c</text></svg>'
    )
    assert [one.text for one in figure_texts(svg.encode())] == ["said", "a", "c"]


def test_a_drawing_may_name_its_elements_with_a_prefix():
    svg = b'\xef\xbb\xbf<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:text>data</s:text></s:svg>'
    made = translated_figure(svg, {"data": "donn\x00ées"}.get, "fr")
    assert made.endswith(' lang="fr"><s:text>données</s:text></s:svg>'.encode())


@pytest.mark.parametrize(
    "svg",
    [
        b'<!DOCTYPE svg [<!ENTITY a "word"><!ENTITY b "&a;&a;">]><svg><text>&b; x</text></svg>',
        b'<?xml version="1.0" encoding="iso-8859-1"?><svg><text>word</text></svg>',
        b"<svg><text>word</svg>",
        b"<html><title>word</title></html>",
        "<svg><text>word</text></svg>".encode("utf-16"),
        b"\xff\xfe\x00",
        b"",
        b"<svg>" + b" " * 500_000 + b"<text>word</text></svg>",
    ],
    ids=["entities", "coding", "broken", "html", "utf-16", "noise", "empty", "large"],
)
def test_what_cannot_be_read_safely_stays_as_it_is(svg):
    assert figure_texts(svg) == ()
    assert translated_figure(svg, lambda text: "mot", "fr") == svg


def test_a_drawing_nested_deeply_is_read_all_the_same():
    svg = b"<svg>" + b"<g>" * 20_000 + b"<text>word</text>" + b"</g>" * 20_000 + b"</svg>"
    assert b">mot<" in translated_figure(svg, lambda text: "mot", "fr")
