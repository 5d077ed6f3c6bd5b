"""What beginners are told of Python's errors, for the messages that this Python gives."""

import pytest
from flask import Flask

from app.web.practice.error_words import meaning

PROGRAMS = {
    "def mean(values)\n    return 1": "The colon is missing",
    "print((1)": "A bracket or a quotation mark",
    "print('one)": "A bracket or a quotation mark",
    "print(1))": "A bracket or a quotation mark",
    "if x = 3:\n    pass": "One = gives a name",
    "x = 3 3": "Python cannot read this line",
    "x = 2 × 3": "Type * in its place",
    "x = 5 − 2": "the sign −. Type - in its place",
    "print(« oui »)": 'the sign «. Type " in its place',
    "print(’oui’)": "Type ' in its place",
    "print（1)": "Type ( in its place",
    "x = 1 ، 2": "Type , in its place",
    "x = ٣": "Type 3 in its place",
    "x = 5€": "Python cannot read this line",
    "x\u00a0= 3": "Delete the spaces and type them again",
    "def f():\nreturn 1": "The spaces at the beginning",
    "  x = 1": "The spaces at the beginning",
    "if True:\n        x = 1\n    y = 2": "The spaces at the beginning",
    "mean([1])": "Python does not know the name mean here",
    "def f():\n    total = total + 1\nf()": "The name total has no value yet",
    "'3' + 4": "A value is of the wrong kind",
    "[1][1]": "There is no such place in the list",
    "{}['rows']": "has nothing under this name",
    "None.head()": "has nothing of this name after the dot",
    "1 / 0": "Something is divided by 0",
    "assert False, 'her own words'": "",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_error_is_told_in_words(program: str, empty_app: Flask) -> None:
    with pytest.raises(Exception) as raised:
        exec(compile(program, "cell", "exec"), {})
    with empty_app.test_request_context():
        words = meaning(raised.type.__name__, str(raised.value))
    assert words.startswith(PROGRAMS[program]) or PROGRAMS[program] in words
    assert bool(words) == bool(PROGRAMS[program])
