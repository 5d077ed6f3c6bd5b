"""Colours of code: few classes, a small style, enough contrast."""

import gzip

import pytest

from app.catalog.markdown.highlight import COLOURS, code_block, highlight, highlight_css


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name, light, dark", COLOURS)
def test_every_colour_can_be_read_on_light_and_dark(name, light, dark):
    assert min(contrast(light, "#ffffff"), contrast(light, "#f0ece4")) >= 4.5
    assert min(contrast(dark, "#000000"), contrast(dark, "#2b2822")) >= 4.5


def test_the_style_is_small():
    assert len(gzip.compress(highlight_css().encode())) <= 400


def test_python_in_few_classes():
    html = highlight('def f(x):  # why\n    return "a" + str(1)\n', "python")
    assert '<span class="k">def</span> <span class="f">f</span>(x)' in html
    assert '<span class="c"># why</span>' in html and '<span class="s">"a"</span>' in html


@pytest.mark.parametrize(
    "language", ["python", "console", "pycon", "bash", "json", "nosuch", "diff"]
)
def test_no_code_is_lost(language):
    import re
    from html import unescape

    code = "$ a <b> & c\n>>> x\n+ d\n\n\tlast"
    assert unescape(re.sub("<[^>]*>", "", code_block(code, language))) == code + "\n"
