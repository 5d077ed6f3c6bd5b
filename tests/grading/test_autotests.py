"""`# AUTOTEST` lines become the assertions that nbgrader would have written."""

import pytest

from app.grading import expand_autotests, grade, read_rules
from app.grading.errors import AutotestFailed, AutotestInWrongCell, AutotestRules
from app.kernels import Limits
from app.notebooks import release
from app.notebooks.errors import AutotestLeft

RULES = b"""
python3:
    setup: "from hashlib import sha1"
    hash: 'sha1({{snippet}}.encode("utf-8")+b"{{salt}}").hexdigest()'
    dispatch: "type({{snippet}})"
    normalize: "str({{snippet}})"
    check: 'assert {{snippet}} == "{{value}}", "{{message}}"'
    success: "print('Success!')"
    templates:
        default:
            - test: "{{snippet}}"
              fail: 'value of "{{snippet}}" is not correct'
        int:
            - test: "type({{snippet}})"
              fail: "type of {{snippet}} is not int"
            - test: "{{snippet}}"
              fail: "value of {{snippet}} is not correct"
"""


@pytest.fixture
def expand(engine):
    def make(source):
        rules = read_rules(RULES)
        return expand_autotests(source, rules, engine=engine, limits=Limits(), files={})

    return make


# Made by nbgrader 0.9.6 from the same notebook and rules.
NBGRADERS = """\
from hashlib import sha1
assert str(type(x)) == "<class 'int'>", "type of x is not int"
assert str(x) == "3", "value of x is not correct"

assert str(y) == "[3, 1]", "value of \\"y\\" is not correct"

assert sha1(str(type(x)).encode("utf-8")+b"28867").hexdigest() == \
"ca7a6f721e051da8bace8ea22b9d9c37e4be4a4c", "type of x is not int"
assert sha1(str(x).encode("utf-8")+b"28867").hexdigest() == \
"21e39e9fc7799728a08e7e92ec284af35d2ff358", "value of x is not correct"

assert x
print('Success!')"""


def test_the_tests_are_nbgraders(exercise, expand):
    source = exercise(
        ("s", "x = 3\ny = [3, 1]"), ("t", "# AUTOTEST x; y;\n# HASHED AUTOTEST x\nassert x", 1)
    )
    assert expand(source)["cells"][1]["source"] == NBGRADERS
    assert "AUTOTEST" in source["cells"][1]["source"], "the source stays as it is"


def test_made_tests_judge(exercise, expand, answer, engine):
    source = expand(exercise(("s", "x = 3\nz = 'O\"k'"), ("t", "# AUTOTEST x; z", 2)))
    limits = Limits()
    right = grade(
        source, answer(source, s="x = 3; z = 'O\"k'"), engine=engine, limits=limits, files={}
    )
    wrong = grade(source, answer(source, s="x = 4; z = ''"), engine=engine, limits=limits, files={})
    assert (right.score, wrong.score) == (2.0, 0.0)
    assert wrong.cells[0].message == "value of x is not correct"


def test_a_notebook_without_such_lines_is_not_run(exercise, expand):
    source = exercise("1 / 0", ("t", "assert 1", 1))
    assert expand(source) == source


def test_lines_that_are_left_are_refused_by_name(exercise):
    with pytest.raises(AutotestLeft, match="Line 2 of cell 2"):
        release(exercise(("s", "x = 3"), ("t", "\n# AUTOTEST x", 1)))


def test_a_line_outside_a_test_is_refused_with_its_place(exercise, expand):
    with pytest.raises(AutotestInWrongCell, match="Line 1 of cell 1"):
        expand(exercise("# AUTOTEST x"))


def test_a_notebook_that_fails_is_named_with_its_place(exercise, expand):
    with pytest.raises(AutotestFailed, match=r"cell 1 .*line 1 \(NameError"):
        expand(exercise(("t", "# AUTOTEST nothing_of_the_kind", 1)))


@pytest.mark.parametrize("rules", [b"[", b"ir: {}", b"python3: {templates: {int: []}}"])
def test_rules_that_cannot_be_used_are_refused(rules):
    with pytest.raises(AutotestRules):
        read_rules(rules)
