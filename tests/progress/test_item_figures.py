"""How hard items are and whom they tell apart; by numbers that can be reckoned by hand."""

import pytest

from app.progress.analysis.items import Item, figures

ITEMS = (Item("a", "A"), Item("b", "B"), Item("c", "C"))


def class_of(*rows: str) -> dict[int, dict[str, float]]:
    """Students, ten each row: "110" has a and b right and c wrong, "-" was not answered."""
    return {
        number * 10 + copy: {
            item.key: float(sign) for item, sign in zip(ITEMS, row, strict=True) if sign != "-"
        }
        for number, row in enumerate(rows)
        for copy in range(10)
    }


def test_difficulty_is_the_share_and_discrimination_goes_with_the_rest_alone():
    a, b, c = figures(ITEMS, class_of("111", "110", "000", "000"))
    assert (a.students, a.share, c.share) == (40, 0.5, 0.25)
    # Rests of a: 1, .5, 0, 0; their correlation with 1, 1, 0, 0 is 3 / sqrt(1 * 11) by hand.
    assert a.correlation == pytest.approx(3 / 11**0.5)
    assert a.difference == pytest.approx(1.0)
    assert (a.hint, b.hint) == ("", "")


def test_a_question_that_the_good_fail_is_pointed_out():
    assert figures(ITEMS, class_of("110", "110", "001", "000"))[2].hint == "backwards"


def test_what_tells_nobody_apart_says_so():
    a, b, _c = figures(ITEMS, class_of("100", "101", "100", "101"))
    assert (a.hint, a.correlation, b.hint) == ("everybody", None, "nobody")


def test_under_ten_students_no_number_is_shown():
    few = dict(list(class_of("110", "001").items())[6:15])
    (a, *_rest) = figures(ITEMS, few)
    assert (a.students, a.correlation, a.difference, a.hint) == (9, None, None, "few")


def test_what_was_not_answered_counts_neither_for_nor_against():
    a, _b, c = figures(ITEMS, class_of("11-", "00-", "1--"))
    assert (a.students, a.share) == (30, pytest.approx(2 / 3))
    assert a.correlation == pytest.approx(1.0)
    assert (c.students, c.share, c.hint) == (0, None, "few")


def test_a_single_question_has_nothing_to_be_compared_with():
    (only,) = figures([ITEMS[0]], class_of("1--", "0--"))
    assert (only.share, only.correlation, only.hint) == (0.5, None, "alone")


def test_groups_at_the_edge_count_in_part_so_that_order_does_not_matter():
    given = class_of("100", "010", "110", "000")
    turned = dict(reversed(given.items()))
    assert [one.difference for one in figures(ITEMS, given)] == pytest.approx(
        [one.difference for one in figures(ITEMS, turned)]
    )
