"""What a course has for a student after an exercise that she has passed."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.grading import Grade
from app.web.languages import language
from app.web.learn.assessment_steps import assessment_steps
from app.web.learn.opening import mine
from app.web.practice.area import Place
from app.web.services import services


@dataclass(frozen=True)
class Onward:
    """The page to go on with, and what its button says: a lesson's title, or where it leads."""

    address: str
    words: str
    is_lesson: bool = False


def onward(place: Place | None, grade: Grade | None, by_hand: float) -> Onward | None:
    """What comes next, once a result has the points that pass, or all that tests can give; None
    while it has not. `by_hand` is in points."""
    if place is None or grade is None:
        return None
    enough = grade.score + by_hand >= services().pass_share * grade.max_score
    if not enough and any(cell.status not in ("passed", "manual") for cell in grade.cells):
        return None
    return _after(place)


def _after(place: Place) -> Onward:
    """The lesson after the exercise's own, after the last one the final while it is to be sat,
    else the course's page: also where the next lesson is not open yet."""
    course, assigned = place.course, mine()
    if place.lesson in course.lessons:
        following = course.lessons[course.lessons.index(place.lesson) + 1 :]
        if not following:
            final = assessment_steps(current_user.id, course, assigned).final
            if final is not None and final.can_sit:
                address = url_for("learn.assessment", course=course.slug, kind="final")
                return Onward(address, _("Final assessment"))
        elif assigned.status("lesson", following[0].id) != "closed":
            address = url_for("learn.lesson", course=course.slug, lesson=following[0].slug)
            return Onward(address, following[0].title(language()), is_lesson=True)
    return Onward(url_for("learn.course", course=course.slug), _("Back to the course"))
