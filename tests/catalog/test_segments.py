"""Segments for translators, and texts put together again from their translations."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.translation.segments import segments, splice

PIECES = (
    "# ", "Title {#id}", "- ", "  - ", "1. ", "> ", ">", "    ", "\t", "\n", "\n\n", "\r\n", "\r",
    "```", "````", "```quiz id=a\n", "- [x] ", "= 5\n", "  > f\n", "::: note Title\n", ":::\n",
    "| a | b |\n", "|---|:-:|\n", "a | b\n--|--\n", "![alt](a.png)", "[^1]: ", "[r]: /u\n", "<b>",
    "<!-- c -->", "<div>\n", "<svg>", "`", "**", "_", "\\", "  \n", "$", "$$\n", "word", "é ", "ع",
    "\x00", "\x02", "\x0b", "\x0c", "\u2028", "\x85", "Term\n: Def\n", "---\n", "===\n",
    "> [!NOTE]\n", "<Tip>\n", "</Tip>\n", "```{note} T\n", "{: .x}\n", "```{figure} x\n",
    "```python\n", "# c\n", "x = 1  # d \n", "assert x, 'm'\n", "assert x, (\n  'm'\n  f'{x}')\n",
)  # fmt: skip
MARKDOWN = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=25).map(
    "".join
)

STATEMENTS = (
    "# one",
    "# two words",
    "#three",
    "# 81.0",
    "x = 1  # four é ع",
    "y = '# no'  #  five  ",
    "",
    "assert x, 'six seven'",
    "assert x, (\n    'a b'\n    f'c {x}'\n)",
    "if x:\n    # eight\n    y = 2",
    'é = """\n# no\n"""  # nine',
    "%matplotlib inline",
    "x = [  # ten\n    # eleven\n]",
)
PLACES = (("", ""), ("", "> "), ("- a\n\n", "  "), ("1. a\n", "   "), ("> 1. a\n>\n", ">    "))
FENCED = st.tuples(
    st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=8),
    st.sampled_from(PLACES),
    st.sampled_from(("\n", "\r\n")),
)

NASTY = (
    "> lazy\nquote\n> - a\nb\n",
    "<!-- comment -->\n# Heading\n",
    "a | b\n--|--\n1 | two\n",
    "> | a | b \\| c |\n> |--|--|\n> | `x` | y |\n",
    "one\r\ntwo\r\n\r\n- three\r\n  four\r\n",
    "-\ttab\n\n\tmore\n",
    "no newline at the end",
    "# a #\n\nb\n===\n",
    "",
    "\n\n",
    "[^1]: note\n    more\n\n[^1]\n",
)


def texts(text: str) -> list[str]:
    return [segment.text for segment in segments(text)]


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_any_text_comes_back_byte_for_byte(text):
    assert splice(text, lambda segment: segment).text == text
    assert splice(text, lambda segment: None).text == text


def fenced(statements, place, end):
    before, prefix = place
    lines = ["```python", *"\n".join(statements).split("\n"), "```"]
    return (before + "".join(f"{prefix}{line}\n" for line in lines)).replace("\n", end)


def code_in(text, prefix):
    lines = text.replace("\r\n", "\n").split("\n")
    first = next(n for n, line in enumerate(lines) if line.endswith("```python"))
    code = "\n".join(line[len(prefix) :] for line in lines[first + 1 : -2])
    return ast.dump(ast.parse(code.replace("%matplotlib inline", "pass")))


@settings(max_examples=150, deadline=None)
@given(FENCED)
def test_code_keeps_its_meaning_when_its_words_are_translated(parts):
    text, prefix = fenced(*parts), parts[1][1]
    assert splice(text, lambda segment: segment).text == text
    found = [s.text for s in segments(text) if s.kind == "comment"]
    assert "81.0" not in found and "no" not in found
    assert ("one" in "\n".join(found).split("\n")) == ("# one" in parts[0])
    other = splice(text, lambda s: f"{s}\nand more" if s in found else None).text
    assert code_in(other, prefix) == code_in(text, prefix)
    assert other.count("and more") == len(found)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts_come_back_byte_for_byte(text):
    assert splice(text, lambda segment: segment).text == text


def test_what_is_translated():
    text = (
        "# Title {#t}\n\nTwo\nlines\n\n- item\n- [x] task\n\n| a | 12 |\n|---|---|\n| b | `c` |\n\n"
        "::: callout Box title\nx y\n:::\n\nTerm\n: Meaning\n\n> [!NOTE]\n> quoted\n\n"
        "[^1]: note\n\n<p>raw</p>\n"
    )
    assert [(s.kind, s.text) for s in segments(text)] == [
        ("heading", "Title"), ("paragraph", "Two lines"), ("list-item", "item"),
        ("list-item", "task"), ("cell", "a"), ("cell", "b"), ("title", "Box title"),
        ("paragraph", "x y"), ("term", "Term"), ("definition", "Meaning"), ("paragraph", "quoted"),
        ("paragraph", "note"), ("html", "<p>raw</p>"),
    ]  # fmt: skip


