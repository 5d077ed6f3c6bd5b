"""Values in Arabic sentences stay as Python prints them."""

from typing import Any

import pytest
from flask import Flask, render_template

from app.catalog.markdown.values_apart import plain_values_apart
from app.kernels import CellState
from app.web.values_apart import code_apart, values_apart


def marked(text: str) -> str:
    return plain_values_apart(text).replace("\u2066", "⟦").replace("\u2069", "⟧")


@pytest.mark.parametrize(
    "text",
    [
        "المتوقَّع ⟦[12, 14, 3]⟧، والناتج ⟦-3⟧.",
        "المتوقَّع تاريخ مثل ⟦'2027-05-31'⟧، والناتج ⟦'31-05-2027'⟧",
        "حتى ⟦2027-05-31⟧، أما ⟦03-04⟧ فلا",
        "المتوقَّع قاموس ⟦(dict)⟧، والناتج ⟦{'a': -3}⟧. هل تنتهي دالتك بكلمة return؟",
        "⟦split(loans, 0.3, 0)⟧: المتوقَّع 180 سطرًا، ثم ⟦rows[0]⟧.",
        "rare_groups، ⟦k = 2⟧: المتوقَّع ⟦[('sewing', 'boat')]⟧، والناتج ⟦[]⟧",
        "النص ⟦greet('مرحبا', 3)⟧ (انظر الخطوة 3)",
        "عند 3. ⟦mean(values)⟧ يعطي ⟦97%⟧ و⟦-0.5⟧ لا ال-mean",
        "القاعدة ⟦for x in rows: total += x⟧ ثم «my_rule» و“⟦a-b⟧”",
    ],
)
def test_runs_of_values_are_kept_apart_and_words_are_not(text: str) -> None:
    assert marked(text.replace("⟦", "").replace("⟧", "")) == text


def test_a_text_without_words_from_the_right_stays_as_it_is() -> None:
    assert values_apart("Expected [1, 2], got <b> & -3.") == (
        "Expected [1, 2], got &lt;b&gt; &amp; -3."
    )


def test_what_a_student_returned_cannot_act_in_the_page() -> None:
    made = values_apart("والناتج ['<script>', 'مرحبا<b>'] و<i>")
    assert "<script" not in made and "<b>" not in made and "<i>" not in made


def test_a_list_of_words_from_the_right_keeps_its_order() -> None:
    made = values_apart("الناتج ['ألف', 'باء']")
    assert made == (
        'الناتج <bdi dir="ltr">[&#39;<bdi>ألف</bdi>&#39;, &#39;<bdi>باء</bdi>&#39;]</bdi>'
    )


@pytest.mark.parametrize("text", ["ا " + sign * 450 for sign in ("(", "'", "['")] + ["-ا.", "ا-"])
def test_a_hostile_text_is_only_text(text: str) -> None:
    assert plain_values_apart(text).replace("\u2066", "").replace("\u2069", "") == text


@pytest.mark.parametrize(
    "line, made",
    [
        (
            "AssertionError: المتوقَّع 2، والناتج -3",
            'AssertionError: <bdi dir="rtl">المتوقَّع 2، والناتج <bdi dir="ltr">-3</bdi></bdi>',
        ),
        (
            "----> 3 greet('مرحبا -3')  # عدد",
            '----&gt; 3 greet(&#39;<bdi>مرحبا <bdi dir="ltr">-3</bdi></bdi>&#39;)  '
            "# <bdi>عدد</bdi>",
        ),
        ("ValueError: [2, -3]", "ValueError: [2, -3]"),
    ],
)
def test_sentences_in_what_python_says_have_their_own_direction(line: str, made: str) -> None:
    assert code_apart(line) == made


def test_a_message_is_kept_in_order_where_a_test_has_just_run(school: Flask) -> None:
    given: dict[str, Any] = {"message": "المتوقَّع [2, 3]، والناتج -3", "hint": "", "lang": "ar"}
    with school.test_request_context():
        made = render_template(
            "practice/output.html", cell=CellState("t", "error"), html="", verdict="✗", **given
        )
    assert '<bdi dir="ltr">[2, 3]</bdi>، والناتج <bdi dir="ltr">-3</bdi>' in made
