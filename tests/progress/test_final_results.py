"""Which of several finals counts, without a store."""

from app.progress.assessing.results import Finals, Result


def final(right: int, passed: bool, at: int) -> Result:
    return Result(right, 10, passed, at)


def test_the_highest_share_counts_and_of_equal_ones_the_first() -> None:
    finals = Finals((final(3, False, 1), final(5, False, 2), final(5, False, 3)))
    assert (finals.best.handed_in_ms, finals.last.handed_in_ms, finals.passed) == (2, 3, False)


def test_one_that_was_passed_counts_before_a_higher_one_that_was_not() -> None:
    # The author has asked for more since.
    finals = Finals((final(6, True, 1), final(7, False, 2)))
    assert finals.passed and finals.best.handed_in_ms == 1
