"""Tracebacks for beginners."""

from app.notebooks import shorten_traceback

IN_A_FUNCTION = """\
\x1b[31m---------------------------------------------------------------------------\x1b[39m
\x1b[31mNameError\x1b[39m                                 Traceback (most recent call last)
\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[2]\x1b[39m\x1b[32m, line 1\x1b[39m
\x1b[32m----> \x1b[39m\x1b[32m1\x1b[39m f(\x1b[32m1\x1b[39m)

\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[1]\x1b[39m\x1b[32m, line 3\x1b[39m, in f(x)
\x1b[32m      1\x1b[39m def f(x):
\x1b[32m      2\x1b[39m     y = 1
\x1b[32m----> \x1b[39m\x1b[32m3\x1b[39m     return zz + x

\x1b[31mNameError\x1b[39m: name 'zz' is not defined"""

IN_A_LIBRARY = """\
KeyError                                  Traceback (most recent call last)
File /usr/lib/python3/pandas/core/indexes/base.py:3816, in Index.get_loc(self, key)
   3815 try:
-> 3816     return self._engine.get_loc(casted_key)

KeyError: 'b'

The above exception was the direct cause of the following exception:

KeyError                                  Traceback (most recent call last)
Cell In[9], line 2
      1 import pandas as pd
----> 2 pd.DataFrame({'a':[1]})['b']

File /usr/lib/python3/pandas/core/frame.py:4330, in DataFrame.__getitem__(self, key)
   4329     return self._getitem_multilevel(key)
-> 4330 indexer = self.columns.get_loc(key)

KeyError: 'b'"""

SYNTAX = """\
  Cell In[4], line 2
    print('a
          ^
SyntaxError: unterminated string literal (detected at line 2)"""


def error(name, message, traceback):
    lines = traceback.split("\n")
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": lines}


def test_only_the_students_lines_and_the_message_are_left():
    short = shorten_traceback(error("NameError", "name 'zz' is not defined", IN_A_FUNCTION))
    assert short == (
        "----> 1 f(1)\n\n"
        "      1 def f(x):\n      2     y = 1\n----> 3     return zz + x\n\n"
        "NameError: name 'zz' is not defined"
    )


def test_no_library_and_no_folder_is_named():
    short = shorten_traceback(error("KeyError", "'b'", IN_A_LIBRARY))
    assert short == (
        "      1 import pandas as pd\n----> 2 pd.DataFrame({'a':[1]})['b']\n\nKeyError: 'b'"
    )


def test_folders_in_the_message_are_cut_to_the_files_name():
    message = "[Errno 2] No such file or directory: '/tmp/scratch-1/data/x.csv'"
    short = shorten_traceback(error("FileNotFoundError", message, ""))
    assert short.endswith("No such file or directory: 'x.csv'")
    windows = shorten_traceback(error("E", r"C:\Users\asha\x.csv is gone", ""))
    assert windows == "E: x.csv is gone"
    assert shorten_traceback(error("E", "got 3/4 and 1/2/3 km/h/s", "")).endswith("km/h/s")


def test_a_syntax_error_shows_line_and_caret():
    message = "unterminated string literal (detected at line 2) (1234.py, line 2)"
    short = shorten_traceback(error("SyntaxError", message, SYNTAX))
    assert short == (
        "----> 2 print('a\n              ^\n"
        "SyntaxError: unterminated string literal (detected at line 2)"
    )


def test_known_cells_give_the_lines_and_unknown_ones_are_left_out():
    output = error("NameError", "no", IN_A_FUNCTION.replace("return zz", "FORGED"))
    short = shorten_traceback(output, cells={1: "def f(x):\n    y = 1\n    return zz + x"})
    assert "return zz + x" in short and "FORGED" not in short and "f(1)" not in short


def test_endless_recursion_is_a_few_lines():
    frame = "Cell In[1], line 2, in r(n)\n      1 def r(n):\n----> 2     return r(n+1)\n\n"
    text = (
        "E   Traceback (most recent call last)\nCell In[2], line 1\n----> 1 r(1)\n\n" + frame * 900
    )
    short = shorten_traceback(error("RecursionError", "maximum depth", text))
    assert short.count("return r(n+1)") == 1 and short.endswith("RecursionError: maximum depth")


def test_a_hostile_message_is_short_and_plain():
    short = shorten_traceback(error("E\x1b[2J", "x" * 100_000 + "\x1b]0;t\x07", ""))
    assert len(short) < 1100 and "\x1b" not in short


def test_comments_around_the_failing_line_are_left_out():
    cell = "# Test: It flows\n# Hint: Divide.\nassert flow(1, 2) == 3\n    # why\n# Hint: end"
    text = "E   Traceback (most recent call last)\nCell In[1], line 3\n----> 3 x"
    short = shorten_traceback(error("NameError", "no", text), cells={1: cell})
    assert short == "----> 3 assert flow(1, 2) == 3\n\nNameError: no"


def test_a_line_that_cannot_be_read_is_indented_as_it_was_typed():
    source = "def f(x):\n    if x:\n        y = 1\n  return 2"
    given = error("IndentationError", "unindent", "  File <tokenize>:4\n    return 2\n    ^")
    assert shorten_traceback(given, source=source).split("\n")[:2] == [
        "----> 4   return 2",
        "          ^",
    ]
    assert shorten_traceback(given, source="x = 1").startswith("----> 4 return 2\n")
