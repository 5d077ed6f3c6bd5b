"""An exercise is checked by grading its own solution, its empty release and its wrong answers."""

from app.grading import check_exercise
from app.kernels import Limits
from app.notebooks.expected import Expected


def check(source, wrongs, engine, **more):
    rows = check_exercise(source, wrongs, engine=engine, limits=Limits(), files={}, **more)
    return {row.name: row for row in rows}


def test_a_good_exercise_passes(exercise, answer, engine):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1", 2), ("w", "Why?", 1, "manual"))
    rows = check(source, {"two": answer(source, f="f = 2")}, engine)
    assert [row.ok for row in rows.values()] == [True, True, True]
    assert rows["reference"].score == 2.0 and rows["two"].lost == ("t",)
    assert all(row.seconds > 0 for row in rows.values())


def test_a_solution_without_full_points_is_named_with_its_cells(exercise, engine):
    source = exercise(("f", "f = 3"), ("t", "assert f == 1", 2), ("u", "assert f", 1))
    row = check(source, {}, engine)["reference"]
    assert not row.ok and row.problem.values == {"score": 1.0, "max_score": 3.0, "cells": "t"}


def test_a_warning_that_costs_the_solution_points_is_told_with_its_first_line(exercise, engine):
    warn = "import warnings\nwarnings.warn('names are missing', stacklevel=1)\nassert f"
    source = exercise(
        ("f", "f = 1"), ("t", f"### BEGIN HIDDEN TESTS\n{warn}\n### END HIDDEN TESTS", 2)
    )
    problem = check(source, {}, engine)["reference"].problem
    assert problem.id == "reference-stderr"
    assert problem.values == {"cell": "t", "said": "UserWarning: names are missing"}


def test_tests_that_let_everything_through_are_found(exercise, answer, engine):
    source = exercise(("f", "f = 1"), ("t", "assert 1", 2))
    rows = check(source, {"two": answer(source, f="f = 2")}, engine)
    assert rows["empty"].problem.id == "empty-full" and rows["two"].problem.id == "wrong-full"


def test_a_wrong_answer_may_have_an_exact_score(exercise, answer, engine):
    source = exercise(("f", "f = 1"), ("t", "assert f", 1), ("u", "assert f == 1", 1))
    wrongs = {"two": answer(source, f="f = 2")}
    assert check(source, wrongs, engine, expected={"two": Expected(1)})["two"].ok
    row = check(source, wrongs, engine, expected={"two": Expected(0)})["two"]
    assert str(row.problem) == "Tests give this wrong answer 1.0 points; the exercise says 0."


def test_the_tests_that_a_wrong_answer_loses_may_be_said(exercise, answer, engine):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1", 1), ("u", "assert f < 2", 1))
    wrongs = {"two": answer(source, f="f = 2"), "nought": answer(source, f="f = 0")}
    expected = {"two": Expected(1, frozenset("t")), "nought": Expected(None, frozenset("tu"))}
    rows = check(source, wrongs, engine, expected=expected)
    more, fewer = rows["two"].problem, rows["nought"].problem
    assert (more.id, more.values) == ("wrong-other-score", {"score": 0.0, "expected": 1})
    assert (fewer.id, fewer.values) == ("wrong-loses-fewer", {"cells": "u"})
    expected = {"two": Expected(0, frozenset("t")), "nought": Expected(1, frozenset("t"))}
    rows = check(source, wrongs, engine, expected=expected)
    assert rows["two"].problem.id == "wrong-loses-more" and rows["nought"].ok


def test_points_that_a_person_gives_stand_aside(exercise, answer, engine):
    source = exercise(("f", "f = 1"), ("t", "assert f == 1", 2), ("w", "", 3, "manual"))
    wrongs = {"two": answer(source, f="f = 2", w="Because."), "one": answer(source, f="f = 1")}
    rows = check(source, wrongs, engine)
    reference = rows["reference"]
    assert (reference.ok, reference.score, reference.max_score) == (True, 2.0, 2.0)
    assert reference.by_hand == 3.0 and rows["empty"].ok and rows["two"].ok
    assert rows["one"].problem.id == "wrong-full"
    assert check(source, wrongs, engine, expected={"one": Expected(2)})["one"].ok


def test_an_exercise_that_only_a_person_marks_holds(exercise, answer, engine):
    source = exercise(("w", "Why?", 5, "manual"), ("d", "Draw it.", 1, "task"))
    rows = check(source, {"odd": answer(source, w="Never mind.")}, engine)
    assert [row.ok for row in rows.values()] == [True, True, True]
    assert (rows["reference"].max_score, rows["reference"].by_hand) == (0.0, 6.0)


def test_an_exercise_without_points_is_told_so(exercise, engine):
    assert check(exercise(("f", "f = 1")), {}, engine)["reference"].problem.id == "no-points"


def test_a_source_that_cannot_be_used_ends_in_its_row(exercise, engine):
    rows = check(exercise(("f", "### BEGIN SOLUTION"), ("t", "assert 1", 1)), {}, engine)
    assert list(rows) == ["reference"] and rows["reference"].error.id == "UnclosedRegion"
