"""Words in code: comments and messages change, and nothing else does."""

import ast
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.translation.python_text import code_texts, translate_code
from app.catalog.translation.string_literals import read_literal, write_literal


def texts(code):
    return [text.text for text in code_texts(code)]


def translated(code, **words):
    table = {key.replace("_", " "): value for key, value in words.items()}
    return translate_code(code, table.get)


def test_comments_and_messages_are_found_in_order():
    code = (
        "# A first\n# and a second line.\nx = 1  # at the end\n\n"
        'assert x == 1, "x is wrong"\nraise AssertionError("never")\n'
    )
    assert texts(code) == ["A first\nand a second line.", "at the end", "x is wrong", "never"]


def test_strings_names_and_marks_are_not_for_translation():
    code = (
        "#!/usr/bin/python\n# noqa\n### BEGIN SOLUTION\nx = 'a text'\nprint('more')\n"
        "### END SOLUTION\n# AUTOTEST x\n# 12.5\nassert x, 'oo'.upper()\nassert x, 5\n"
    )
    assert texts(code) == []


@pytest.mark.parametrize(
    "comment",
    ["81.0", "TypeError", "[149, 158]", "38.888…", "True", "f(3)", "x = 2", "a, b", "n == 3",
     "heights[0]", "'Awa'", "int", "{'name': 'phone'}", "total += h"],
)  # fmt: skip
def test_a_comment_of_code_is_not_for_translation(comment):
    assert texts(f"x = 1  # {comment}\n") == []


@pytest.mark.parametrize(
    "comment",
    ["158, the first value", "TypeError: Python refuses", "healthy", "well-known", "sum", "list",
     "not yet", "this is it", "red or green", "'a quoted sentence'", "warning: hot"],
)  # fmt: skip
def test_a_comment_of_words_is_for_translation(comment):
    assert texts(f"x = 1  # {comment}\n") == [comment]


def test_a_line_of_code_inside_a_comment_stays_in_it():
    assert texts("# Try this\n# f(3)\n# and look.\n") == ["Try this\nf(3)\nand look."]


def test_the_words_before_a_title_and_a_hint_stay():
    code = "# Test: it adds\n# Hint: use +\n# more of it\nassert add(1, 2) == 3\n"
    assert texts(code) == ["it adds", "use +", "more of it"]
    result = translated(code, it_adds="elle ajoute", **{"use +": "prends +"})
    assert result.source.startswith("# Test: elle ajoute\n# Hint: prends +\n# more of it\n")


def test_a_comment_keeps_its_indentation_on_every_line():
    code = "def f():\n    # one\n    # two\n    return 1\n"
    result = translate_code(code, {"one\ntwo": "un\ndeux\ntrois"}.get)
    assert result.source == "def f():\n    # un\n    # deux\n    # trois\n    return 1\n"


def test_a_comment_behind_code_stays_on_its_line():
    result = translated("x = 1  # one\ny = 2\n", one="un\ndeux")
    assert result.source == "x = 1  # un deux\ny = 2\n"


def test_values_in_a_message_may_move_and_not_get_lost():
    code = "assert x, f\"expected {a!r:>4}, got {b['k']}\"\n"
    msgid = "expected {a!r:>4}, got {b['k']}"
    assert texts(code) == [msgid]
    moved = translate_code(code, {msgid: "reçu {b['k']}, pas {a!r:>4}"}.get)
    assert moved.source == "assert x, f\"reçu {b['k']}, pas {a!r:>4}\"\n"
    lost = translate_code(code, {msgid: "reçu {b['k']}"}.get)
    assert lost.source == code and lost.lost == ((1, "{a!r:>4}"),)


def test_no_code_comes_in_by_a_translation():
    code = 'assert x, f"got {x}"\n'
    for bad in ("{x} {__import__('os')}", "{x!r}", "{x} }", "{x", "{{x}}"):
        result = translate_code(code, {"got {x}": bad}.get)
        assert result.source == code and result.lost
    result = translate_code("assert x, 'no'\n", {"no": "n' + exit() + '"}.get)
    assert ast.literal_eval(ast.parse(result.source).body[0].msg) == "n' + exit() + '"
    result = translate_code("# no\nx = 1\n", {"no": "non\rexit()\nexit()\x0cexit()"}.get)
    assert ast.dump(ast.parse(result.source)) == ast.dump(ast.parse("x = 1"))


def test_a_translation_makes_no_mark():
    code = "# no\nx = 1\n"
    for bad in ("## BEGIN SOLUTION", "### END HIDDEN TESTS", "AUTOTEST x"):
        assert translated(code, no=bad).source == code


def test_messages_over_several_literals_are_one_text():
    code = 'assert x, (\n    "one "  # why\n    f"two {x} {{3}}"\n)\n'
    assert "one two {x} {{3}}" in texts(code)
    result = translate_code(code, {"one two {x} {{3}}": "un {x} {{3}}"}.get)
    assert result.source == 'assert x, (\n    f"un {x} {{3}}"\n)\n'


def test_messages_filled_in_later_keep_their_places():
    code = 'assert x, "got %d of %s" % (1, 2)\nassert x, "got {}".format(1)\n'
    assert texts(code) == ["got %d of %s", "got {}"]
    assert translate_code(code, {"got {}": "reçu"}.get).source == code
    assert "reçu {}" in translate_code(code, {"got {}": "reçu {}"}.get).source


def test_words_in_any_script_land_behind_the_right_bytes():
    code = 'x = "é"; assert x, "مرحبا"  # नमस्ते\n'
    assert texts(code) == ["مرحبا", "नमस्ते"]
    result = translate_code(code, {"مرحبا": "hello", "नमस्ते": "hi"}.get)
    assert result.source == 'x = "é"; assert x, "hello"  # hi\n'


@pytest.mark.parametrize(
    "code",
    [
        "%matplotlib inline\n# words\nx = 1\n",
        "!ls\n# words\n",
        "for n in x:\n    %time f()\n    # words\n",
        "x = (10\n     % 3)\n# words\n",
        "%%time\n# words\nx = 1\n",
        "def f(:\n# words\n",
        "# words\nx = '''\n",
    ],
)
def test_comments_are_found_beside_magics_and_mistakes(code):
    assert texts(code) == ["words"]
    assert translated(code, words="mots").source == code.replace("words", "mots")


def test_cells_in_another_language_are_left_alone():
    assert texts("%%bash\n# words\nls\n") == []


def test_code_stays_byte_for_byte():
    code = "x = 'a'\t# words\r\ny =  [1,\n2 ]\n\n\n# more\n"
    result = translate_code(code, {"more": "plus"}.get)
    assert result.source == code.replace("more", "plus")


@given(st.text(max_size=40))
def test_any_translation_of_a_plain_message_is_that_text(text):
    code = write_literal(read_literal("'words'"), text)
    assert ast.literal_eval(code) == text


@given(st.text(alphabet=string.printable + "{}'\"\\é", max_size=40))
def test_any_translation_leaves_code_that_parses_and_does_the_same(text):
    code = "# one\nx = 1  # two\nassert x, f'got {x}'\nassert x, 'no'\n"
    words = {"one": text, "two": text, "got {x}": text + "{x}", "no": text}
    result = translate_code(code, words.get)
    body = ast.parse(result.source).body
    assert [type(node).__name__ for node in body] == ["Assign", "Assert", "Assert"]


@given(st.text(alphabet="#'\"{}f\\\n abc=:%!()[]\r", max_size=60))
def test_any_code_can_be_looked_through(code):
    texts(code)
    assert translate_code(code, lambda text: None).source == code