def test_what_is_not_translated():
    text = "```\ncode\n```\n\n$$\nx\n$$\n\n<!-- c -->\n\n[r]: /u 't'\n\n`x()`\n\n`3.14`\n\n12\n\nhttps://a.org\n"
    assert texts(text) == []


def test_a_quiz_in_segments():
    text = "```quiz id=q\nWhat is *it*?\n- [ ] One\n  > No.\n- [x] Two\n> Because.\n```\n\n"
    text += "```quiz id=p\nWho?\n= Ada\n```\n\n```quiz id=n\nHow many?\n= 5\n```\n"
    assert [(s.kind, s.text) for s in segments(text)] == [
        ("paragraph", "What is *it*?"), ("option", "One"), ("feedback", "No."), ("option", "Two"),
        ("paragraph", "Because."), ("paragraph", "Who?"), ("answer", "Ada"),
        ("paragraph", "How many?"),
    ]  # fmt: skip


def test_lines_count_from_one():
    (segment,) = segments("\n\none\ntwo\n\n")
    assert (segment.start_line, segment.end_line) == (3, 5)


def test_a_new_wrapping_leaves_the_segment_as_it_was():
    assert texts("one two\nthree\n") == texts("one\ntwo three\n") == ["one two three"]


def test_a_hard_break_is_kept():
    assert texts("one  \ntwo\\\nthree\n") == ["one\\\ntwo\\\nthree"]


def test_a_longer_translation_is_indented_with_its_block():
    text = "> - one\n>   two\n\n1. three\n"
    found = splice(text, {"one two": "a\nb\nc", "three": "d\ne"}.get)
    assert found.text == "> - a\n>   b\n>   c\n\n1. d\n   e\n"


def test_line_ends_stay_as_they_are():
    assert splice("one\r\n\r\ntwo\r\n", lambda s: "a\nb").text == "a\r\nb\r\n\r\na\r\nb\r\n"


def test_untranslated_lines_are_those_of_the_new_text():
    found = splice("one\n\ntwo\nthree\n\nfour\n", {"one": "a\nb", "four": "d"}.get)
    assert found.text == "a\nb\n\ntwo\nthree\n\nd\n"
    assert found.untranslated == (range(4, 6),)


@pytest.mark.parametrize("translation", ["- x", "1. x", "# x", "> x", "::: x", "```", "---", ": x"])
def test_a_translation_cannot_begin_another_block(translation):
    found = splice("word\n", lambda segment: translation).text
    assert [s.kind for s in segments(found + "\nend\n")][-1:] == ["paragraph"]
    assert found.startswith("\\") or found.startswith("1\\.")


def test_a_translation_stays_in_its_cell_and_in_its_title():
    cells = splice("| a | b |\n|--|--|\n", lambda segment: "x|y\nz").text
    assert cells == "| x\\|y z | x\\|y z |\n|--|--|\n"
    assert splice('::: {.note title="a"}\n:::\n', lambda s: 'b "c"').text.startswith(
        '::: {.note title="b ”c”"}'
    )


def test_comments_in_python_are_segments_and_code_is_not():
    text = (
        "1. Step\n\n   ```python\n   # first\n   # second\n   x = f('no')  # a result\n"
        "   assert x, f'got {x}'\n   y = 2  # TypeError\n   ```\n"
    )
    found = [(s.start_line, s.end_line, s.kind, s.text) for s in segments(text)][1:]
    assert found == [
        (4, 6, "comment", "first\nsecond"), (6, 7, "comment", "a result"),
        (7, 8, "message", "got {x}"),
    ]  # fmt: skip
    words = {"first\nsecond": "un", "a result": "deux\ntrois", "got {x}": "reçu {x}"}
    assert splice(text, words.get).text == (
        "1. Step\n\n   ```python\n   # un\n   x = f('no')  # deux trois\n"
        "   assert x, f'reçu {x}'\n   y = 2  # TypeError\n   ```\n"
    )


def test_a_comment_may_grow_inside_a_quote():
    text = "> ```py\n> if x:\n>     # one\n>     y = 1\n> ```\n"
    assert "\n>     # a\n>     # b\n>     y" in splice(text, lambda s: "a\nb").text


def test_a_message_over_several_lines_is_one_segment():
    text = "```python\nassert x, (\n    'one '\n    f'two {x}'\n)\n```\n"
    assert texts(text) == ["one two {x}"]
    assert splice(text, lambda s: "un {x}").text == (
        "```python\nassert x, (\n    f'un {x}'\n)\n```\n"
    )


@pytest.mark.parametrize(
    "opening", ["```", "```bash", "```python out", "```{.python .output}", "```text"]
)
def test_code_that_is_not_python_has_no_segments(opening):
    assert texts(f"{opening}\nx = 1  # words\n```\n") == []


def test_broken_python_has_no_segments():
    assert texts("```python\n# words\ndef f(:\n```\n") == []


def test_a_translation_that_loses_a_value_is_left_out_and_marked():
    found = splice("```python\nassert x, f'got {x}'\n```\n", lambda s: "reçu")
    assert "got {x}" in found.text and found.untranslated == (range(2, 3),)
