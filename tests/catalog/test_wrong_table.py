"""What exercise.yaml says of wrong answers and of lines that no change breaks."""

import pytest

from app.notebooks.expected import Expected

HEAD = "id: doubling\ntitle: Doubling\n"


def read(school, text):
    school.write("exercises/doubling/exercise.yaml", HEAD + text)
    catalog = school.load()
    findings = [one for one in catalog.findings if one.path.name == "exercise.yaml"]
    return catalog.exercise("doubling"), [one.id for one in findings]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1", Expected(1.0)),
        ("{score: 0, loses: [test-double]}", Expected(0.0, frozenset({"test-double"}))),
        ("{loses: [test-double]}", Expected(None, frozenset({"test-double"}))),
        ("{score: 1.5}", Expected(1.5)),
    ],
)
def test_a_wrong_answer_has_points_or_tests_that_it_loses(school, row, expected):
    exercise, found = read(school, f"wrong:\n  adds.ipynb: {row}\n")
    assert (exercise.wrong_expected, found) == ({"adds.ipynb": expected}, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wrong: 3\n", ["wrong-value"]),
        ("wrong: {adds.ipynb: yes}\n", ["wrong-value"]),
        ("wrong: {adds.ipynb: {}}\n", ["wrong-value"]),
        ("wrong: {adds.ipynb: {score: 1, lost: [a]}}\n", ["wrong-value"]),
        ("wrong: {adds.ipynb: {score: 1, loses: test-double}}\n", ["wrong-value"]),
        ("wrong: {adds.ipynb: {score: 1, loses: [test-doubel]}}\n", ["wrong-no-test"]),
        ("wrong: {none.ipynb: {score: 1}}\n", ["wrong-absent"]),
        ("excused: all\n", ["wrong-value"]),
        ("excused: {double: {return 2 * n: }}\n", ["wrong-value"]),
        ("excused: {test-double: {a: why}}\n", ["excused-cell"]),
    ],
)
def test_what_cannot_be_used_is_named(school, text, found):
    assert read(school, text)[1] == found


def test_lines_are_excused_with_a_reason(school):
    exercise, found = read(school, 'excused:\n  double:\n    "n = n ": It is only for words.\n')
    assert (exercise.excused, found) == ({"double": {"n = n": "It is only for words."}}, [])
