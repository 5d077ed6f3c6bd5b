"""Numbers without words: which are for translators, and how another language writes them."""

import pytest

from app.catalog.translation.likeness import OldTexts
from app.catalog.translation.number_texts import has_local_numbers, in_numbers_of
from app.catalog.translation.segments import segments, splice

DIFFERENT = (
    "0.70", "468.8", "18,434", "97 %", "97%", "0, 4, 6, 10", "0.90 − 0.62 = 0.28.", "× 1.4",
    "84 ≤ 67?", "12:30", "**0.5**", "5 €", "٠٫٧", "`x` 0.5",
)  # fmt: skip
THE_SAME = (
    "12", "−7", "2027-05-31", "6 / 3 = 2", "3 × 4", "`0.5`", "$0.5 \\cdot 3.2$", "**12**", "…", "?",
    "[^1]", "https://a.org/1.5", "[12](a/1.5.html)", "12 { .wide }",
)  # fmt: skip


@pytest.mark.parametrize("text", DIFFERENT)
def test_numbers_that_languages_write_differently(text):
    assert has_local_numbers(text)


@pytest.mark.parametrize("text", THE_SAME)
def test_numbers_that_are_the_same_everywhere(text):
    assert not has_local_numbers(text)


def test_they_are_texts_wherever_they_stand():
    text = (
        "| 12 | 0.70 |\n|--|--|\n| `0.5` | 97 % |\n\n- 1.5\n\n> 2.5\n\n$$\n0.5\n$$\n\n"
        "```quiz id=q\n3.5?\n- [ ] 0.95\n  > 0.9 − 0.6 = 0.3.\n- [x] 41\n> 4.5\n```\n"
    )
    assert [(one.kind, one.text) for one in segments(text)] == [
        ("cell", "0.70"), ("cell", "97 %"), ("list-item", "1.5"), ("paragraph", "2.5"),
        ("paragraph", "3.5?"), ("option", "0.95"), ("feedback", "0.9 − 0.6 = 0.3."),
        ("paragraph", "4.5"),
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["0.28", "0.28 ± 0.01", "12 %", "(2, 1)", "[1.5, 2]", "1:2"])
def test_answers_that_a_quiz_accepts_stay_as_they_are(answer):
    text = f"```quiz id=q\nHow much?\n= {answer}\n```\n"
    assert [one.text for one in segments(text)] == ["How much?"]
    assert splice(text, {answer: "x"}.get).text == text


def test_a_number_is_never_replaced_by_what_stood_there_before():
    assert splice("0.75\n", {}.get, {"0.75": "0,70"}.get).text == "0.75\n"
    assert OldTexts(["0.70", "0.7 m"]).closest("0.75") is None


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("fr", "1\u202f234\u202f567,89 × 0,5 = 97\u00a0%, 3.11.2, 4, 6."),
        ("pt-BR", "1.234.567,89 × 0,5 = 97%, 3.11.2, 4, 6."),
        ("ar", "1,234,567.89 × 0.5 = 97%, 3.11.2, 4, 6."),
        ("qqq", "1,234,567.89 × 0.5 = 97 %, 3.11.2, 4, 6."),
    ],
)
def test_a_language_writes_numbers_in_its_own_way(lang, written):
    assert in_numbers_of("1,234,567.89 × 0.5 = 97 %, 3.11.2, 4, 6.", "en", lang) == written


def test_points_of_a_source_that_could_mean_either_stay():
    assert in_numbers_of("1.234", "fr", "en") == "1.234"
