"""Points and right answers with their noun, in the number that it counts."""

import pytest
from flask import Flask

from app.web.numbers import in_points, points_of


@pytest.mark.parametrize(
    ("score", "most", "words"),
    [
        (0, 1, "0 of 1 point"),
        (1, 1.0, "1 of 1 point"),
        (1, 2, "1 of 2 points"),
        (0.5, 1.5, "0.5 of 1.5 points"),
        (None, None, "0 of 0 points"),
    ],
)
def test_the_noun_goes_by_what_could_be_reached(
    school: Flask, score: float | None, most: float | None, words: str
) -> None:
    with school.test_request_context():
        assert points_of(score, most) == words


def test_one_point_is_not_points(school: Flask) -> None:
    with school.test_request_context():
        assert [in_points(number) for number in (1.0, 0.5, 2)] == [
            "1 point",
            "0.5 points",
            "2 points",
        ]
