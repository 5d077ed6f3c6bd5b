"""Drawings from anywhere: shapes and words stay, what could act or lead elsewhere goes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.authoring.drawing_styles import kept_sheet
from app.authoring.drawings import clean_drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink">'
FOUNDATIONS = Path(__file__).parents[2] / "courseware" / "foundations"


def cleaned(inside: str) -> tuple[str, tuple[str, ...]]:
    drawing = clean_drawing(f"{HEAD}{inside}</svg>".encode())
    assert drawing is not None
    return drawing.data.decode(), drawing.left_out


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("<script>far()</script>", "script"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">far()</h:script>', "script"),
        ('<rect onload="far()"/>', "onload"),
        ('<rect ONCLICK="far()"/>', "ONCLICK"),
        ("<foreignObject><b>far</b></foreignObject>", "foreignObject"),
        ('<use l:href="http://far/a.svg#b"/>', "href"),
        ('<use href="data:image/svg+xml,far"/>', "href"),
        ('<image l:href="far.png"/>', "image"),
        ('<a l:href="javascript:far()"><rect/></a>', "href"),
        ('<animate attributeName="href" to="javascript:far()"/>', "animate"),
        ('<set attributeName="onload" to="far()"/>', "set"),
        ("<style>@import 'far.css';</style>", "style"),
        ("<style>.a{fill:url(//far/b)}</style>", "style"),
        ("<style>.a{mask:image-set('far.png' 1x)}</style>", "style"),
        (r"<style>.a{background:u\72l(far.png)}</style>", "style"),
        ('<style>.a{font:"}"; background:url(far);b{fill:red}</style>', "style"),
        ("<rect style=\"mask:url('far.svg#a')\"/>", "style"),
        ('<rect fill="url(far.svg#a)"/>', "fill"),
        ('<rect fill="url(#a) url(far.png)"/>', "fill"),
        ("<rect mask=\"image-set('far.png' 1x)\"/>", "mask"),
    ],
)
def test_what_acts_or_leads_elsewhere_goes_and_is_named(inside: str, name: str) -> None:
    text, left_out = cleaned(f"{inside}<circle/>")
    assert "far" not in text and name in left_out and "circle" in text


@pytest.mark.parametrize(
    "before",
    ['<?xml-stylesheet href="far.css"?>', '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "far()">]>'],
)
def test_what_stands_before_the_drawing_goes(before: str) -> None:
    drawing = clean_drawing(f"{before}{HEAD}<circle/></svg>".encode())
    assert drawing is not None and b"far" not in drawing.data and b"<circle" in drawing.data


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 9 if n else "far"}">' for n in range(9))
SHOWN = "".join(
    f'<g id="g{n}">{f"""<use href="#g{n - 1}"/>""" * 9 if n else ""}</g>' for n in range(9)
)
CHAIN = "".join(f'<g id="g{n}"><use href="#g{n + 1}"/></g>' for n in range(3000))


@pytest.mark.parametrize(
    "data",
    [
        f"<!DOCTYPE svg [{BOMB}]>{HEAD}&e8;</svg>".encode(),
        f"{HEAD}{SHOWN}</svg>".encode(),
        f"{HEAD}{CHAIN}</svg>".encode(),
        f"{HEAD}<script>far()</script></svg>".encode("utf-16"),
        b"<svg" + b"<g>" * 100_000,
        b"<html><svg/></html>",
    ],
)
def test_bombs_and_what_nobody_can_read_are_refused(data: bytes) -> None:
    assert clean_drawing(data) is None


@pytest.mark.parametrize("path", sorted(FOUNDATIONS.glob("*/*.svg")), ids=lambda path: path.name)
def test_a_harmless_drawing_keeps_its_bytes(path: Path) -> None:
    drawing = clean_drawing(path.read_bytes())
    assert drawing is not None and drawing.data == path.read_bytes() and not drawing.left_out


def test_what_drawing_programs_write_keeps_its_looks() -> None:
    text, left_out = cleaned(
        '<metadata>x</metadata><style type="text/css">/* a */.b{fill:#fff;cursor:pointer}</style>'
        '<linearGradient id="a" l:href="#c"/><switch><foreignObject/><text>Water</text></switch>'
        '<a href="http://far/"><path class="b" d="M0 0L9 9" style="stroke:url(#a) red"/></a>'
    )
    assert ".b{fill:#fff}" in text and 'href="#c"' in text and "Water" in text
    assert 'class="b" d="M0 0L9 9" stroke="url(#a) red"' in text
    assert set(left_out) == {"style", "foreignObject", "href"}


@settings(max_examples=200, deadline=None)
@given(st.text("{}()/*;:'\"@\\<> \nab#.url", max_size=60))
def test_no_style_sheet_leads_elsewhere(sheet: str) -> None:
    kept = kept_sheet(sheet)
    assert "@" not in kept and "\\" not in kept
    for called in kept.split("url(")[1:]:
        assert called.lstrip("'\" \n").startswith("#")
    assert kept_sheet(kept) == kept


def test_what_says_how_labels_are_translated_stays() -> None:
    data = f'{HEAD}<g lang="fr"><text translate="no" data-room="9">a</text></g></svg>'.encode()
    mirrored = data.replace(b"<svg ", b'<svg role="img" data-mirror="yes" ', 1)
    drawing = clean_drawing(mirrored)
    assert drawing is not None and drawing.data == mirrored
