"""Colours of code: few classes, a small style, enough contrast."""

import gzip
import re
from pathlib import Path

import pytest

from app.catalog.markdown.highlight import (
    COLOURS,
    OF_THE_PAGE,
    code_block,
    highlight,
    highlight_css,
)

PAGE_STYLE = Path(__file__).parents[2] / "app" / "web" / "static" / "kisima.css"


def of_the_page(name: str) -> tuple[str, str]:
    """A colour that the page has, on a light background and on a dark one."""
    light, dark = re.findall(rf"--{name}: (#\w{{6}});", PAGE_STYLE.read_text("utf-8"))
    return light, dark


ALL_COLOURS = [*COLOURS, *((name, *of_the_page(colour)) for name, colour in OF_THE_PAGE)]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name, light, dark", ALL_COLOURS)
def test_every_colour_can_be_read_on_light_and_dark(name, light, dark):
    assert min(contrast(light, "#ffffff"), contrast(light, "#f0ece4")) >= 4.5
    assert min(contrast(dark, "#000000"), contrast(dark, "#2b2822")) >= 4.5


def test_the_style_is_small():
    assert len(gzip.compress(highlight_css().encode())) <= 400


def test_python_in_few_classes():
    html = highlight('def f(x):  # why\n    return "a" + str(1)\n', "python")
    assert '<span class="k">def</span> <span class="f">f</span>(x)' in html
    assert '<span class="c"># why</span>' in html and '<span class="s">"a"</span>' in html


def test_words_of_a_comment_from_right_to_left_have_their_own_direction():
    html = highlight("# 1: توقفت، 0: عملت\n# Test: أي صف\nx = 1  # why\n", "python")
    assert "# <bdi>1: توقفت، 0: عملت</bdi>" in html
    assert "# Test: <bdi>أي صف</bdi>" in html
    assert html.count("<bdi") == 2


def test_values_in_a_string_from_right_to_left_keep_their_order():
    assert '-3</bdi></bdi>"</span>  <' in highlight('x = "الناتج -3"  # why\n', "python")
    html = highlight('f"المتوقَّع [2, -3]، والناتج {got} أو -1"\n', "python")
    assert 'f"<bdi>المتوقَّع <bdi dir="ltr">[2, -3]</bdi>، والناتج </bdi>{</span>' in html
    assert '}<bdi> أو <bdi dir="ltr">-1</bdi></bdi>"' in html


@pytest.mark.parametrize(
    "language", ["python", "console", "pycon", "bash", "json", "nosuch", "diff"]
)
def test_no_code_is_lost(language):
    import re
    from html import unescape

    code = "$ a <b> & c\n>>> x\n+ d\n\n\tlast"
    assert unescape(re.sub("<[^>]*>", "", code_block(code, language))) == code + "\n"
