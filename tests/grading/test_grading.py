"""Grading with real kernels: points, verdicts, words, and what the student may see."""

import json

from app.grading import Grade, grade
from app.kernels import Limits

HIDDEN = "### BEGIN HIDDEN TESTS\n%s\n### END HIDDEN TESTS"


def rows(result):
    return [(cell.grade_id, cell.score, cell.status) for cell in result.cells]


def test_each_test_brings_its_points_and_a_failure_its_words(exercise, graded):
    source = exercise(
        ("f", "def f(x):\n    return x + 1"),
        ("t1", "# Test: one more\nassert f(1) == 2", 2),
        ("t2", "# Test: large\n# Hint: Think of zeros.\nassert f(9) == 10, 'f(9) is not 10'", 3),
        ("t3", "f('a')", 1),
    )
    result = graded(source, f="def f(x):\n    return 2 if x == 1 else 1 / (x - 9)")
    assert rows(result) == [("t1", 2.0, "passed"), ("t2", 0.0, "error"), ("t3", 0.0, "error")]
    assert (result.score, result.max_score, result.needs_manual) == (2.0, 6.0, False)
    first, second, third = result.cells
    assert (first.title, second.title, third.title) == ("one more", "large", "t3")
    assert second.hint == "Think of zeros."
    assert second.message == "ZeroDivisionError: division by zero"
    assert "----> 2     return 2 if x == 1 else 1 / (x - 9)" in second.traceback
    assert "/" not in third.message


def test_an_assertions_message_is_shown(exercise, graded):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1, f'f ist {f}, nicht 1'", 1))
    cell = graded(source, f="f = 2").cells[0]
    assert (cell.status, cell.message, cell.hidden) == ("failed", "f ist 2, nicht 1", False)


def test_an_empty_release_says_that_nothing_is_written_yet(exercise, graded):
    source = exercise(("f", "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"))
    source["cells"] += exercise("", ("t", "assert f() == 1", 1))["cells"][1:]
    cell = graded(source).cells[0]
    assert cell.score == 0 and str(cell.remark) == "This part is not written yet."


def test_points_by_nbgraders_rules(exercise, graded):
    source = exercise(
        ("f", "pass"),
        ("value", "1.5", 2),
        ("zero", "0", 2),
        ("negative", "-1", 2),
        ("word", "'well done'", 2),
        ("printed", "print(0)", 2),
        ("above", "7", 2),
        ("warned", "import sys; print('oh', file=sys.stderr)", 2),
        ("nothing", "x = 0", 2),
    )
    result = graded(source, f="pass")
    assert rows(result) == [
        ("value", 1.5, "partial"),
        ("zero", 0.0, "failed"),
        ("negative", 2.0, "passed"),
        ("word", 2.0, "passed"),
        ("printed", 2.0, "passed"),
        ("above", 0.0, "error"),
        ("warned", 0.0, "error"),
        ("nothing", 2.0, "passed"),
    ]
    found = [(flag.id, flag.values["cell"]) for flag in result.flags]
    assert found == [
        ("odd-result", "negative"),
        ("odd-result", "word"),
        ("score-above-maximum", "above"),
    ]


def test_work_marked_by_hand_waits_unless_nothing_is_written(exercise, graded):
    source = exercise(
        ("why", "Because it rains.", 3, "manual"),
        ("where", "Here.", 2, "manual"),
        ("plant", "Plant a tree.", 4, "task"),
    )
    result = graded(source, why="It is dry.")
    assert rows(result) == [
        ("why", 0.0, "manual"),
        ("where", 0.0, "failed"),
        ("plant", 0.0, "manual"),
    ]
    assert result.needs_manual and result.max_score == 9.0
    assert result.cells[1].remark.id == "no-answer"


def test_a_test_that_never_ends_is_stopped_and_the_next_one_runs(exercise, graded):
    source = exercise(("f", "def f(): pass"), ("t1", "f()", 1), ("t2", "assert 1", 1))
    result = graded(source, Limits(cell_seconds=1.5), f="def f():\n    while True: pass")
    assert rows(result) == [("t1", 0.0, "timeout"), ("t2", 1.0, "passed")]
    assert "stopped after" in str(result.cells[0].remark)


def test_the_time_for_the_whole_notebook_is_limited(exercise, graded):
    source = exercise(("f", "pass"), "import time; time.sleep(60)", ("t", "assert 1", 1))
    result = graded(source, Limits(cell_seconds=20, total_seconds=1.5), f="pass")
    assert rows(result) == [("t", 0.0, "not-run")]
    assert result.cells[0].remark.id == "not-run-time" and result.seconds < 10


