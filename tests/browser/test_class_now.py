"""The class now in a real browser: a student moves, and the instructor's page follows by itself."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]
NOW = "/teach/classes/1/now"
LESSON = "/courses/foundations/02-python-values/"
FOLLOWS = 60_000  # milliseconds; the page asks every ten seconds


def test_the_page_follows_a_student_by_itself(
    visit: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    teacher, student = visit(320), visit(360)
    teacher.sign_in("head", "a long pass word")
    student.sign_in("gamba")
    teacher.page.goto(NOW)
    student.page.goto(LESSON)
    place = teacher.page.locator("#s .places > li", has_text="Python on this laptop")
    place.locator(".names", has_text="Gamba").wait_for(timeout=FOLLOWS)
    assert place.locator(".count").text_content() == str(place.locator(".names > li").count())
    student.page.goto("/exercises/class-heights/")
    exercise = teacher.page.locator("#s .places > li", has_text="How tall is our class?")
    exercise.locator(".names", has_text="Gamba").wait_for(timeout=FOLLOWS)
    assert place.is_hidden()
    accessible(teacher)
    teacher.page.get_by_text("Hide names, for a projector").click()
    accessible(teacher)
    assert "Gamba" not in teacher.page.content()