def test_a_kernel_that_dies_fails_its_test_and_those_after_it(exercise, graded):
    source = exercise(
        ("f", "def f(): pass"), ("t0", "assert 1", 1), ("t1", "f()", 1), ("t2", "assert 1", 1)
    )
    result = graded(source, f="import os\ndef f(): os._exit(0)")
    assert rows(result) == [("t0", 1.0, "passed"), ("t1", 0.0, "died"), ("t2", 0.0, "not-run")]
    assert result.cells[2].remark.id == "not-run-died"


def test_leaving_python_gains_nothing(exercise, graded):
    source = exercise(
        ("f", "def f(): pass"), ("t1", "f()\nassert 0", 1), ("t2", "assert f() is 1", 1)
    )
    for leave in ("import sys\ndef f(): sys.exit(0)", "def f(): raise SystemExit", "f = exit"):
        assert graded(source, f=leave).score == 0.0


def test_printed_scores_and_forged_results_do_not_count(exercise, graded):
    source = exercise(("f", "def f(): pass"), ("t", "f()\nassert 0", 5))
    printing = "def f(): print('5'); print({'score': 5})"
    forging = (
        "def f():\n"
        "    get_ipython().display_pub.publish({'text/plain': '5'})\n"
        "    import sys\n"
        "    sys.displayhook(5)\n"
    )
    assert graded(source, f=printing).score == 0.0
    assert graded(source, f=forging).score == 0.0


def test_edited_deleted_and_copied_tests_gain_nothing(exercise, answer, engine):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1", 5))
    made = answer(source, f="f = 2", t="assert True")
    made["cells"].append({**made["cells"][1], "source": "5"})
    for cells in (made["cells"], made["cells"][:2], made["cells"][:1], made["cells"][::-1]):
        submitted = {**made, "cells": cells}
        result = grade(source, submitted, engine=engine, limits=Limits(), files={})
        assert (result.score, result.max_score) == (0.0, 5.0)
        assert result.notes


def test_cells_that_are_missing_or_of_another_exercise_are_named(exercise, answer, engine):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1", 5))
    alien = exercise(("other", "f = 1"))["cells"]
    submitted = {**source, "cells": alien}
    result = grade(source, submitted, engine=engine, limits=Limits(), files={})
    assert sorted(note.id for note in result.notes) == ["foreign", "missing-answer", "missing-test"]
    assert result.score == 5.0, "the answer counts wherever it is written"


def test_files_are_there_and_left_alone(exercise, engine, answer, tmp_path):
    (tmp_path / "towns.csv").write_text("Mombasa\n")
    source = exercise(
        ("f", "f = 1"), ("t", "assert open('data/towns.csv').read() == 'Mombasa\\n'", 1)
    )
    files = {"data/towns.csv": tmp_path / "towns.csv"}
    spoil = answer(source, f="try:\n    open('data/towns.csv', 'w')\nexcept OSError:\n    pass")
    good = answer(source, f="pass")
    grade(source, spoil, engine=engine, limits=Limits(), files=files)
    result = grade(source, good, engine=engine, limits=Limits(), files=files)
    assert result.score == 1.0 and (tmp_path / "towns.csv").read_text() == "Mombasa\n"


def test_a_grade_survives_json(exercise, graded):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1", 1), ("w", "Why?", 1, "manual"))
    result = graded(source, f="g = 1")
    data = json.loads(json.dumps(result.to_json()))
    assert Grade.from_json(data) == result
    assert Grade.from_json(data, result.executed).executed == result.executed


def test_endless_output_is_cut(exercise, graded):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1", 1))
    result = graded(source, f="f = 1\nfor i in range(300_000): print('line', i)")
    assert len(json.dumps(result.executed)) < 5_000_000


def test_a_partial_score_comes_with_its_reason(exercise, graded):
    test = "right = sum(f(n) == n for n in range(4))\nprint(f'Reason: {right} of 4.')\nright / 2"
    source = exercise(("f", "f = lambda n: n"), ("t", test, 2))
    cell = graded(source, f="f = lambda n: 1").cells[0]
    assert (cell.score, cell.status, cell.message) == (0.5, "partial", "1 of 4.")


def test_a_reason_that_hidden_lines_print_is_not_shown(exercise, graded):
    test = HIDDEN % "print('Reason: secret')" + "\n1"
    source = exercise(("f", "f = 1"), ("t", test, 2))
    cell = graded(source, f="f = 1").cells[0]
    assert (cell.score, cell.status, cell.message) == (1.0, "partial", "")


def test_a_missing_library_or_file_says_what_to_do(exercise, graded):
    source = exercise(("f", "def f(): pass"), ("t", "f()", 1), ("u", "open('data/no.csv')", 1))
    result = graded(source, f="def f():\n    import no_such_library")
    first, second = (cell.remark for cell in result.cells)
    assert (first.id, first.values["name"]) == ("library-missing", "no_such_library")
    assert second.id == "file-missing"
    assert [flag.id for flag in result.flags] == ["test-needs-library", "test-needs-file"]
